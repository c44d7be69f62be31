//! Publishing: what everybody brought, and the figures over all customers.

use super::Evaluator;
use crate::error::Error;
use crate::measures::Publication as Published;
use domain::time::{Month, Time};
use std::time::Duration;
use tokio::time::Instant;

/// What was brought is published at most this often.
const REFERRALS_EVERY: Duration = Duration::from_millis(500);

/// Portfolio figures are computed at most every so many times as long as the last computation took.
const REST: u32 = 20;

/// Changes of class that are long past are looked for this often.
const REAP_EVERY: Duration = Duration::from_hours(6);

/// When what was last published.
#[derive(Debug, Default)]
pub(super) struct Publishing {
    referrals: Option<Instant>,
    portfolio: Option<Considered>,
    /// Whether this replica has published, since then, of referrals what portfolio figures rest on.
    brought_changed: bool,
    reaped: Option<Instant>,
}

/// A computation of portfolio figures.
#[derive(Debug)]
struct Considered {
    /// When it began, by the service's clock of changes.
    time: Time,
    boundary: Month,
    ended: Instant,
    took: Duration,
}

impl Evaluator {
    /// Publishes what has changed about whom customers brought; false if nothing has.
    pub(super) async fn publish_referrals(
        &mut self,
        now: Time,
        patience: Duration,
    ) -> Result<bool, Error> {
        let soon = |last: Instant| last.elapsed() < REFERRALS_EVERY.min(patience);
        if self.publishing.referrals.is_some_and(soon) {
            return Ok(false);
        }
        let step = self.store.publish_referrals(now).await?;
        self.publishing.referrals = Some(Instant::now());
        if let Some(time) = step.publish_time {
            self.store.measures().published(Published::Referral, time);
        }
        self.publishing.brought_changed |= step.before_boundary;
        Ok(step.taken > 0)
    }

    /// Whether the portfolio figures of the month are still to be computed for the first time.
    pub(super) fn awaits_portfolio(&self, now: Time) -> bool {
        let last = self.publishing.portfolio.as_ref();
        last.is_none_or(|last| last.boundary != Month::at(now))
    }

    /// Publishes portfolio figures if a month has begun or something before its beginning has changed;
    /// false if there was nothing to compute, or nothing else to put in force.
    pub(super) async fn publish_portfolio(
        &mut self,
        now: Time,
        patience: Duration,
    ) -> Result<bool, Error> {
        self.reap().await?;
        if !self.passes.have_shares(&self.answers.shares_reason(now)) {
            return Ok(false);
        }
        let boundary = Month::at(now);
        let is_first = self.awaits_portfolio(now);
        let begun = self.store.clock().await?;
        if let Some(last) = &self.publishing.portfolio
            && last.boundary == boundary
        {
            let rests = last.ended.elapsed() < (last.took * REST).min(patience * REST);
            if rests
                || !(self.publishing.brought_changed
                    || self.store.shares_changed(last.time).await?)
            {
                return Ok(false);
            }
        }
        let started = Instant::now();
        let published = self.store.publish_portfolio(boundary).await?;
        self.publishing.portfolio = Some(Considered {
            time: begun,
            boundary,
            took: started.elapsed(),
            ended: Instant::now(),
        });
        self.publishing.brought_changed = false;
        let changed = published.is_some();
        if let Some(publication) = published {
            let measures = self.store.measures();
            measures.published(Published::Portfolio, publication.publish_time);
            self.answers.put_in_force(publication);
        }
        Ok(changed || is_first)
    }

    async fn reap(&mut self) -> Result<(), Error> {
        if self
            .publishing
            .reaped
            .is_none_or(|last| last.elapsed() > REAP_EVERY)
        {
            self.store.reap_class_changes().await?;
            self.publishing.reaped = Some(Instant::now());
        }
        Ok(())
    }
}
