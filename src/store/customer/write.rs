//! Reads customers' own fields under their locks, and writes them with their versions and marks.

use std::collections::BTreeMap;

use domain::customer::Customer;
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{StoredCustomer, buys_as_number, kind_number};
use crate::error::Error;
use crate::store::entity::model;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::row::customer::Model;
use crate::store::sql;

/// The fields of a customer to which the upserts are applied one by one.
pub(super) struct Draft {
    pub(super) customer: Customer,
    pub(super) created: bool,
    pub(super) changed: bool,
}

/// Reads the current rows of the customers, and the record time.
pub(super) async fn known_customers(
    transaction: &mut Lent,
    ids: &BTreeMap<&str, bool>,
) -> Result<(BTreeMap<String, StoredCustomer>, Time), Fault> {
    let ids: Vec<&str> = ids.keys().copied().collect();
    let rows = sqlx::query(sql::KNOWN_CUSTOMERS)
        .bind(ids)
        .fetch_all(&mut *transaction)
        .await?;
    let record_time = match rows.first() {
        Some(row) => row.try_get("record_time")?,
        None => {
            sqlx::query_scalar(sql::CLOCK)
                .fetch_one(transaction)
                .await?
        }
    };
    Ok((by_id(rows)?, record_time))
}

fn by_id(rows: Vec<PgRow>) -> Result<BTreeMap<String, StoredCustomer>, Fault> {
    let mut customers = BTreeMap::new();
    for row in rows {
        let stored: StoredCustomer = model::<Model>(row)?.try_into()?;
        customers.insert(stored.customer.customer_id.clone(), stored);
    }
    Ok(customers)
}

/// Writes the drafts with their versions, and marks the customers for evaluation.
pub(super) async fn write(
    transaction: &mut Lent,
    drafts: &[&Draft],
    record_time: Time,
) -> Result<BTreeMap<String, StoredCustomer>, Fault> {
    if drafts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let customers = || drafts.iter().map(|draft| &draft.customer);
    let ids: Vec<&str> = customers()
        .map(|customer| customer.customer_id.as_str())
        .collect();
    let rows = sqlx::query(sql::UPDATE_CUSTOMERS)
        .bind(&ids)
        .bind(
            customers()
                .map(|customer| customer.name.as_str())
                .collect::<Vec<_>>(),
        )
        .bind(
            customers()
                .map(|customer| kind_number(customer.kind))
                .collect::<Vec<_>>(),
        )
        .bind(
            customers()
                .map(|customer| customer.onboard_date)
                .collect::<Vec<_>>(),
        )
        .bind(
            customers()
                .map(|customer| customer.acquisition_source.as_str())
                .collect::<Vec<_>>(),
        )
        .bind(
            customers()
                .map(|customer| buys_as_number(customer.buys_as))
                .collect::<Vec<_>>(),
        )
        .bind(
            customers()
                .map(attributes_text)
                .collect::<Result<Vec<_>, _>>()?,
        )
        .bind(
            customers()
                .map(|customer| customer.prospect)
                .collect::<Vec<_>>(),
        )
        .bind(
            drafts
                .iter()
                .map(|draft| i64::from(!draft.created))
                .collect::<Vec<_>>(),
        )
        .bind(record_time)
        .fetch_all(&mut *transaction)
        .await?;
    sqlx::query(sql::MARK_CUSTOMERS)
        .bind(&ids)
        .execute(&mut *transaction)
        .await?;
    by_id(rows)
}

fn attributes_text(customer: &Customer) -> Result<String, Error> {
    serde_json::to_string(&customer.attributes)
        .map_err(|error| Error::Internal(format!("attributes: {error}")))
}
