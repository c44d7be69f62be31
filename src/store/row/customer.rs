//! Rows of `customers`.

use sea_orm::entity::prelude::*;

/// Somebody who buys from us, used to, or may one day; the fields as they are now. Rows are never
/// deleted. Locking a row is what makes writes about one customer follow each other.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    /// The caller's own id.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The name to show; may be empty.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// 0 not known, 1 business, 2 individual.
    pub kind: i16,
    /// The day the relationship began, if known.
    pub onboard_date: Option<Date>,
    /// How they found us; may be empty.
    #[sea_orm(column_type = "Text")]
    pub acquisition_source: String,
    /// 1 end user, 2 middleman.
    pub buys_as: i16,
    /// Lists of strings by key.
    #[sea_orm(column_type = "JsonBinary")]
    pub attributes: Json,
    /// Whether they were recorded as no customer yet.
    pub prospect: bool,
    /// Increases with every accepted write that concerns this customer; names the state an answer
    /// saw.
    pub revision: i64,
    /// When the customer was first recorded.
    pub create_time: DateTimeUtc,
    /// When the customer's own fields last changed.
    pub update_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
