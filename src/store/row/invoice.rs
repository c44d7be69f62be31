//! Rows of `invoices`.

use sea_orm::entity::prelude::*;

/// The live invoice that holds each number of a customer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    /// Whose invoice.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub customer_id: String,
    /// Its number.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub invoice_id: String,
    /// The source of the fact that is the invoice.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// The id of that fact.
    #[sea_orm(column_type = "Text")]
    pub fact_id: String,
    /// The invoice's currency, which its payments and credit notes must have.
    #[sea_orm(column_type = "Text")]
    pub currency: String,
}

impl ActiveModelBehavior for ActiveModel {}
