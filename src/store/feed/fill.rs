//! Counts facts that were not counted as they came, from `facts` itself: at every start those written
//! last, which a crash may have left out, and once for a database all of them, as programs recorded them
//! that did not count.
//!
//! No fact is ever changed or deleted, so they lie in the order in which they were written: the table
//! itself is read, some blocks at a time, and the time of record needs no index. Facts recorded meanwhile
//! are counted as they come, so what is counted here never adds to what is kept.

use domain::time::Day;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use tokio::time::{Instant, sleep};

use super::{Came, Counts, add, first_kept};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::{Store, sql};

/// The setting that says that all facts were counted.
const FILLED: &str = "feed_days_filled";

/// Blocks read by one statement: some ten thousand facts, more than come between two writes.
const STEP: i64 = 1_000;

impl Store {
    /// Counts what was not counted as it came. It pauses as long as it works.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fill_feeds(&self, today: Day) -> Result<(), Error> {
        let is_filled = self.setting(FILLED).await?.is_some();
        let blocks = sqlx::query_scalar(sql::BLOCKS_OF_FACTS).fetch_one(self.pool());
        let blocks: i64 = blocks.await.map_err(read_error)?;
        let first = if is_filled { (blocks - STEP).max(0) } else { 0 };
        let mut counts = Counts::new();
        for block in (first..blocks).step_by(STEP as usize) {
            let begun = Instant::now();
            self.count_blocks(block, today, &mut counts).await?;
            sleep(begun.elapsed()).await;
        }
        // What was seen here and counted as it came is kept first, or it would be added afterwards.
        self.write_feeds().await?;
        self.put_feed_days(&counts, true).await?;
        if is_filled {
            return Ok(());
        }
        self.put_setting(FILLED, Value::Bool(true)).await
    }

    async fn count_blocks(&self, first: i64, today: Day, counts: &mut Counts) -> Result<(), Error> {
        let rows = sqlx::query(sql::FACTS_IN_BLOCKS)
            .bind(first_kept(today))
            .bind(format!("({first},0)"))
            .bind(format!("({},0)", first + STEP))
            .fetch_all(self.pool());
        for row in &rows.await.map_err(read_error)? {
            count(row, counts).map_err(read_error)?;
        }
        Ok(())
    }
}

/// Counts what came of one source and kind on one day.
fn count(row: &PgRow, counts: &mut Counts) -> Result<(), sqlx::Error> {
    let source: String = row.try_get(0)?;
    let came = Came {
        fact_count: row.try_get(3)?,
        last_record_time: row.try_get(4)?,
    };
    add(counts, &source, (row.try_get(1)?, row.try_get(2)?), came);
    Ok(())
}
