//! Rows of `portfolio_publications`.

use sea_orm::entity::prelude::*;

/// The figures over all customers that one customer is compared with, one row for each publication.
/// Append-only.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "portfolio_publications")]
pub struct Model {
    /// Its number, from 1, in the order of publishing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication: i64,
    /// The figures speak for the beginning of this month: year times 12 plus the month from 0.
    pub boundary_month: i32,
    /// The time from which answers use them. For reconstructed figures, the time whose knowledge they rest
    /// on.
    pub publish_time: DateTimeUtc,
    /// Whether they were computed later, for a question about a past time for which none were published.
    pub reconstructed: bool,
    /// The figures of both groups.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Json,
}

impl ActiveModelBehavior for ActiveModel {}
