//! Publishes portfolio figures when a month begins, and when the shares that they rest on have changed.

use super::Portfolio;
use crate::error::Error;
use crate::measures::Publication as Published;
use crate::store::Store;
use domain::time::{Month, Time};
use std::time::Duration;
use tokio::time::Instant;

/// The publisher rests this many times as long as the last computation took.
const REST: u32 = 20;

/// Publishes portfolio figures.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    portfolio: Portfolio,
    last: Option<Computation>,
    /// Whether this replica has published referral figures, since the last computation, on which portfolio
    /// figures rest.
    brought_changed: bool,
}

/// A computation of portfolio figures.
#[derive(Debug)]
struct Computation {
    /// The time at which it began, by the database's clock.
    time: Time,
    boundary: Month,
    ended: Instant,
    took: Duration,
}

impl Publisher {
    /// A publisher that has published nothing yet. It puts the figures that it publishes in force in
    /// `portfolio`.
    pub fn new(store: Store, portfolio: Portfolio) -> Self {
        Self {
            store,
            portfolio,
            last: None,
            brought_changed: false,
        }
    }

    /// Notes that referral figures were published on which portfolio figures rest.
    pub fn brought_changed(&mut self) {
        self.brought_changed = true;
    }

    /// Whether this publisher has not yet computed figures for the present month.
    pub fn awaits(&self, now: Time) -> bool {
        let last = self.last.as_ref();
        last.is_none_or(|last| last.boundary != Month::at(now))
    }

    /// Publishes figures if they are due; all shares must be there. Returns false if no computation was due,
    /// or if a repeated one changed nothing. The rest after the last computation depends on its duration, of
    /// which at most `patience` counts.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn step(&mut self, now: Time, patience: Duration) -> Result<bool, Error> {
        let boundary = Month::at(now);
        let is_first = self.awaits(now);
        let begun = self.store.clock().await?;
        if !is_first && !self.is_due(patience).await? {
            return Ok(false);
        }
        let started = Instant::now();
        let published = self.store.publish_portfolio(boundary).await?;
        self.last = Some(Computation {
            time: begun,
            boundary,
            took: started.elapsed(),
            ended: Instant::now(),
        });
        self.brought_changed = false;
        let changed = published.is_some();
        if let Some(publication) = published {
            let measures = self.store.measures();
            measures.published(Published::Portfolio, publication.publish_time);
            self.portfolio.put(publication);
        }
        Ok(changed || is_first)
    }

    async fn is_due(&self, patience: Duration) -> Result<bool, Error> {
        let Some(last) = &self.last else {
            return Ok(true);
        };
        if last.ended.elapsed() < (last.took * REST).min(patience * REST) {
            return Ok(false);
        }
        Ok(self.brought_changed || self.store.shares_changed(last.time).await?)
    }
}
