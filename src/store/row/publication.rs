//! Rows of `portfolio_publications`.

use sea_orm::entity::prelude::*;

/// Append-only: the figures over all customers that one customer is compared with, each as it was put in
/// force.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "portfolio_publications")]
pub struct Model {
    /// Its number, from 1, in the order of publishing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication: i64,
    /// The figures speak for the beginning of this month: year times 12 plus the month from 0.
    pub boundary_month: i32,
    /// From when on answers rest on them; of reconstructed ones what was known then.
    pub publish_time: DateTimeUtc,
    /// Whether they were made later, for a question about a past for which none were published.
    pub reconstructed: bool,
    /// The figures of both groups.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Json,
}

impl ActiveModelBehavior for ActiveModel {}
