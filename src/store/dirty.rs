//! The queue of customers whose standing has to be made anew.

use super::fault::read_error;
use super::{Store, sql};
use crate::error::Error;
use domain::time::Time;
use sqlx::Row;

impl Store {
    /// The customers that have waited longest of those marked up to `last`, at most `limit`, with the
    /// version of their mark.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn dirty_page(&self, last: i64, limit: u32) -> Result<Vec<(String, i64)>, Error> {
        let rows = sqlx::query(sql::DIRTY_PAGE)
            .bind(last)
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.try_get(0).map_err(read_error)?,
                    row.try_get(1).map_err(read_error)?,
                ))
            })
            .collect()
    }

    /// Takes work off the queue that was done, unless it was marked anew meanwhile.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn clean(&self, done: &[(String, i64)]) -> Result<(), Error> {
        let ids: Vec<String> = done.iter().map(|mark| mark.0.clone()).collect();
        let versions: Vec<i64> = done.iter().map(|mark| mark.1).collect();
        self.units
            .execute(move || {
                sqlx::query(sql::CLEAN)
                    .bind(ids.clone())
                    .bind(versions.clone())
            })
            .await?;
        Ok(())
    }

    /// How many customers wait.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn waiting_count(&self) -> Result<i64, Error> {
        let count = sqlx::query_scalar(sql::WAITING_COUNT).fetch_one(self.pool());
        count.await.map_err(read_error)
    }

    /// The newest version that any mark was given, whether or not it waits; 0 before the first. A version is
    /// given before its mark is committed, so that one who has seen no newer one has missed no mark.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn newest_mark(&self) -> Result<i64, Error> {
        let newest = sqlx::query_scalar(sql::NEWEST_MARK).fetch_one(self.pool());
        newest.await.map_err(read_error)
    }

    /// Marks these customers.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn mark_dirty(&self, ids: &[String]) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let ids = ids.to_vec();
        self.units
            .execute(move || sqlx::query(sql::MARK_CUSTOMERS).bind(ids.clone()))
            .await?;
        Ok(())
    }

    /// Marks everybody.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn mark_all_dirty(&self) -> Result<(), Error> {
        self.units.execute(|| sqlx::query(sql::MARK_ALL)).await?;
        Ok(())
    }

    /// Marks everybody whose standing waits for a fact told ahead that has happened by `now`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn mark_due(&self, now: Time) -> Result<(), Error> {
        self.units
            .execute(move || sqlx::query(sql::MARK_DUE).bind(now))
            .await?;
        Ok(())
    }

    /// Marks everybody without a standing for the day that began at `day_start`, also those whose standing
    /// speaks for a time far ahead.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn mark_outdated(&self, day_start: Time) -> Result<(), Error> {
        self.units
            .execute(move || sqlx::query(sql::MARK_OUTDATED).bind(day_start))
            .await?;
        Ok(())
    }
}
