//! Rows of `hours`.

use sea_orm::entity::prelude::*;

/// What an hour of the company's people costs it and is billed at, and since when it says so. Append-only.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hours")]
pub struct Model {
    /// The server's time from which on answers rest on it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_time: DateTimeUtc,
    /// What an hour costs, micros of the reporting currency.
    pub cost_micros: i64,
    /// What an hour is billed at, micros of the reporting currency.
    pub price_micros: i64,
}

impl ActiveModelBehavior for ActiveModel {}
