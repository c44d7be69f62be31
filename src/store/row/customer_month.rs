//! Rows of `customer_months`.

use sea_orm::entity::prelude::*;

/// The sums of what simply adds up, per customer and month. Money in micros of the reporting
/// currency, time in seconds.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_months")]
pub struct Model {
    /// Whose sums.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The UTC month of `occur_time`: year times 12 plus the month from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: i32,
    /// Purchases.
    pub purchase_micros: i64,
    /// Credit notes without an invoice: refunds of purchases.
    pub refund_micros: i64,
    /// Direct cost.
    pub direct_cost_micros: i64,
    /// Cost of winning them.
    pub acquisition_cost_micros: i64,
    /// Gifts.
    pub gift_cost_micros: i64,
    /// Accounting effort, billed.
    pub accounting_billed_seconds: i64,
    /// Accounting effort, in a fixed price.
    pub accounting_included_seconds: i64,
    /// Accounting effort, given away.
    pub accounting_unbilled_seconds: i64,
    /// Support, billed.
    pub support_billed_seconds: i64,
    /// Support, in a fixed price.
    pub support_included_seconds: i64,
    /// Support, given away.
    pub support_unbilled_seconds: i64,
    /// Delivery, billed.
    pub delivery_billed_seconds: i64,
    /// Delivery, in a fixed price.
    pub delivery_included_seconds: i64,
    /// Delivery, given away.
    pub delivery_unbilled_seconds: i64,
    /// Rework, billed.
    pub rework_billed_seconds: i64,
    /// Rework, in a fixed price.
    pub rework_included_seconds: i64,
    /// Rework, given away.
    pub rework_unbilled_seconds: i64,
    /// How many purchases.
    pub purchase_count: i64,
    /// How many costs.
    pub cost_count: i64,
    /// How many efforts.
    pub effort_count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
