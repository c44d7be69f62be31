//! Rows of `dirty_customers`.

use sea_orm::entity::prelude::*;

/// Customers whose standing has to be made anew. A queue, kept with the rows of its customers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dirty_customers")]
pub struct Model {
    /// Whose standing.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// New with every mark and never used again: a row is taken off only as the version that was
    /// worked on.
    pub version: i64,
    /// When it was last marked.
    pub mark_time: DateTimeUtc,
    /// The place in the queue: of the first mark since the standing was last made.
    pub first_version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
