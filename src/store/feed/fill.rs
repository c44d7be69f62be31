//! Counts the facts that were recorded before feeds were counted, or by a program that does not count
//! them: one pass over all facts by their key, in pages, once for a database.
//!
//! A pass keeps its counts in memory and writes them at its end; one that is cut begins anew. Facts that
//! are recorded meanwhile are counted as they come, so a count of the pass never adds to one that is kept.

use std::time::Duration;

use domain::fact::FactKey;
use domain::time::Day;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use tokio::time::{Instant, sleep};

use super::{Came, Counts, add, first_kept};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::{Store, sql};

/// The setting that says that a pass was made.
const FILLED: &str = "feed_days_filled";

/// Facts in a page.
const PAGE: i64 = 10_000;

/// No pause between two pages is longer.
const PAUSE_MAX: Duration = Duration::from_secs(1);

impl Store {
    /// Counts the facts that are there already, unless that was done. It pauses as long as it works.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fill_feeds(&self, today: Day) -> Result<(), Error> {
        if self.setting(FILLED).await?.is_some() {
            return Ok(());
        }
        let mut counts = Counts::new();
        let mut after = FactKey {
            customer_id: String::new(),
            source: String::new(),
            fact_id: String::new(),
        };
        loop {
            let begun = Instant::now();
            let Some(last) = self.count_page(&after, today, &mut counts).await? else {
                break;
            };
            after = last;
            sleep(begun.elapsed().min(PAUSE_MAX)).await;
        }
        // What this pass saw and was counted as it came is kept first, or it would be added afterwards.
        self.write_feeds().await?;
        self.put_feed_days(&counts, true).await?;
        self.put_setting(FILLED, Value::Bool(true)).await
    }

    /// Counts the facts of the page after a key. Returns its last key, if it has any.
    async fn count_page(
        &self,
        after: &FactKey,
        today: Day,
        counts: &mut Counts,
    ) -> Result<Option<FactKey>, Error> {
        let page = sqlx::query(sql::FEED_PAGE)
            .bind(&after.customer_id)
            .bind(&after.source)
            .bind(&after.fact_id)
            .bind(first_kept(today))
            .bind(PAGE)
            .fetch_all(self.pool());
        let rows = page.await.map_err(read_error)?;
        for row in &rows {
            count(row, counts).map_err(read_error)?;
        }
        rows.first().map(key).transpose().map_err(read_error)
    }
}

fn key(row: &PgRow) -> Result<FactKey, sqlx::Error> {
    Ok(FactKey {
        customer_id: row.try_get(0)?,
        source: row.try_get(1)?,
        fact_id: row.try_get(2)?,
    })
}

/// Counts what came of one source and kind on one day; nothing of a page of old facts.
fn count(row: &PgRow, counts: &mut Counts) -> Result<(), sqlx::Error> {
    let Some(source) = row.try_get::<Option<String>, _>(3)? else {
        return Ok(());
    };
    let came = Came {
        fact_count: row.try_get(6)?,
        last_record_time: row.try_get(7)?,
    };
    add(counts, &source, (row.try_get(4)?, row.try_get(5)?), came);
    Ok(())
}
