//! Looks at the queue now and then, so that its length and age are seen from outside.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::store::Store;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(5);

/// Looks take no more than one part in so many of the time: one counts the whole queue.
const SHARE: u32 = 50;

/// When to look next.
#[derive(Debug)]
pub(super) struct Look {
    due: Instant,
}

impl Look {
    /// The first look is due at once.
    pub(super) fn new() -> Self {
        Self {
            due: Instant::now(),
        }
    }

    /// Looks if it is time to.
    pub(super) async fn when_due(&mut self, store: &Store) -> Result<(), Error> {
        let began = Instant::now();
        if began < self.due {
            return Ok(());
        }
        store.look_at_queue().await?;
        let ended = Instant::now();
        self.due = ended + EVERY.max((ended - began) * SHARE);
        Ok(())
    }
}
