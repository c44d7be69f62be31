//! Rows of `referrals`.

use sea_orm::entity::prelude::*;

/// The live referrals: a forest, held so by one lock that every change of it takes. Small, and the
/// same on every node of a distributed database.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "referrals")]
pub struct Model {
    /// Who came; everybody has at most one referrer.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub referred_customer_id: String,
    /// Who recommended us; the customer of the fact.
    #[sea_orm(column_type = "Text")]
    pub referrer_customer_id: String,
    /// The source of the fact that is the referral.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// The id of that fact.
    #[sea_orm(column_type = "Text")]
    pub fact_id: String,
    /// When it happened.
    pub occur_time: DateTimeUtc,
    /// The chance that they would have come anyway, in basis points; null where not told.
    pub would_have_come_anyway_bps: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
