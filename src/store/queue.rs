//! The queue of customers whose standing has to be updated.

use super::fault::read_error;
use super::standing::Cause;
use super::{Store, sql};
use crate::error::Error;
use crate::measures::QueueFound;
use domain::time::Time;
use sqlx::Row;
use std::time::Duration;

/// A customer on the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The customer whose standing has to be updated.
    pub customer_id: String,
    /// The version of the mark.
    pub version: i64,
    /// The cause of the mark.
    pub cause: Cause,
    /// The seconds since the last facts about the customer.
    pub quiet_seconds: f64,
}

impl Store {
    /// The marks of at most `limit` customers that have waited longest, among the marks up to version
    /// `last`. With `at_once` marks that are not due yet count too.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn due_marks(
        &self,
        last: i64,
        limit: u32,
        at_once: bool,
    ) -> Result<Vec<Mark>, Error> {
        let rows = sqlx::query(sql::DUE_MARKS)
            .bind(last)
            .bind(i64::from(limit))
            .bind(at_once)
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        let mark = |row: &sqlx::postgres::PgRow| -> Result<Mark, sqlx::Error> {
            Ok(Mark {
                customer_id: row.try_get(0)?,
                version: row.try_get(1)?,
                cause: Cause::of(row.try_get(2)?),
                quiet_seconds: row.try_get(3)?,
            })
        };
        rows.iter()
            .map(|row| mark(row).map_err(read_error))
            .collect()
    }

    /// Removes finished work from the queue, unless the customer was marked again meanwhile.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn take_off_queue(&self, done: &[Mark]) -> Result<(), Error> {
        let ids: Vec<String> = done.iter().map(|mark| mark.customer_id.clone()).collect();
        let versions: Vec<i64> = done.iter().map(|mark| mark.version).collect();
        self.units
            .execute(move || {
                sqlx::query(sql::TAKE_OFF_QUEUE)
                    .bind(ids.clone())
                    .bind(versions.clone())
            })
            .await?;
        Ok(())
    }

    /// The number of waiting customers.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn waiting_count(&self) -> Result<i64, Error> {
        let count = sqlx::query_scalar(sql::WAITING_COUNT).fetch_one(self.pool());
        count.await.map_err(read_error)
    }

    /// Reports to the metrics how many customers wait and how long the first of them has waited.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn look_at_queue(&self) -> Result<(), Error> {
        let row = sqlx::query(sql::QUEUE).fetch_one(self.pool()).await;
        let row = row.map_err(read_error)?;
        let waiting: i64 = row.try_get("waiting").map_err(read_error)?;
        let micros: i64 = row.try_get("oldest_micros").map_err(read_error)?;
        self.measures().queue(QueueFound {
            waiting: waiting.unsigned_abs(),
            oldest: Duration::from_micros(micros.unsigned_abs()),
        });
        Ok(())
    }

    /// The newest version that any mark has received, whether or not the mark still waits; 0 before the
    /// first. A mark gets its version before it is committed. A reader that sees no newer version has
    /// therefore missed no mark.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn newest_mark(&self) -> Result<i64, Error> {
        let newest = sqlx::query_scalar(sql::NEWEST_MARK).fetch_one(self.pool());
        newest.await.map_err(read_error)
    }

    /// Marks all customers whose standing waits for a fact that was recorded ahead of time and has happened
    /// by `now`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn mark_due(&self, now: Time) -> Result<(), Error> {
        self.units
            .execute(move || sqlx::query(sql::MARK_DUE).bind(now))
            .await?;
        Ok(())
    }

    /// Deletes changes of class that were announced more than 90 days ago.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn reap_class_changes(&self) -> Result<(), Error> {
        self.units
            .execute(|| sqlx::query(sql::REAP_CLASS_CHANGES))
            .await?;
        Ok(())
    }
}
