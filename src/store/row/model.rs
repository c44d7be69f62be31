//! Rows of `models`.

use sea_orm::entity::prelude::*;

/// Scoring documents. A version's document never changes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "models")]
pub struct Model {
    /// The id of the model.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub model_id: String,
    /// Its version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// 1 draft, 2 active, 3 retired.
    pub state: i16,
    /// The document as it was given.
    #[sea_orm(column_type = "Text")]
    pub document: String,
    /// SHA-256 of the document.
    pub document_hash: Vec<u8>,
    /// When it was added.
    pub create_time: DateTimeUtc,
    /// When it was activated, if it was.
    pub activate_time: Option<DateTimeUtc>,
    /// When it was retired, if it was.
    pub retire_time: Option<DateTimeUtc>,
    /// The format that the document is written in; a program evaluates only the formats that it knows.
    pub format: i16,
}

impl ActiveModelBehavior for ActiveModel {}
