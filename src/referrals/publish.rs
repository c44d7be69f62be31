//! Publishes referral figures.

use crate::error::Error;
use crate::measures::Publication as Published;
use crate::store::{ReferralStep, Store};
use domain::time::Time;
use std::time::Duration;
use tokio::time::Instant;

/// The shortest time between two publications.
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

    /// Publishes the figures that have changed, unless it did so a moment ago. A `patience` below that pause
    /// shortens it.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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

    /// Checks that published sums add up. It publishes trees that do not add up again, and logs that.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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
