//! The queue of customers whose standing has to be made anew.

use sea_orm::{EntityTrait, PaginatorTrait};
use sqlx::Row;

use super::fault::{entity_error, read_error};
use super::{Store, row, sql};
use crate::error::Error;

/// A customer in the queue, and which of their marks was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirtyCustomer {
    /// Whose standing.
    pub customer_id: String,
    /// New with every mark.
    pub version: i64,
}

impl Store {
    /// Marks customers, for example because time alone changes their answers.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn mark_dirty(&self, customer_ids: &[String]) -> Result<(), Error> {
        let ids = customer_ids.to_vec();
        let mark = move || sqlx::query(sql::MARK_CUSTOMERS).bind(ids.clone());
        self.units.execute(mark).await.map(|_| ())
    }

    /// Marks everybody, for example because a model was activated.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn mark_all_dirty(&self) -> Result<(), Error> {
        self.units
            .execute(|| sqlx::query(sql::MARK_EVERYBODY))
            .await
            .map(|_| ())
    }

    /// Those who were marked longest ago. They stay in the queue until they are cleared.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn dirty(&self, limit: u32) -> Result<Vec<DirtyCustomer>, Error> {
        let page = sqlx::query(sql::DIRTY_CUSTOMERS).bind(i64::from(limit));
        let rows = page.fetch_all(self.pool()).await.map_err(read_error)?;
        let read = |row: &sqlx::postgres::PgRow| {
            Ok(DirtyCustomer {
                customer_id: row.try_get(0)?,
                version: row.try_get(1)?,
            })
        };
        rows.iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map_err(read_error)
    }

    /// Takes customers off the queue who have not been marked again since they were seen there.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn clear_dirty(&self, seen: &[DirtyCustomer]) -> Result<(), Error> {
        let ids: Vec<String> = seen.iter().map(|dirty| dirty.customer_id.clone()).collect();
        let versions: Vec<i64> = seen.iter().map(|dirty| dirty.version).collect();
        let clear = move || {
            sqlx::query(sql::CLEAR_CUSTOMERS)
                .bind(ids.clone())
                .bind(versions.clone())
        };
        self.units.execute(clear).await.map(|_| ())
    }

    /// How many are in the queue.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn dirty_count(&self) -> Result<u64, Error> {
        row::dirty_customer::Entity::find()
            .count(&self.rows)
            .await
            .map_err(entity_error)
    }
}
