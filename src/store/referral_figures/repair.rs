//! Checks the published sums of all customers, and computes the trees with a wrong sum again.

use super::{put, stored};
use crate::error::Error;
use crate::store::fault::{Fault, read_error};
use crate::store::lent::Lent;
use crate::store::unit::{BACKGROUND, Outcome, Work};
use crate::store::{Store, sql};
use domain::referral_figures::{Figures, Own, publish};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

impl Store {
    /// The customers whose published sums differ from the sums over the customers directly below them.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn wrong_referral_sums(&self) -> Result<Vec<String>, Error> {
        let wrong = sqlx::query_scalar(sql::REFERRAL_SUMS_WRONG).fetch_all(self.pool());
        wrong.await.map_err(read_error)
    }

    /// Checks the sums of all referral figures, and computes the trees with a wrong sum again. Returns the
    /// customers whose figures changed. Does nothing while another publisher holds the lock.
    ///
    /// # Errors
    /// Fails if the database does not answer or the referrals form a cycle.
    pub async fn repair_referrals(&self) -> Result<Vec<String>, Error> {
        self.units.run(BACKGROUND, Repair::default()).await
    }
}

#[derive(Default)]
struct Repair {
    changed: Mutex<Vec<String>>,
}

impl Work for Repair {
    type Output = Vec<String>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<String>>, Fault> {
        let mine: bool = sqlx::query_scalar(sql::TRY_REFERRAL_LOCK)
            .fetch_one(&mut *transaction)
            .await?;
        let wrong: Vec<String> = if mine {
            let wrong = sqlx::query_scalar(sql::REFERRAL_SUMS_WRONG);
            wrong.fetch_all(&mut *transaction).await?
        } else {
            Vec::new()
        };
        if wrong.is_empty() {
            return Ok(Outcome::Discard(wrong));
        }
        let found = trees_of(transaction, wrong).await?;
        let own = |(id, figures): (&String, &Figures)| (id.clone(), figures.own.clone());
        let everybody: BTreeMap<String, Own> = found.iter().map(own).collect();
        let right = publish(&BTreeMap::new(), &everybody)
            .map_err(|circle| Error::Corrupt(circle.to_string()))?;
        let changed: BTreeMap<String, Figures> = right
            .into_iter()
            .filter(|(id, figures)| found.get(id) != Some(figures))
            .collect();
        put(transaction, &found, &changed).await?;
        let changed: Vec<String> = changed.into_keys().collect();
        let mut kept = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone_from(&changed);
        Ok(Outcome::Keep(changed))
    }

    fn concerned(&self) -> Vec<String> {
        let changed = self.changed.lock();
        changed.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The published figures of all customers in the trees of `ids`.
async fn trees_of(
    transaction: &mut Lent,
    ids: Vec<String>,
) -> Result<BTreeMap<String, Figures>, Fault> {
    let mut found = stored(transaction, ids.into_iter().collect()).await?;
    let top = |(id, figures): (&String, &Figures)| {
        let referrer = figures.own.referrer.as_ref();
        let is_top = referrer.is_none_or(|referrer| !found.contains_key(referrer));
        is_top.then(|| id.clone())
    };
    let mut level: BTreeSet<String> = found.iter().filter_map(top).collect();
    while !level.is_empty() {
        let ids: Vec<&String> = level.iter().collect();
        let rows = sqlx::query(sql::REFERRAL_FIGURES_BELOW).bind(ids);
        let mut next = BTreeSet::new();
        for row in &rows.fetch_all(&mut *transaction).await? {
            let id: String = row.try_get("customer_id")?;
            found.insert(id.clone(), super::published(row)?.figures);
            next.insert(id);
        }
        level = next;
    }
    Ok(found)
}
