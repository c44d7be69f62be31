//! Passes over all customers, in the order of their ids, a page at a time. The database keeps the progress of
//! a pass, so that another replica, or the next start, continues it.

use super::make::{PAGE, make};
use crate::error::Error;
use crate::evaluate::Evaluator;
use crate::store::{Cause, Pass};
use domain::time::Time;
use serde_json::Value;
use std::time::Duration;

/// The pass that makes every customer's share in the portfolio figures.
const SHARES: &str = "shares_pass";

/// The pass that makes every customer's standing.
const STANDINGS: &str = "standings_pass";

/// The settings that hold the state of the passes.
pub const PASSES: [&str; 2] = [SHARES, STANDINGS];

/// New portfolio figures alone begin a pass only after a rest. The rest is this many times as long as the last
/// pass took.
const REST: u32 = 20;

/// Makes the passes over all customers.
#[derive(Debug)]
pub(super) struct Passes {
    evaluator: Evaluator,
    /// Distinguishes the claims of this replica from those of others.
    owner: u64,
    running: Option<(&'static str, Pass, Cause)>,
    /// The reasons of the last passes that have ended.
    shares_of: Option<Value>,
    standings_of: Option<Value>,
    /// The duration of the last pass over standings.
    took: Duration,
    ended: Option<tokio::time::Instant>,
}

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// No pass is due, or another replica runs it.
    Nothing,
    /// One page was done, or a pass over shares ended.
    Worked,
    /// A pass over standings ended.
    StandingsMade,
}

impl Passes {
    /// Passes that have not begun.
    pub(super) fn new(evaluator: Evaluator) -> Self {
        Self {
            evaluator,
            owner: rand::random::<u64>() >> 1 | 1,
            running: None,
            shares_of: None,
            standings_of: None,
            took: Duration::ZERO,
            ended: None,
        }
    }

    /// Whether a pass has made all shares for `reason`.
    pub(super) fn have_shares(&self, reason: &Value) -> bool {
        self.shares_of.as_ref() == Some(reason)
    }

    fn ended(&self, name: &str) -> Option<&Value> {
        match name {
            SHARES => self.shares_of.as_ref(),
            _ => self.standings_of.as_ref(),
        }
    }

    fn end(&mut self, name: &str, reason: Value) {
        match name {
            SHARES => self.shares_of = Some(reason),
            _ => self.standings_of = Some(reason),
        }
    }

    /// Whether a pass over standings for `reason` has to wait. It waits only if the portfolio figures alone
    /// have changed, and the last pass ended too short a time ago or the queue is not empty.
    fn rests(&self, reason: &Value, idle: bool, patience: Duration) -> bool {
        let figures_alone = self
            .standings_of
            .as_ref()
            .is_some_and(|last| without_figures(last) == without_figures(reason));
        let ended = self.ended.map(|ended| ended.elapsed());
        let soon = ended.is_some_and(|ended| ended < self.took * REST);
        figures_alone && !patience.is_zero() && (soon || !idle)
    }

    /// Does one page of the pass that is due; shares come first. Standings wait while the month's first
    /// portfolio figures are `awaited`. Otherwise every customer would be evaluated twice, with the old
    /// figures and with the new ones. `idle` means that the queue is empty.
    pub(super) async fn step(
        &mut self,
        now: Time,
        (awaited, idle): (bool, bool),
        patience: Duration,
    ) -> Result<Step, Error> {
        let shares = self.evaluator.shares_reason(now);
        if !self.have_shares(&shares) {
            let step = self.page_of(SHARES, shares.clone(), now).await?;
            if step != Step::Nothing || !self.have_shares(&shares) {
                return Ok(step);
            }
        }
        if awaited {
            return Ok(Step::Nothing);
        }
        let standings = self.evaluator.standings_reason(now);
        if self.ended(STANDINGS) == Some(&standings) || self.rests(&standings, idle, patience) {
            return Ok(Step::Nothing);
        }
        self.page_of(STANDINGS, standings, now).await
    }

    async fn page_of(
        &mut self,
        name: &'static str,
        reason: Value,
        now: Time,
    ) -> Result<Step, Error> {
        let store = self.evaluator.store().clone();
        let running = self.running.take();
        let running = running.filter(|(its, pass, _)| *its == name && pass.reason == reason);
        let (mut pass, cause) = match running {
            Some((_, pass, cause)) => (pass, cause),
            None => match self.claim(name, &reason).await? {
                Some(claimed) => claimed,
                None => return Ok(Step::Nothing),
            },
        };
        let page = store.customer_ids(Some(&pass.after), PAGE).await?;
        let Some(last) = page.last().cloned() else {
            pass.end_time = Some(now);
            let took = (now - pass.begin_time).to_std().unwrap_or_default();
            store.advance_pass(name, pass).await?;
            self.end(name, reason);
            if name == SHARES {
                return Ok(Step::Worked);
            }
            self.took = took;
            self.ended = Some(tokio::time::Instant::now());
            return Ok(Step::StandingsMade);
        };
        let count = page.len() as i64;
        let customers = page.into_iter().map(|id| (id, (cause, None))).collect();
        make(&self.evaluator, customers, now, name == SHARES).await?;
        pass.after = last;
        pass.done += count;
        if store.advance_pass(name, pass.clone()).await? {
            self.running = Some((name, pass, cause));
        }
        Ok(Step::Worked)
    }

    /// Claims a pass. Returns `None` if another replica has it, or if it has ended already. An ended pass is
    /// remembered, so that the database is not asked again.
    async fn claim(
        &mut self,
        name: &'static str,
        reason: &Value,
    ) -> Result<Option<(Pass, Cause)>, Error> {
        let store = self.evaluator.store().clone();
        let before = store.pass(name).await?;
        let ended = |pass: &&Pass| pass.reason == *reason && pass.end_time.is_some();
        if before.as_ref().is_some_and(|pass| ended(&pass)) {
            self.end(name, reason.clone());
            return Ok(None);
        }
        let cause = cause(before.as_ref().map(|pass| &pass.reason), reason);
        let owner = self.owner;
        let claimed = store.claim_pass(name, reason.clone(), owner).await?;
        Ok(claimed.map(|pass| (pass, cause)))
    }
}

/// The reason for standings without its last part, the number of the portfolio figures.
fn without_figures(reason: &Value) -> Option<&[Value]> {
    let parts = reason.as_array()?;
    parts.split_last().map(|(_, rest)| rest)
}

/// Why a pass for `reason` follows a pass for `before`: the cause of the class changes that it finds.
fn cause(before: Option<&Value>, reason: &Value) -> Cause {
    let part = |place: usize| before.map(|before| before.get(place) == reason.get(place));
    match (part(1), part(0), part(2)) {
        (Some(true), Some(true), Some(true)) => Cause::Figures,
        (Some(true), _, _) => Cause::Model,
        _ => Cause::Time,
    }
}
