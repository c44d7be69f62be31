//! Published referral figures of all customers. One publisher at a time updates them.

mod repair;
mod rows;
mod tree;

pub(super) use rows::published;
use rows::{own_of, row};
pub use tree::TreeNode;

use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::referral::{Edge, read_all};
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, sql};
use crate::error::Error;
use domain::referral_figures::{Figures, Own, publish};
use domain::time::Time;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of customers published in one transaction.
const PAGE: i64 = 2_000;

/// The shortest time between two updates of a standing that only published figures cause.
const REST_SECONDS: f64 = 10.0;

/// The published figures of one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedReferrals {
    /// The figures.
    pub figures: Figures,
    /// Their ranks; `None` if they have none.
    pub ranks: Option<Ranks>,
    /// When they were published.
    pub publish_time: Time,
}

/// The ranks of a customer among customers of the same billing mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranks {
    /// The rank by own revenue.
    pub by_own: i32,
    /// The rank by own value plus the value of all customers they brought.
    pub by_total: i32,
    /// The number of ranked customers.
    pub count: i32,
}

/// A customer's numbers for the estimate of the value that would be missing without a customer above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeMember {
    /// The own realised value, as published.
    pub own: i64,
    /// The cost of acquiring the customer, up to the boundary of the portfolio figures.
    pub acquisition_cost: i64,
}

/// The outcome of one step of publishing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferralStep {
    /// The number of customers taken off the queue.
    pub taken: usize,
    /// Customers whose figures changed.
    pub changed: Vec<String>,
    /// When they were published; `None` if nothing was.
    pub publish_time: Option<Time>,
    /// Whether a number changed that portfolio figures rest on: the value brought before the boundary, or
    /// whether a customer was referred.
    pub before_boundary: bool,
}

impl Store {
    /// The published figures of the customers in `ids` that belong to the forest of referrals.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn referral_figures(
        &self,
        ids: &[String],
    ) -> Result<BTreeMap<String, PublishedReferrals>, Error> {
        let rows = sqlx::query(sql::REFERRAL_FIGURES)
            .bind(ids)
            .fetch_all(self.pool())
            .await;
        let rows = rows.map_err(read_error)?;
        rows.iter()
            .map(|row| {
                let id = row.try_get("customer_id").map_err(read_error)?;
                Ok((id, published(row)?))
            })
            .collect()
    }

    /// The numbers of these customers for the estimate of the value that would be missing without a
    /// customer above.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn tree_members(
        &self,
        ids: &[String],
    ) -> Result<BTreeMap<String, TreeMember>, Error> {
        let rows = sqlx::query(sql::TREE_MEMBERS)
            .bind(ids)
            .fetch_all(self.pool())
            .await;
        let rows = rows.map_err(read_error)?;
        rows.iter()
            .map(|row| tree_member(row).map_err(read_error))
            .collect()
    }

    /// Publishes the changed figures of some waiting customers, from the referrals that occurred by `now`.
    /// Does nothing while another publisher holds the lock.
    ///
    /// # Errors
    /// Fails if the database does not answer or the referrals form a cycle.
    pub async fn publish_referrals(&self, now: Time) -> Result<ReferralStep, Error> {
        let changed = Mutex::default();
        self.units.run(BACKGROUND, Publish { now, changed }).await
    }
}

struct Publish {
    now: Time,
    /// The customers whose figures change.
    changed: Mutex<Vec<String>>,
}

impl Work for Publish {
    type Output = ReferralStep;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<ReferralStep>, Fault> {
        let mine: bool = sqlx::query_scalar(sql::TRY_REFERRAL_LOCK)
            .fetch_one(&mut *transaction)
            .await?;
        let waiting = if mine {
            let page = sqlx::query_as::<_, (String, i64)>(sql::REFERRAL_PAGE).bind(PAGE);
            page.fetch_all(&mut *transaction).await?
        } else {
            Vec::new()
        };
        if waiting.is_empty() {
            return Ok(Outcome::Discard(ReferralStep::default()));
        }
        let (ids, versions): (Vec<String>, Vec<i64>) = waiting.into_iter().unzip();
        let step = self.publish(transaction, &ids).await?;
        self.changed().clone_from(&step.changed);
        sqlx::query(sql::TAKE_OFF_REFERRAL_QUEUE)
            .bind(&ids)
            .bind(versions)
            .execute(&mut *transaction)
            .await?;
        let publish_time = sqlx::query_scalar(sql::CLOCK)
            .fetch_one(transaction)
            .await?;
        Ok(Outcome::Keep(ReferralStep {
            publish_time: Some(publish_time),
            taken: ids.len(),
            ..step
        }))
    }

    fn concerned(&self) -> Vec<String> {
        self.changed().clone()
    }
}

