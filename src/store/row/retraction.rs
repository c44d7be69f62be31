//! Rows of `retractions`.

use sea_orm::entity::prelude::*;

/// Append-only: a fact taken back. Answers are as if it had never been recorded, except as of a time at
/// which it was still known.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "retractions")]
pub struct Model {
    /// The fact's customer.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The fact's source.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub source: String,
    /// The fact's id.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub fact_id: String,
    /// Why.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// The person who took it back.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// The server's time, taken while the customer was locked.
    pub record_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
