//! Passes over everybody, in the order of their ids, a page at a time. Where a pass stands is kept in the
//! database, so that another replica, or the next start, goes on from there.

use super::{Evaluator, PAGE};
use crate::error::Error;
use crate::store::{Cause, Pass};
use domain::time::Time;
use serde_json::Value;
use std::time::Duration;

/// The pass that makes what everybody adds to the portfolio figures.
const SHARES: &str = "shares_pass";

/// The pass that makes everybody's standing.
pub(super) const STANDINGS: &str = "standings_pass";

/// For portfolio figures alone, everybody is evaluated at most every so many times as long as that takes.
const REST: u32 = 20;

/// What the passes of this evaluator are about.
#[derive(Debug, Default)]
pub(super) struct Passes {
    owner: u64,
    running: Option<(&'static str, Pass, Cause)>,
    /// What the last passes were made for that have ended.
    shares_of: Option<Value>,
    standings_of: Option<Value>,
    /// How long the last pass over standings took.
    took: Duration,
    ended: Option<tokio::time::Instant>,
}

impl Passes {
    /// Whether all shares are there for `reason`.
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

    /// Whether a pass over standings for `reason` has to wait: it is for figures alone, and the last one
    /// was too short ago, or other work waits.
    fn rests(&self, reason: &Value, idle: bool, patience: Duration) -> bool {
        let figures_alone = self
            .standings_of
            .as_ref()
            .is_some_and(|last| without_figures(last) == without_figures(reason));
        let ended = self.ended.map(|ended| ended.elapsed());
        let soon = ended.is_some_and(|ended| ended < self.took * REST);
        figures_alone && !patience.is_zero() && (soon || !idle)
    }
}

/// A reason of standings without the number of the portfolio figures, which comes last.
fn without_figures(reason: &Value) -> Option<&[Value]> {
    let parts = reason.as_array()?;
    parts.split_last().map(|(_, rest)| rest)
}

impl Evaluator {
    /// Does one page of the pass that is due, shares first; false if none is. `idle` says whether nobody
    /// waits on the queue.
    pub(super) async fn pass_on(
        &mut self,
        now: Time,
        idle: bool,
        patience: Duration,
    ) -> Result<bool, Error> {
        if self.passes.owner == 0 {
            self.passes.owner = rand::random::<u64>() >> 1 | 1;
        }
        let shares = self.answers.shares_reason(now);
        if !self.passes.have_shares(&shares) {
            let worked = self.page_of(SHARES, shares.clone(), now).await?;
            if worked || !self.passes.have_shares(&shares) {
                return Ok(worked);
            }
        }
        // Else everybody would be evaluated twice: with the figures before, and with those to come.
        if self.awaits_portfolio(now) {
            return Ok(false);
        }
        let standings = self.answers.standings_reason(now);
        if self.passes.ended(STANDINGS) == Some(&standings)
            || self.passes.rests(&standings, idle, patience)
        {
            return Ok(false);
        }
        self.page_of(STANDINGS, standings, now).await
    }

    async fn page_of(
        &mut self,
        name: &'static str,
        reason: Value,
        now: Time,
    ) -> Result<bool, Error> {
        let running = self.passes.running.take();
        let running = running.filter(|(its, pass, _)| *its == name && pass.reason == reason);
        let (mut pass, cause) = match running {
            Some((_, pass, cause)) => (pass, cause),
            None => match self.claim(name, &reason).await? {
                Some(claimed) => claimed,
                None => return Ok(false),
            },
        };
        let page = self.store.customer_ids(Some(&pass.after), PAGE).await?;
        let Some(last) = page.last().cloned() else {
            pass.end_time = Some(now);
            let took = (now - pass.begin_time).to_std().unwrap_or_default();
            self.store.advance_pass(name, pass).await?;
            self.passes.end(name, reason);
            if name == STANDINGS {
                self.check_referrals().await?;
                self.passes.took = took;
                self.passes.ended = Some(tokio::time::Instant::now());
            }
            return Ok(true);
        };
        let count = page.len() as i64;
        let customers = page.into_iter().map(|id| (id, (cause, None))).collect();
        self.evaluate(customers, now, name == SHARES).await?;
        pass.after = last;
        pass.done += count;
        if self.store.advance_pass(name, pass.clone()).await? {
            self.passes.running = Some((name, pass, cause));
        }
        Ok(true)
    }

    /// Checks what is published about referrals, once everybody was evaluated.
    async fn check_referrals(&self) -> Result<(), Error> {
        let repaired = self.store.repair_referrals().await?;
        if !repaired.is_empty() {
            let (count, first) = (repaired.len(), &repaired[0]);
            tracing::error!(
                count,
                first,
                "referral figures did not add up; they were made anew"
            );
        }
        Ok(())
    }

    /// Claims a pass; remembers if it has ended already.
    async fn claim(
        &mut self,
        name: &'static str,
        reason: &Value,
    ) -> Result<Option<(Pass, Cause)>, Error> {
        let before = self.store.pass(name).await?;
        let ended = |pass: &&Pass| pass.reason == *reason && pass.end_time.is_some();
        if before.as_ref().is_some_and(|pass| ended(&pass)) {
            self.passes.end(name, reason.clone());
            return Ok(None);
        }
        let cause = cause(before.as_ref().map(|pass| &pass.reason), reason);
        let owner = self.passes.owner;
        let claimed = self.store.claim_pass(name, reason.clone(), owner).await?;
        Ok(claimed.map(|pass| (pass, cause)))
    }
}

/// Why everybody is evaluated for `reason`, after a pass for `before`.
fn cause(before: Option<&Value>, reason: &Value) -> Cause {
    let part = |place: usize| before.map(|before| before.get(place) == reason.get(place));
    match (part(1), part(0), part(2)) {
        (Some(true), Some(true), Some(true)) => Cause::Figures,
        (Some(true), _, _) => Cause::Model,
        _ => Cause::Time,
    }
}
