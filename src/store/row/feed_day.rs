//! Rows of `feed_days`.

use sea_orm::entity::prelude::*;

/// A day on which a source sent facts of a kind.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_days")]
pub struct Model {
    /// Who sent them.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub source: String,
    /// The number of their kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: i16,
    /// The UTC day on which they were recorded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_date: Date,
    /// About how many came.
    pub fact_count: i64,
    /// When the last of them was recorded.
    pub last_record_time: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
