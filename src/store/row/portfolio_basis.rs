//! Rows of `portfolio_bases`.

use sea_orm::entity::prelude::*;

/// The figures over all customers at a month boundary that one customer is compared with, as known
/// now.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "portfolio_bases")]
pub struct Model {
    /// The basis speaks for the start of this month: year times 12 plus the month from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub boundary_month: i32,
    /// 1 invoiced customers, 2 customers with purchases only.
    #[sea_orm(primary_key, auto_increment = false)]
    pub peers: i16,
    /// The model that values were computed by.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub model_id: String,
    /// Its version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub model_version: i32,
    /// 1 dirty: something before the boundary changed. 2 computing: nothing has changed since a
    /// computation began. 3 clean: body holds.
    pub state: i16,
    /// Increases when it becomes dirty and when a computation begins.
    pub version: i64,
    /// The figures; of the last clean state where it is not clean.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Option<Json>,
    /// When the state last changed.
    pub update_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
