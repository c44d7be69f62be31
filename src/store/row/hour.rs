//! Rows of `hours`.

use sea_orm::entity::prelude::*;

/// The cost and the price of an hour of the company's people, from a time on. Append-only.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hours")]
pub struct Model {
    /// The server's time from which answers use it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_time: DateTimeUtc,
    /// The cost of an hour, in micros of the reporting currency.
    pub cost_micros: i64,
    /// The price of an hour, in micros of the reporting currency.
    pub price_micros: i64,
}

impl ActiveModelBehavior for ActiveModel {}
