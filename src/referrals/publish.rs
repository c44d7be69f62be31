//! Publishes what customers brought.

use crate::error::Error;
use crate::measures::Publication as Published;
use crate::store::{ReferralStep, Store};
use domain::time::Time;
use std::time::Duration;
use tokio::time::Instant;

/// At most this often.
const EVERY: Duration = Duration::from_millis(500);

/// Publishes referral figures.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    last: Option<Instant>,
}

impl Publisher {
    /// A publisher that has published nothing yet.
    pub fn new(store: Store) -> Self {
        Self { store, last: None }
    }

    /// Publishes what has changed. `patience` bounds how long it rests after the last time.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn step(&mut self, now: Time, patience: Duration) -> Result<ReferralStep, Error> {
        let soon = |last: Instant| last.elapsed() < EVERY.min(patience);
        if self.last.is_some_and(soon) {
            return Ok(ReferralStep::default());
        }
        let step = self.store.publish_referrals(now).await?;
        self.last = Some(Instant::now());
        if let Some(time) = step.publish_time {
            self.store.measures().published(Published::Referral, time);
        }
        Ok(step)
    }

    /// Checks that published sums add up; trees that do not are made anew, which is logged.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn check(&self) -> Result<(), Error> {
        let repaired = self.store.repair_referrals().await?;
        if let Some(first) = repaired.first() {
            let count = repaired.len();
            tracing::error!(
                count,
                first,
                "referral figures did not add up; they were made anew"
            );
        }
        Ok(())
    }
}
