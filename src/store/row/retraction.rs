//! Rows of `retractions`.

use sea_orm::entity::prelude::*;

/// A retraction of a fact. Append-only. Answers ignore the fact, except answers as of a time at which it
/// was still known.
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
    /// The recording of the fact that is retracted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recording: i16,
    /// The reason.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// The person who retracted it.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// The server's time of recording, taken while the customer was locked.
    pub record_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
