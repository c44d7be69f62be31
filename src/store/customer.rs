//! Reads and upserts customers' own fields.

mod upsert;
mod write;

pub use upsert::{CustomerField, CustomerFields, CustomerUpsert, Upserted};

use std::collections::BTreeMap;

use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::time::Time;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query as Select};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Postgres, Row};

use super::entity::{model, named};
use super::fault::{read_error, unreadable};
use super::row::customer::{Column, Entity, Model};
use super::{Store, sql};
use crate::error::Error;

/// A customer as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCustomer {
    /// The fields.
    pub customer: Customer,
    /// The revision; it increases with every accepted write about this customer.
    pub revision: i64,
    /// When the customer was first recorded.
    pub create_time: Time,
    /// When the fields last changed.
    pub update_time: Time,
}

/// The customers to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerQuery<'a> {
    /// The beginning of their ids.
    pub prefix: &'a str,
    /// Words, each of which begins a word of the name, whatever the case and the accents. Empty for all names.
    pub words: &'a str,
    /// Whether ids that were merged into others are listed too.
    pub include_merged: bool,
    /// The id before the first one to list.
    pub after: Option<&'a str>,
    /// The most customers.
    pub limit: u32,
}

impl Store {
    /// One customer.
    ///
    /// # Errors
    /// Fails if the database does not answer or holds unreadable data.
    pub async fn customer(&self, customer_id: &str) -> Result<Option<StoredCustomer>, Error> {
        let found = Entity::find_by_id(customer_id);
        let mut rows: Vec<Model> = self.models_of("customer", found).await?;
        rows.pop().map(StoredCustomer::try_from).transpose()
    }

    /// Customers in the order of ids.
    ///
    /// # Errors
    /// Fails if the database does not answer or holds unreadable data.
    pub async fn customers(&self, query: CustomerQuery<'_>) -> Result<Vec<StoredCustomer>, Error> {
        let CustomerQuery {
            prefix,
            words,
            include_merged,
            after,
            limit,
        } = query;
        if !words.is_empty() {
            let found = sqlx::query(sql::CUSTOMERS_BY_NAME)
                .bind(words)
                .bind(prefix)
                .bind(after_all_with(prefix))
                .bind(after.unwrap_or_default())
                .bind(i64::from(limit))
                .bind(include_merged)
                .fetch_all(self.pool());
            let rows = found.await.map_err(read_error)?;
            let stored = |row| StoredCustomer::try_from(model::<Model>(row)?);
            return rows.into_iter().map(stored).collect();
        }
        let id = Column::CustomerId;
        let mut found = Entity::find().filter(id.gte(prefix));
        if let Some(end) = after_all_with(prefix) {
            found = found.filter(id.lt(end));
        }
        if let Some(after) = after {
            found = found.filter(id.gt(after));
        }
        let merged = Select::select()
            .column(Column::CustomerId)
            .from(Alias::new("merged_customers"))
            .to_owned();
        if !include_merged {
            found = found.filter(id.not_in_subquery(merged));
        }
        let found = found.order_by_asc(id).limit(u64::from(limit));
        let rows: Vec<Model> = self.models_of("customers", found).await?;
        rows.into_iter().map(StoredCustomer::try_from).collect()
    }

    /// The ids of all customers in order, from the first one after `after`. Passes over all customers use
    /// it.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn customer_ids(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, Error> {
        let ids = Entity::find()
            .select_only()
            .column(Column::CustomerId)
            .filter(Column::CustomerId.gt(after.unwrap_or_default()))
            .order_by_asc(Column::CustomerId)
            .limit(u64::from(limit));
        let rows = self.rows("customer_ids", ids).await?;
        let ids = rows.iter().map(|row| row.try_get(0));
        ids.collect::<Result<_, _>>().map_err(read_error)
    }

    /// The number of customers.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn customer_count(&self) -> Result<i64, Error> {
        let count = count().fetch_one(self.pool()).await;
        count.and_then(|row| row.try_get(0)).map_err(read_error)
    }
}

/// The statement that counts customers.
pub(super) fn count() -> Query<'static, Postgres, PgArguments> {
    let count = Entity::find()
        .select_only()
        .expr(Expr::col(Asterisk).count());
    named("customer_count", &count)
}

/// The first text that sorts after every text with this prefix; `None` if there is none.
fn after_all_with(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // The code points between U+D7FF and U+E000 are surrogates and not characters.
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

impl TryFrom<Model> for StoredCustomer {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let Model {
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
        let decoded = Decoded::of(&customer_id, kind, buys_as, attributes)?;
        Ok(Self {
            customer: Customer {
                customer_id,
                name,
                kind: decoded.kind,
                onboard_date,
                acquisition_source,
                buys_as: decoded.buys_as,
                attributes: decoded.attributes,
                prospect,
            },
            revision,
            create_time,
            update_time,
        })
    }
}

/// The fields of a customer that the store keeps in another form than the core.
pub(super) struct Decoded {
    pub(super) kind: CustomerKind,
    pub(super) buys_as: BuysAs,
    pub(super) attributes: BTreeMap<String, Vec<String>>,
}

impl Decoded {
    pub(super) fn of(
        customer_id: &str,
        kind: i16,
        buys_as: i16,
        attributes: Value,
    ) -> Result<Self, Error> {
        let corrupt = |what: &str| Error::Corrupt(format!("customer `{customer_id}`: {what}"));
        Ok(Self {
            kind: match kind {
                0 => CustomerKind::NotGiven,
                1 => CustomerKind::Business,
                2 => CustomerKind::Individual,
                other => return Err(corrupt(&format!("kind {other}"))),
            },
            buys_as: match buys_as {
                1 => BuysAs::EndUser,
                2 => BuysAs::Middleman,
                other => return Err(corrupt(&format!("buys_as {other}"))),
            },
            attributes: serde_json::from_value(attributes)
                .map_err(|error| corrupt(&format!("attributes: {}", unreadable(&error))))?,
        })
    }
}

/// The stored number of a kind of customer.
fn kind_number(kind: CustomerKind) -> i16 {
    match kind {
        CustomerKind::NotGiven => 0,
        CustomerKind::Business => 1,
        CustomerKind::Individual => 2,
    }
}

/// The stored number for a customer's use of its purchases.
fn buys_as_number(buys_as: BuysAs) -> i16 {
    match buys_as {
        BuysAs::EndUser => 1,
        BuysAs::Middleman => 2,
    }
}
