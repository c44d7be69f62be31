//! Customers' own fields: as rows, and how they are told and read.

mod upsert;
mod write;

pub use upsert::{CustomerField, CustomerFields, CustomerUpsert, Upserted};

use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::time::{Day, Time};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, QuerySelect,
};
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::fault::{entity_error, read_error, unreadable};
use super::{Store, row, sql};
use crate::error::Error;

/// A customer as it stands in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCustomer {
    /// The fields.
    pub customer: Customer,
    /// Increases with every accepted write that concerns this customer.
    pub revision: i64,
    /// When the customer was first told.
    pub create_time: Time,
    /// When the fields last changed.
    pub update_time: Time,
}

impl Store {
    /// One customer.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn customer(&self, customer_id: &str) -> Result<Option<StoredCustomer>, Error> {
        let found = row::customer::Entity::find_by_id(customer_id);
        let rows = self.rows(found).await?;
        rows.first().map(stored).transpose()
    }

    /// Customers whose id starts with `prefix`, by id, those after `after`.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn customers(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StoredCustomer>, Error> {
        let id = row::customer::Column::CustomerId;
        let mut found = row::customer::Entity::find().filter(id.gte(prefix));
        if let Some(end) = after_all_with(prefix) {
            found = found.filter(id.lt(end));
        }
        if let Some(after) = after {
            found = found.filter(id.gt(after));
        }
        let found = found.order_by_asc(id).limit(u64::from(limit));
        let rows = self.rows(found).await?;
        rows.iter().map(stored).collect()
    }

    /// The ids of all customers in order, those after `after`: for passes over everyone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn customer_ids(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        let ids = sqlx::query_scalar(sql::CUSTOMER_IDS).bind(after.unwrap_or_default());
        ids.bind(i64::from(limit))
            .fetch_all(self.pool())
            .await
            .map_err(read_error)
    }
}

fn stored(row: &QueryResult) -> Result<StoredCustomer, Error> {
    let row = row::customer::Model::from_query_result(row, "");
    row.map_err(|error| entity_error(&error))?.try_into()
}

/// The first text after all that start with `prefix`; `None` if there is none.
fn after_all_with(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // There are no characters between U+D7FF and U+E000.
        let next = if last == '\u{D7FF}' {
            Some('\u{E000}')
        } else {
            char::from_u32(last as u32 + 1)
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

impl TryFrom<row::customer::Model> for StoredCustomer {
    type Error = Error;

    fn try_from(row: row::customer::Model) -> Result<Self, Error> {
        let row::customer::Model {
            customer_id,
            name,
            kind,
            onboard_date,
            acquisition_source,
            buys_as,
            attributes,
            prospect,
            revision,
            create_time,
            update_time,
        } = row;
        let fields = Fields {
            name,
            kind,
            onboard_date,
            acquisition_source,
            buys_as,
            attributes,
            prospect,
        };
        let customer = fields.of(customer_id)?;
        Ok(Self {
            customer,
            revision,
            create_time,
            update_time,
        })
    }
}

/// The fields of a customer as they are stored, in `customers` and in `customer_versions`.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) kind: i16,
    pub(super) onboard_date: Option<Day>,
    pub(super) acquisition_source: String,
    pub(super) buys_as: i16,
    pub(super) attributes: Value,
    pub(super) prospect: bool,
}

impl Fields {
    /// Reads the columns of these names.
    pub(super) fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            onboard_date: row.try_get("onboard_date")?,
            acquisition_source: row.try_get("acquisition_source")?,
            buys_as: row.try_get("buys_as")?,
            attributes: row.try_get("attributes")?,
            prospect: row.try_get("prospect")?,
        })
    }

    /// The customer who has these fields.
    pub(super) fn of(self, customer_id: String) -> Result<Customer, Error> {
        let corrupt = |what: &str| Error::Corrupt(format!("customer `{customer_id}`: {what}"));
        let kind = match self.kind {
            0 => CustomerKind::NotTold,
            1 => CustomerKind::Business,
            2 => CustomerKind::Individual,
            other => return Err(corrupt(&format!("kind {other}"))),
        };
        let buys_as = match self.buys_as {
            1 => BuysAs::EndUser,
            2 => BuysAs::Middleman,
            other => return Err(corrupt(&format!("buys_as {other}"))),
        };
        let attributes = serde_json::from_value(self.attributes)
            .map_err(|error| corrupt(&format!("attributes: {}", unreadable(&error))))?;
        Ok(Customer {
            customer_id,
            name: self.name,
            kind,
            onboard_date: self.onboard_date,
            acquisition_source: self.acquisition_source,
            buys_as,
            attributes,
            prospect: self.prospect,
        })
    }
}

/// The number of a kind of customer.
fn kind_number(kind: CustomerKind) -> i16 {
    match kind {
        CustomerKind::NotTold => 0,
        CustomerKind::Business => 1,
        CustomerKind::Individual => 2,
    }
}

/// The number of what a customer does with what they buy.
fn buys_as_number(buys_as: BuysAs) -> i16 {
    match buys_as {
        BuysAs::EndUser => 1,
        BuysAs::Middleman => 2,
    }
}
