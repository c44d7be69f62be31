//! Keeps standings and published figures up to date in the background.
//!
//! A standing is made again when facts about the customer arrive, when a fact occurs that was recorded ahead
//! of its time, and when the customer's referral figures are published again. A pass over all customers
//! (`pass`) makes every standing again once a day, and whenever something changes that all of them rest on.
//! Published figures follow from standings. Several replicas may do this work at once: only a newer standing
//! replaces a standing, and a mark leaves the queue only in the version that was worked off.

use super::look::Look;
use super::make::{PAGE, make};
use super::pass::{Passes, Step};
use crate::error::Error;
use crate::evaluate::Evaluator;
use crate::store::{Cause, Store};
use crate::{portfolio, referrals};
use domain::time::Time;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// The wait when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// The wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// While facts keep arriving, a round of standings waits for a pause, but not longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The time between two removals of old changes of class.
const REAP_EVERY: Duration = Duration::from_hours(6);

/// Does the background work on standings.
#[derive(Debug)]
pub struct Worker {
    store: Store,
    evaluator: Evaluator,
    /// The second of the last search for facts recorded ahead that have become due.
    second: Option<i64>,
    /// The newest mark on the queue at the last look.
    newest_mark: i64,
    /// The last mark of the present round. Later marks belong to the next round.
    round: Option<i64>,
    round_ended: Instant,
    passes: Passes,
    referrals: referrals::Publisher,
    portfolio: portfolio::Publisher,
    look: Look,
    reaped: Option<Instant>,
}

/// The result of a step on the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Queue {
    /// Standings were made, or a round ended.
    Worked,
    /// Facts keep arriving, so it pays to wait a little.
    Filling,
    Empty,
}

impl Worker {
    /// A worker that has done nothing yet.
    pub fn new(evaluator: Evaluator) -> Self {
        let store = evaluator.store().clone();
        let figures = evaluator.portfolio().clone();
        Self {
            referrals: referrals::Publisher::new(store.clone()),
            portfolio: portfolio::Publisher::new(store.clone(), figures),
            store,
            second: None,
            newest_mark: 0,
            round: None,
            round_ended: Instant::now(),
            passes: Passes::new(evaluator.clone()),
            evaluator,
            look: Look::new(),
            reaped: None,
        }
    }

    /// Works until `stop` is cancelled.
    pub async fn run(mut self, stop: CancellationToken) {
        let work = async {
            loop {
                match self.step(LONGEST_WAIT).await {
                    Ok(true) => {}
                    Ok(false) => sleep(IDLE).await,
                    Err(error) => {
                        note(&error);
                        sleep(AFTER_FAILURE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Works until nothing is left to do, without waiting for a pause. Returns the number of steps.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn catch_up(&mut self) -> Result<u32, Error> {
        let mut steps = 0;
        while self.step(Duration::ZERO).await? {
            steps += 1;
        }
        self.store.look_at_queue().await?;
        Ok(steps)
    }

    /// Does one piece of each kind of work. Returns false if there was none. While facts keep arriving, it
    /// waits at most `patience` for a pause; with a `patience` of zero it never waits.
    async fn step(&mut self, patience: Duration) -> Result<bool, Error> {
        let now = self.evaluator.now();
        self.evaluator.refresh().await?;
        let second = now.timestamp();
        if self.second != Some(second) {
            self.store.mark_due(now).await?;
            self.second = Some(second);
        }
        self.look.when_due(&self.store).await?;
        let queue = self.work_off_queue(now, patience).await?;
        let referrals = self.publish_referrals(now, patience).await?;
        let passed = self.pass_on(now, queue, patience).await?;
        let is_settled = !referrals && !passed;
        let published = is_settled && self.publish_portfolio(now, patience).await?;
        self.reap().await?;
        Ok(queue == Queue::Worked || referrals || passed || published)
    }

    /// Makes the standings of one page of the queue. A round covers the marks that exist when it begins;
    /// later marks belong to the next round.
    async fn work_off_queue(&mut self, now: Time, patience: Duration) -> Result<Queue, Error> {
        let begins = self.round.is_none();
        if begins {
            self.round = self.next_round(patience).await?;
        }
        let Some(last) = self.round else {
            return Ok(Queue::Filling);
        };
        let at_once = patience.is_zero();
        let page = self.store.due_marks(last, PAGE, at_once).await?;
        if page.is_empty() {
            self.round = None;
            self.round_ended = Instant::now();
            // The next round may follow at once.
            return Ok(if begins { Queue::Empty } else { Queue::Worked });
        }
        // Refresh after reading the marks: a change of the company's hour after this comes with a mark of its
        // own.
        self.evaluator.refresh().await?;
        let marks = page.iter().map(|mark| {
            let quiet = (!at_once && mark.cause == Cause::Facts).then_some(mark.quiet_seconds);
            (mark.customer_id.clone(), (mark.cause, quiet))
        });
        make(&self.evaluator, marks.collect(), now, true).await?;
        self.store.take_off_queue(&page).await?;
        Ok(Queue::Worked)
    }

    /// The last mark of a round that begins now; `None` while facts keep arriving.
    async fn next_round(&mut self, patience: Duration) -> Result<Option<i64>, Error> {
        let newest = self.store.newest_mark().await?;
        let filling = newest != std::mem::replace(&mut self.newest_mark, newest);
        let wait = filling && self.round_ended.elapsed() < patience;
        Ok((!wait).then_some(newest))
    }

    /// Publishes referral figures that have changed. Returns false if there were none.
    async fn publish_referrals(&mut self, now: Time, patience: Duration) -> Result<bool, Error> {
        let step = self.referrals.step(now, patience).await?;
        if step.before_boundary {
            self.portfolio.brought_changed();
        }
        Ok(step.taken > 0)
    }

    /// Does one page of the pass that is due. Returns false if none is due. After a pass over all standings
    /// it checks the published referral figures.
    async fn pass_on(
        &mut self,
        now: Time,
        queue: Queue,
        patience: Duration,
    ) -> Result<bool, Error> {
        let when = (self.portfolio.awaits(now), queue == Queue::Empty);
        let step = self.passes.step(now, when, patience).await?;
        if step == Step::StandingsMade {
            self.referrals.check().await?;
        }
        Ok(step != Step::Nothing)
    }

    /// Publishes portfolio figures if they are due and all shares are there.
    async fn publish_portfolio(&mut self, now: Time, patience: Duration) -> Result<bool, Error> {
        let shares = self.evaluator.shares_reason(now);
        Ok(self.passes.have_shares(&shares) && self.portfolio.step(now, patience).await?)
    }

    async fn reap(&mut self) -> Result<(), Error> {
        if self.reaped.is_none_or(|last| last.elapsed() > REAP_EVERY) {
            self.store.reap_class_changes().await?;
            self.reaped = Some(Instant::now());
        }
        Ok(())
    }
}

/// Logs the reason for a failed step. The store itself logs when the database is gone and when it is back.
fn note(error: &Error) {
    let cause = match error {
        Error::StoreUnavailable(cause) => {
            tracing::debug!(cause, "standings wait for the database");
            return;
        }
        Error::Corrupt(cause) | Error::Internal(cause) => cause.clone(),
        other => other.to_string(),
    };
    tracing::warn!(cause, "standings could not be made; trying again");
}