impl Publish {
    fn changed(&self) -> MutexGuard<'_, Vec<String>> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes the own numbers of `ids` and the sums above them.
    async fn publish(&self, transaction: &mut Lent, ids: &[String]) -> Result<ReferralStep, Fault> {
        let above = sqlx::query(sql::REFERRALS_ABOVE)
            .bind(ids)
            .bind(self.now)
            .fetch_all(&mut *transaction)
            .await?;
        let above: BTreeMap<String, String> = read_all(&above)?
            .into_iter()
            .map(
                |Edge {
                     referred, referrer, ..
                 }| (referred, referrer),
            )
            .collect();
        let asked: BTreeSet<String> = ids.iter().cloned().collect();
        let mut involved: BTreeSet<String> = above.values().cloned().collect();
        involved.extend(asked.iter().cloned());
        let stored = stored(transaction, involved.clone()).await?;
        // A customer above that was never published is published with its own numbers too.
        involved.retain(|id| asked.contains(id) || !stored.contains_key(id));
        let changes = own(transaction, &involved, &above).await?;
        let figures =
            publish(&stored, &changes).map_err(|circle| Error::Corrupt(circle.to_string()))?;
        put(transaction, &stored, &figures).await?;
        let nothing = Figures::default();
        let before = |id: &String| stored.get(id).unwrap_or(&nothing);
        let before_boundary = figures.iter().any(|(id, now)| {
            let rests_on = |it: &Figures| (it.below.value_at_boundary, it.own.referrer.is_some());
            rests_on(before(id)) != rests_on(now)
        });
        Ok(ReferralStep {
            taken: ids.len(),
            before_boundary,
            changed: figures.into_keys().collect(),
            publish_time: None,
        })
    }
}

/// Replaces the `stored` figures by `figures`, and marks the customers whose answers change.
async fn put(
    transaction: &mut Lent,
    stored: &BTreeMap<String, Figures>,
    figures: &BTreeMap<String, Figures>,
) -> Result<(), Fault> {
    let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = figures
        .iter()
        .partition::<BTreeMap<_, _>, _>(|(_, now)| now.is_in_forest());
    let rows: Vec<Value> = kept.iter().map(|(id, now)| row(id, now)).collect();
    sqlx::query(sql::PUT_REFERRAL_FIGURES)
        .bind(Value::from(rows))
        .execute(&mut *transaction)
        .await?;
    if !gone.is_empty() {
        sqlx::query(sql::DELETE_REFERRAL_FIGURES)
            .bind(gone.into_keys().collect::<Vec<_>>())
            .execute(&mut *transaction)
            .await?;
    }
    let nothing = Figures::default();
    let before = |id: &String| stored.get(id).unwrap_or(&nothing);
    let says_else = |(id, now): &(&String, &Figures)| before(id).brought() != now.brought();
    let marked: Vec<&String> = figures.iter().filter(says_else).map(|(id, _)| id).collect();
    if marked.is_empty() {
        return Ok(());
    }
    for statement in [sql::MARK_FOR_FIGURES, sql::NOTE_MARKED] {
        sqlx::query(statement)
            .bind(&marked)
            .bind(REST_SECONDS)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(())
}

/// The published figures of `wanted` and of all customers above them.
async fn stored(
    transaction: &mut Lent,
    mut wanted: BTreeSet<String>,
) -> Result<BTreeMap<String, Figures>, Fault> {
    let mut stored = BTreeMap::new();
    while !wanted.is_empty() {
        let ids: Vec<&String> = wanted.iter().collect();
        let rows = sqlx::query(sql::REFERRAL_FIGURES).bind(ids);
        let rows = rows.fetch_all(&mut *transaction).await?;
        let mut next = BTreeSet::new();
        for row in &rows {
            let figures = published(row)?.figures;
            next.extend(figures.own.referrer.clone());
            stored.insert(row.try_get("customer_id")?, figures);
        }
        next.retain(|id| !stored.contains_key(id) && !wanted.contains(id));
        wanted = next;
    }
    Ok(stored)
}

/// The own numbers of `ids` from their standings; zeros for customers without a standing. `above` holds
/// their referrers.
async fn own(
    transaction: &mut Lent,
    ids: &BTreeSet<String>,
    above: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Own>, Fault> {
    let nothing = |id: &String| {
        let referrer = above.get(id).cloned();
        let own = Own {
            referrer,
            ..Own::default()
        };
        (id.clone(), own)
    };
    let mut all: BTreeMap<String, Own> = ids.iter().map(nothing).collect();
    let rows = sqlx::query(sql::OWN_FIGURES)
        .bind(ids.iter().collect::<Vec<_>>())
        .fetch_all(transaction)
        .await?;
    for row in &rows {
        let id: String = row.try_get("customer_id")?;
        let referrer = above.get(&id).cloned();
        all.insert(id, own_of(row, referrer)?);
    }
    Ok(all)
}

fn tree_member(row: &PgRow) -> Result<(String, TreeMember), sqlx::Error> {
    let member = TreeMember {
        own: row.try_get("own")?,
        acquisition_cost: row.try_get("acquisition_cost")?,
    };
    Ok((row.try_get("customer_id")?, member))
}
