//! Feeds: the days on which each source sent facts of each kind.
//!
//! Recorded facts are counted in memory and written every few seconds, never in the transaction that
//! records them: all transactions of one source would wait for the same row. A crash may therefore lose the
//! counts of the last seconds, and facts are not counted if the caller goes away before the answer. The
//! next start counts those facts (`fill`).

mod fill;

pub(super) use fill::FILLED;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::fact::FactKind;
use domain::feed::Feed;
use domain::time::{Day, Time, add_days};
use sqlx::Row;

use super::fault::read_error;
use super::record::{RecordBatch, RecordOutcome};
use super::{Store, sql};
use crate::error::Error;

/// The number of days that are kept.
const KEPT_DAYS: i64 = 600;

/// The maximum number of feeds that are read; feeds with facts on the fewest days are left out.
const FEEDS_MAX: i64 = 1_000;

/// The maximum number of sources counted between two writes; facts of further sources are not counted.
const SOURCES_MAX: usize = 10_000;

/// The number of rows that one statement writes.
const CHUNK: usize = 5_000;

/// The facts of one kind received on one day.
#[derive(Clone, Copy, Debug)]
struct Came {
    fact_count: i64,
    last_record_time: Time,
}

/// The received facts by source, kind and day.
type Counts = BTreeMap<String, BTreeMap<(i16, Day), Came>>;

fn add(counts: &mut Counts, source: &str, at: (i16, Day), came: Came) {
    if !counts.contains_key(source) {
        if counts.len() >= SOURCES_MAX {
            return;
        }
        counts.insert(source.to_owned(), BTreeMap::new());
    }
    let Some(days) = counts.get_mut(source) else {
        return;
    };
    let sum = days.entry(at).or_insert(Came {
        fact_count: 0,
        ..came
    });
    sum.fact_count = sum.fact_count.saturating_add(came.fact_count);
    sum.last_record_time = sum.last_record_time.max(came.last_record_time);
}

/// The received facts whose counts are not yet written.
#[derive(Clone, Debug, Default)]
pub(super) struct Received(Arc<Mutex<Counts>>);

impl Received {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the accepted facts of a batch, including duplicates: a source that sends the same facts again
    /// is alive.
    pub(super) fn note(&self, batch: &RecordBatch, recorded: &RecordOutcome) {
        if batch.validate_only {
            return;
        }
        let failed: BTreeSet<usize> = recorded.failures.iter().map(|failed| failed.0).collect();
        let day = recorded.record_time.date_naive();
        let one = Came {
            fact_count: 1,
            last_record_time: recorded.record_time,
        };
        let mut counts = self.counts();
        for (index, fact) in batch.facts.iter().enumerate() {
            if !failed.contains(&index) {
                let at = (fact.body.kind() as i16, day);
                add(&mut counts, &fact.key.source, at, one);
            }
        }
    }

    fn take(&self) -> Counts {
        mem::take(&mut *self.counts())
    }

    fn put_back(&self, taken: Counts) {
        let mut counts = self.counts();
        for (source, days) in taken {
            for (at, came) in days {
                add(&mut counts, &source, at, came);
            }
        }
    }
}

impl Store {
    /// Writes the counts since the last call. Returns whether there were any.
    ///
    /// # Errors
    /// Fails if the database does not accept the write; the counts are kept for the next call.
    pub async fn write_feeds(&self) -> Result<bool, Error> {
        let taken = self.received.take();
        let written = self.put_feed_days(&taken, false).await;
        if written.is_err() {
            self.received.put_back(taken);
            return written.map(|()| false);
        }
        Ok(!taken.is_empty())
    }

    /// The feeds of the kept days before `today`, those with facts on the most days first, up to a fixed
    /// number.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn feeds(&self, today: Day) -> Result<Vec<Feed>, Error> {
        let rows = sqlx::query(sql::FEEDS)
            .bind(first_kept(today))
            .bind(FEEDS_MAX)
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        let mut feeds = Vec::with_capacity(rows.len());
        for row in rows {
            // A newer program may have written kinds that this one does not know.
            let number = row.try_get(1).map_err(read_error)?;
            if let Some(kind) = FactKind::numbered(number) {
                feeds.push(Feed {
                    source: row.try_get(0).map_err(read_error)?,
                    kind,
                    days: row.try_get(2).map_err(read_error)?,
                    last_record_time: row.try_get(3).map_err(read_error)?,
                });
            }
        }
        Ok(feeds)
    }

    /// Deletes the days that are too old to be kept on `today`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn forget_old_feeds(&self, today: Day) -> Result<(), Error> {
        let forget = move || sqlx::query(sql::FORGET_FEED_DAYS).bind(first_kept(today));
        self.units.execute(forget).await?;
        Ok(())
    }

    /// Writes counts in the order of their keys. With `whole` they cover all rows of `facts` and are not
    /// added to the stored counts.
    async fn put_feed_days(&self, counts: &Counts, whole: bool) -> Result<(), Error> {
        let rows: Vec<(&str, i16, Day, Came)> = counts
            .iter()
            .flat_map(|(source, days)| {
                let row =
                    move |(at, came): (&(i16, Day), &Came)| (source.as_str(), at.0, at.1, *came);
                days.iter().map(row)
            })
            .collect();
        for chunk in rows.chunks(CHUNK) {
            let rows = || chunk.iter();
            let sources: Vec<String> = rows().map(|row| row.0.to_owned()).collect();
            let kinds: Vec<i16> = rows().map(|row| row.1).collect();
            let days: Vec<Day> = rows().map(|row| row.2).collect();
            let fact_counts: Vec<i64> = rows().map(|row| row.3.fact_count).collect();
            let times: Vec<Time> = rows().map(|row| row.3.last_record_time).collect();
            let put = move || {
                sqlx::query(sql::PUT_FEED_DAYS)
                    .bind(sources.clone())
                    .bind(kinds.clone())
                    .bind(days.clone())
                    .bind(fact_counts.clone())
                    .bind(times.clone())
                    .bind(whole)
            };
            self.units.execute(put).await?;
        }
        Ok(())
    }
}

fn first_kept(today: Day) -> Day {
    add_days(today, -KEPT_DAYS)
}
