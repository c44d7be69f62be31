//! Rows of `facts`.

use sea_orm::entity::prelude::*;

/// One thing that happened and concerns a customer. Rows are append-only and never updated; a retraction
/// withdraws a fact.
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
    /// The id of the fact in that system.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub fact_id: String,
    /// The number of this recording under its key: 1, and one more each time the fact is recorded again after
    /// a retraction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recording: i16,
    /// The number of its kind in the contract: 1 invoice, 2 contract, 3 payment, 4 credit note, 5
    /// purchase, 6 cost, 7 effort, 8 negotiation, 9 usage, 10 assessment, 11 wallet estimate, 12
    /// voice, 13 action, 14 referral, 15 departure, 16 comeback, 17 payment return, 18 invoice void,
    /// 19 merge.
    pub kind: i16,
    /// When it happened.
    pub occur_time: DateTimeUtc,
    /// The month of `occur_time`, in UTC: year times 12 plus the month from 0.
    pub month: i32,
    /// The first day on which it counts as revenue; null for kinds that do not.
    pub revenue_day: Option<Date>,
    /// Whether questions need the fact itself, and not only what it adds to its month.
    pub is_record: bool,
    /// The invoice that the fact is or concerns; null for all other facts.
    #[sea_orm(column_type = "Text")]
    pub invoice_id: Option<String>,
    /// The currency of the amount, where `invoice_id` is set and there is an amount.
    #[sea_orm(column_type = "Text")]
    pub currency: Option<String>,
    /// The server's time of recording, taken while the customer was locked.
    pub record_time: DateTimeUtc,
    /// When the source system learnt of it, if given.
    pub source_record_time: Option<DateTimeUtc>,
    /// The person it comes from; may be empty.
    #[sea_orm(column_type = "Text")]
    pub author: String,
    /// The label of the batch that it came with; may be empty. It is not part of the content.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// SHA-256 over everything but key and label. A fact recorded again can be compared with it at any
    /// time.
    pub content_hash: Vec<u8>,
    /// The content, in the JSON form of the core.
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Json,
}

impl ActiveModelBehavior for ActiveModel {}
