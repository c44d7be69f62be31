//! Rows of `facts`.

use sea_orm::entity::prelude::*;

/// Append-only: one thing that happened and concerns a customer. Never updated; retractions take
/// facts back.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "facts")]
pub struct Model {
    /// The customer it concerns.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// The system that records it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub source: String,
    /// That system's id of it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub fact_id: String,
    /// The number of its kind in the contract: 1 invoice, 2 contract, 3 payment, 4 credit note, 5
    /// purchase, 6 cost, 7 effort, 8 negotiation, 9 usage, 10 assessment, 11 wallet estimate, 12
    /// voice, 13 action, 14 referral, 15 departure, 16 comeback.
    pub kind: i16,
    /// When it happened.
    pub occur_time: DateTimeUtc,
    /// The month of `occur_time`, in UTC: year times 12 plus the month from 0.
    pub month: i32,
    /// The first day on which it counts as revenue; null for kinds that do not.
    pub revenue_day: Option<Date>,
    /// Whether questions need the fact itself, and not only what it adds to its month.
    pub is_record: bool,
    /// The invoice that it is, pays or credits; null for everything else.
    #[sea_orm(column_type = "Text")]
    pub invoice_id: Option<String>,
    /// The currency of the amount, where `invoice_id` is set.
    #[sea_orm(column_type = "Text")]
    pub currency: Option<String>,
    /// The server's time, taken while the customer was locked.
    pub record_time: DateTimeUtc,
    /// When that system learnt of it, if given.
    pub source_record_time: Option<DateTimeUtc>,
    /// The person it comes from; may be empty.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// The batch it came with; may be empty. Not part of the content.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// SHA-256 over everything but key and label, so that a fact recorded again can be compared
    /// for ever.
    pub content_hash: Vec<u8>,
    /// What happened, as the core writes it.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Json,
}

impl ActiveModelBehavior for ActiveModel {}
