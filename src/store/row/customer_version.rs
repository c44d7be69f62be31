//! Rows of `customer_versions`.

use sea_orm::entity::prelude::*;

/// Append-only: a customer's own fields after each change, so that a past answer can be given as it
/// was.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_versions")]
pub struct Model {
    /// Whose fields.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The customer's revision after the change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// The server's time of the change, taken while the customer was locked.
    pub record_time: DateTimeUtc,
    /// As in customers.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// As in customers.
    pub kind: i16,
    /// As in customers.
    pub onboard_date: Option<Date>,
    /// As in customers.
    #[sea_orm(column_type = "Text")]
    pub acquisition_source: String,
    /// As in customers.
    pub buys_as: i16,
    /// As in customers.
    #[sea_orm(column_type = "JsonBinary")]
    pub attributes: Json,
    /// As in customers.
    pub prospect: bool,
}

impl ActiveModelBehavior for ActiveModel {}
