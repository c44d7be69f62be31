//! Counts facts in the table `facts` that were not counted when they were recorded. Every start counts the
//! newest facts, whose counts a crash may have lost. Once for a database it counts all facts, because older
//! programs recorded facts without counting them.
//!
//! No fact is ever changed, so the rows lie in the order in which they were written. The table is therefore read
//! some blocks at a time, without an index on the record time. Only `demo --remove` deletes facts; if a crash loses
//! the counts of facts that were written into its gaps, they stay lost. Facts recorded meanwhile are counted as
//! usual, so the counts made here are never added to the stored ones.

use domain::time::Day;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use tokio::time::{Instant, sleep};

use super::{Came, Counts, add, first_kept};
use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::{Store, sql};

/// The setting that records that all facts were counted.
pub(in crate::store) const FILLED: &str = "feed_days_filled";

/// The number of blocks that one statement reads. They hold about ten thousand facts, more than are
/// recorded between two writes.
const STEP: i64 = 1_000;

impl Store {
    /// Counts the facts that were not counted when they were recorded. Between statements it pauses as long
    /// as the last one took.
    ///
    /// # Errors
    /// Fails if the database does not answer.
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
        // Facts that were counted both here and in memory are written first; otherwise they would be added
        // later.
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

/// Adds the facts of one source and kind on one day.
fn count(row: &PgRow, counts: &mut Counts) -> Result<(), sqlx::Error> {
    let source: String = row.try_get(0)?;
    let came = Came {
        fact_count: row.try_get(3)?,
        last_record_time: row.try_get(4)?,
    };
    add(counts, &source, (row.try_get(1)?, row.try_get(2)?), came);
    Ok(())
}
