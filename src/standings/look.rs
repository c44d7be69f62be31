//! Looks at the queue now and then, so that its length and age show in the metrics.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::store::Store;

/// The shortest time between two looks.
const EVERY: Duration = Duration::from_secs(5);

/// The next look waits at least this many times as long as the last look took, because a look counts the
/// whole queue.
const SHARE: u32 = 50;

/// The time of the next look.
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

    /// Looks at the queue if it is time.
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
