//! Rows of `customers`.

use sea_orm::entity::prelude::*;

/// A customer: somebody who buys from us, used to, or may in future. The row holds the current fields and
/// is never deleted. Locking it puts the writes about one customer in sequence.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    /// The caller's id for the customer.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The name to show; may be empty.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// 0 not known, 1 business, 2 individual.
    pub kind: i16,
    /// The day the relationship began, if known.
    pub onboard_date: Option<Date>,
    /// How the customer found us; may be empty.
    #[sea_orm(column_type = "Text")]
    pub acquisition_source: String,
    /// 1 end user, 2 middleman.
    pub buys_as: i16,
    /// Lists of strings by key.
    #[sea_orm(column_type = "JsonBinary")]
    pub attributes: Json,
    /// Whether they were recorded as a prospect, who is not a customer yet.
    pub prospect: bool,
    /// The revision; it increases with every accepted write about this customer and identifies the state
    /// that an answer rests on.
    pub revision: i64,
    /// When the customer was first recorded.
    pub create_time: DateTimeUtc,
    /// When the customer's own fields last changed.
    pub update_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
