//! Whether what was loaded about a customer is still what the database holds, for the sole writer.
//!
//! Everything that writes says whom it concerns before its COMMIT is sent, and again after any outcome. So
//! what was loaded while a number stood is true as long as the number stands: a load that began before the
//! first word is outdated by it, and one in between, which may have seen either state, by the second. Where
//! nobody hears of a COMMIT, the server may finish it later still; for a while nothing is remembered.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// Numbers that customers share by their hashes: a few are taken for changed that are not.
const NUMBERS: usize = 1 << 16;

/// So long the server may still finish a COMMIT that nobody hears of. It ends a statement after the budget
/// of its unit of work, which is shorter.
const DOUBT: Duration = Duration::from_mins(1);

/// Counts the writes about customers. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Freshness {
    numbers: Arc<[Number]>,
    started: Instant,
}

#[derive(Debug, Default)]
struct Number {
    value: AtomicU64,
    /// Until when a COMMIT may still be finished, in milliseconds since the start; 0 if there is none.
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
    /// The number that stands for `id`. While a write about it is in doubt it is another one each time, and
    /// once more afterwards.
    pub(super) fn of(&self, id: &str) -> u64 {
        let number = self.number(id);
        let until = number.doubtful_until.load(Ordering::SeqCst);
        if until == 0 {
            return number.value.load(Ordering::SeqCst);
        }
        let next = number.value.fetch_add(1, Ordering::SeqCst) + 1;
        if self.elapsed() >= until {
            let end = &number.doubtful_until;
            // If another write has come into doubt meanwhile, that one goes on.
            let _ = end.compare_exchange(until, 0, Ordering::SeqCst, Ordering::SeqCst);
        }
        next
    }

    /// Says that something about `ids` changes or may have changed.
    pub(super) fn touch(&self, ids: &[String]) {
        for id in ids {
            self.number(id).value.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Says that something about `ids` may have changed or may change within a minute.
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
