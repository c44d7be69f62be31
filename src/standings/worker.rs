//! Keeps standings and published figures up to date in the background.
//!
//! A standing is made anew when facts about the customer come, when a fact happens that was recorded ahead,
//! when what they brought is published anew, and in a pass over everybody (`pass`) once a day and whenever
//! something else changes on which all rest. What is published follows from standings. Several replicas may
//! do so at once: a standing is replaced only by a newer one, and work is taken off the queue only as the
//! version that was done.

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

/// How long to wait when there is nothing to do.
const IDLE: Duration = Duration::from_millis(250);

/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// While facts keep coming, a round of standings waits for a pause, but not longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Changes of class that are long past are removed this often.
const REAP_EVERY: Duration = Duration::from_hours(6);

/// Does what has to be done in the background about standings.
#[derive(Debug)]
pub struct Worker {
    store: Store,
    evaluator: Evaluator,
    /// The second for which facts recorded ahead were last looked for.
    second: Option<i64>,
    /// The newest mark on the queue when it was last looked at.
    newest_mark: i64,
    /// The last mark of the round under way: what is marked later belongs to the next.
    round: Option<i64>,
    round_ended: Instant,
    passes: Passes,
    referrals: referrals::Publisher,
    portfolio: portfolio::Publisher,
    look: Look,
    reaped: Option<Instant>,
}

/// What became of a look at the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Queue {
    /// Standings were made, or a round of them ended.
    Worked,
    /// Facts keep coming: it pays to wait a little.
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

    /// Works until `stop`.
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

    /// Works until nothing is left to do, without waiting for a pause. Returns how many steps it took.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn catch_up(&mut self) -> Result<u32, Error> {
        let mut steps = 0;
        while self.step(Duration::ZERO).await? {
            steps += 1;
        }
        self.store.look_at_queue().await?;
        Ok(steps)
    }

    /// Does one piece of each kind of work; false if there was none. While facts keep coming, it waits no
    /// longer than `patience` for a pause, and with none at all it waits for nothing.
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

    /// Makes the standings of one page of the queue. A round takes all that is marked when it begins,
    /// however much is marked meanwhile.
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
            // After a round there may be the next one.
            return Ok(if begins { Queue::Empty } else { Queue::Worked });
        }
        // After the marks, so that an hour that comes now comes with another mark.
        self.evaluator.refresh().await?;
        let marks = page.iter().map(|mark| {
            let quiet = (!at_once && mark.cause == Cause::Facts).then_some(mark.quiet_seconds);
            (mark.customer_id.clone(), (mark.cause, quiet))
        });
        make(&self.evaluator, marks.collect(), now, true).await?;
        self.store.take_off_queue(&page).await?;
        Ok(Queue::Worked)
    }

    /// The last mark of the round to begin now; none while facts keep coming.
    async fn next_round(&mut self, patience: Duration) -> Result<Option<i64>, Error> {
        let newest = self.store.newest_mark().await?;
        let filling = newest != std::mem::replace(&mut self.newest_mark, newest);
        let wait = filling && self.round_ended.elapsed() < patience;
        Ok((!wait).then_some(newest))
    }

    /// Publishes what has changed about whom customers brought; false if nothing has.
    async fn publish_referrals(&mut self, now: Time, patience: Duration) -> Result<bool, Error> {
        let step = self.referrals.step(now, patience).await?;
        if step.before_boundary {
            self.portfolio.brought_changed();
        }
        Ok(step.taken > 0)
    }

    /// Does one page of the pass over everybody that is due; false if none is. Once everybody was evaluated,
    /// what is published about referrals is checked.
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

/// Says why a step failed. The store says itself when it is gone, and when it is back.
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
