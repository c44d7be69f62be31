//! Passes over everybody: where each stands, kept so that any replica can go on where another was stopped.

use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, customer, setting, sql};
use crate::error::Error;
use chrono::TimeDelta;
use domain::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Row;

/// So long a replica has a pass to itself after each step: longer than a step usually takes. Where one takes
/// longer, another replica does the same once more.
const LEASE_SECONDS: i64 = 15;

/// Where a pass over everybody stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// What it is made for; a pass for anything else begins anew.
    pub reason: Value,
    /// The last customer it has seen, in the order of ids.
    pub after: String,
    /// How many it has seen.
    pub done: i64,
    /// How many there were when it began.
    pub total: i64,
    /// When it began.
    pub begin_time: Time,
    /// When it ended.
    pub end_time: Option<Time>,
    owner: u64,
    lease_until: Time,
}

impl Store {
    /// Claims the pass `name` for `owner`: begins it for `reason`, or goes on. `None` if it has ended, or
    /// another replica is at it.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn claim_pass(
        &self,
        name: &'static str,
        reason: Value,
        owner: u64,
    ) -> Result<Option<Pass>, Error> {
        let claim = Claim {
            name,
            reason,
            owner,
        };
        self.units.run(BACKGROUND, claim).await
    }

    /// Says how far `pass` has come. False, and nothing said, once another replica has taken it over.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn advance_pass(&self, name: &'static str, pass: Pass) -> Result<bool, Error> {
        self.units.run(BACKGROUND, Advance { name, pass }).await
    }

    /// Whether nothing is to be published any more, and everybody has been evaluated with what was.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn is_at_rest(&self) -> Result<bool, Error> {
        let at_rest = sqlx::query_scalar(sql::AT_REST).fetch_one(self.pool());
        at_rest.await.map_err(read_error)
    }

    /// The pass `name`, as it stands.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn pass(&self, name: &str) -> Result<Option<Pass>, Error> {
        let kept = self.setting(name).await?;
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
    }
}

/// The pass under `name` and what time it is, with the row locked.
async fn locked(transaction: &mut Lent, name: &str) -> Result<(Option<Pass>, Time), Fault> {
    setting::insert(name, Value::Null)
        .execute(&mut *transaction)
        .await?;
    let row = sqlx::query(sql::LOCK_PASS)
        .bind(name)
        .fetch_one(transaction)
        .await?;
    let value: Value = row.try_get(0)?;
    Ok((serde_json::from_value(value).ok(), row.try_get(1)?))
}

async fn keep(transaction: &mut Lent, name: &str, pass: &Pass) -> Result<(), Fault> {
    let value =
        serde_json::to_value(pass).map_err(|error| Error::Internal(format!("a pass: {error}")))?;
    setting::replace(name, value).execute(transaction).await?;
    Ok(())
}

struct Claim {
    name: &'static str,
    reason: Value,
    owner: u64,
}

impl Work for Claim {
    type Output = Option<Pass>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Self::Output>, Fault> {
        let (kept, now) = locked(transaction, self.name).await?;
        // Also a pass for another reason runs to its end: two programs that differ take turns.
        let is_theirs = |pass: &Pass| {
            pass.end_time.is_none() && pass.owner != self.owner && pass.lease_until > now
        };
        let is_done = |pass: &Pass| pass.end_time.is_some() && pass.reason == self.reason;
        if kept
            .as_ref()
            .is_some_and(|pass| is_theirs(pass) || is_done(pass))
        {
            return Ok(Outcome::Discard(None));
        }
        let same = kept.filter(|kept| kept.reason == self.reason);
        let pass = if let Some(pass) = same {
            pass
        } else {
            Pass {
                reason: self.reason.clone(),
                after: String::new(),
                done: 0,
                total: customer::count()
                    .fetch_one(&mut *transaction)
                    .await?
                    .try_get(0)?,
                begin_time: now,
                end_time: None,
                owner: self.owner,
                lease_until: now,
            }
        };
        let pass = Pass {
            owner: self.owner,
            lease_until: now + TimeDelta::seconds(LEASE_SECONDS),
            ..pass
        };
        keep(transaction, self.name, &pass).await?;
        Ok(Outcome::Keep(Some(pass)))
    }
}

struct Advance {
    name: &'static str,
    pass: Pass,
}

impl Work for Advance {
    type Output = bool;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<bool>, Fault> {
        let (kept, now) = locked(transaction, self.name).await?;
        let is_ours = kept
            .is_some_and(|kept| kept.reason == self.pass.reason && kept.owner == self.pass.owner);
        if !is_ours {
            return Ok(Outcome::Discard(false));
        }
        let pass = Pass {
            lease_until: now + TimeDelta::seconds(LEASE_SECONDS),
            end_time: self.pass.end_time.map(|_| now),
            ..self.pass.clone()
        };
        keep(transaction, self.name, &pass).await?;
        Ok(Outcome::Keep(true))
    }
}
