//! Lets the sole writer check whether data loaded about a customer is still current.
//!
//! A counter stands for each customer. Every write increases the counters of its customers before its
//! COMMIT is sent and again after any outcome. Loaded data is current as long as the counter stays the
//! same: the first increase outdates loads that began before it, and the second outdates loads in between,
//! which may have seen either state. If the outcome of a COMMIT is unknown, the server may still finish it
//! later; for a minute nothing about its customers is remembered.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// The number of counters. Customers share a counter by their hash, so a few seem changed that are not.
const NUMBERS: usize = 1 << 16;

/// How long the server may still finish a COMMIT whose outcome is unknown. This is an assumption: the units
/// themselves take less time, but COMMIT has no time limit on the server.
const DOUBT: Duration = Duration::from_mins(1);

/// The counters of writes about customers. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Freshness {
    numbers: Arc<[Number]>,
    started: Instant,
}

#[derive(Debug, Default)]
struct Number {
    value: AtomicU64,
    /// The time until which an unknown COMMIT may still finish, in milliseconds since the start; 0 if there
    /// is none.
    doubtful_until: AtomicU64,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            numbers: (0..NUMBERS).map(|_| Number::default()).collect(),
            started: Instant::now(),
        }
    }
}

impl Freshness {
    /// The counter for `id`. While a write about it is in doubt, each call returns a new value, and one
    /// more new value follows after that.
    pub(super) fn of(&self, id: &str) -> u64 {
        let number = self.number(id);
        let until = number.doubtful_until.load(Ordering::SeqCst);
        if until == 0 {
            return number.value.load(Ordering::SeqCst);
        }
        let next = number.value.fetch_add(1, Ordering::SeqCst) + 1;
        if self.elapsed() >= until {
            let end = &number.doubtful_until;
            // If another write came into doubt meanwhile, its time stays.
            let _ = end.compare_exchange(until, 0, Ordering::SeqCst, Ordering::SeqCst);
        }
        next
    }

    /// Notes that a write about `ids` begins to be committed or has ended.
    pub(super) fn touch(&self, ids: &[String]) {
        for id in ids {
            self.number(id).value.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Notes that a write about `ids` has an unknown outcome and may still happen within a minute.
    pub(super) fn doubt(&self, ids: &[String]) {
        let until = self.elapsed() + DOUBT.as_millis() as u64;
        for id in ids {
            let number = self.number(id);
            number.doubtful_until.store(until, Ordering::SeqCst);
            number.value.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn elapsed(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    fn number(&self, id: &str) -> &Number {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(id);
        &self.numbers[hash as usize % NUMBERS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_in_doubt_has_another_number_each_time_and_once_more_when_the_doubt_is_over() {
        let freshness = Freshness::default();
        let before = freshness.of("C-1");
        assert_eq!(freshness.of("C-1"), before);
        freshness.doubt(&["C-1".to_owned()]);
        let first = freshness.of("C-1");
        let last = freshness.of("C-1");
        assert!(before < first && first < last);
        tokio::time::advance(DOUBT).await;
        let settled = freshness.of("C-1");
        assert!(last < settled);
        assert_eq!(freshness.of("C-1"), settled);
    }
}
