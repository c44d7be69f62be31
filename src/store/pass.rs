//! Passes over all customers. The state of each is stored, so that any replica can continue a pass that
//! another one stopped.

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

/// The lease, in seconds, that a replica holds on a pass after each step. It is longer than a step usually
/// takes. If a step takes longer, another replica repeats it.
pub const LEASE_SECONDS: i64 = 15;

/// The state of a pass over all customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The reason for the pass; a pass for another reason starts from the beginning.
    pub reason: Value,
    /// The last customer that it has processed, in the order of ids.
    pub after: String,
    /// The number of customers processed.
    pub done: i64,
    /// The number of customers when it began.
    pub total: i64,
    /// When it began.
    pub begin_time: Time,
    /// When it ended.
    pub end_time: Option<Time>,
    owner: u64,
    lease_until: Time,
}

impl Store {
    /// Claims the pass `name` for `owner`: starts it for `reason`, or continues it. `None` if it has ended
    /// or another replica holds its lease.
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

    /// Stores the progress of `pass`. Returns false and stores nothing if another replica has taken it
    /// over.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn advance_pass(&self, name: &'static str, pass: Pass) -> Result<bool, Error> {
        self.units.run(BACKGROUND, Advance { name, pass }).await
    }

    /// Whether nothing waits to be published and all customers have been evaluated with the newest figures.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn is_at_rest(&self) -> Result<bool, Error> {
        let at_rest = sqlx::query_scalar(sql::AT_REST).fetch_one(self.pool());
        at_rest.await.map_err(read_error)
    }

    /// The state of the pass `name`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn pass(&self, name: &str) -> Result<Option<Pass>, Error> {
        let kept = self.setting(name).await?;
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
    }
}

/// Locks the row of the pass `name` and returns its state and the current time.
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
        // A pass for another reason also runs to its end: two programs that differ take turns.
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
