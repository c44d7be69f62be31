//! Whether what was loaded about a customer is still what the database holds, for the sole writer.
//!
//! Everything that writes says whom it concerns before its COMMIT is sent, and again after any outcome. So
//! what was loaded while a number stood is true as long as the number stands: a load that began before the
//! first word is outdated by it, and one in between, which may have seen either state, by the second.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that customers share by their hashes: a few are taken for changed that are not.
const NUMBERS: usize = 1 << 16;

/// Counts the writes about customers. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Freshness(Arc<[AtomicU64]>);

impl Default for Freshness {
    fn default() -> Self {
        Self((0..NUMBERS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Freshness {
    /// The number that stands for `id`.
    pub(super) fn of(&self, id: &str) -> u64 {
        self.number(id).load(Ordering::SeqCst)
    }

    /// Says that something about `ids` changes or may have changed.
    pub(super) fn touch(&self, ids: &[String]) {
        for id in ids {
            self.number(id).fetch_add(1, Ordering::SeqCst);
        }
    }

    fn number(&self, id: &str) -> &AtomicU64 {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(id);
        &self.0[hash as usize % NUMBERS]
    }
}
