//! Compares derived tables with the facts, and derives them again where they differ. It uses the same core
//! that wrote them.

mod derived;
mod difference;
mod merges;
mod write;

pub use difference::Difference;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::time::Time;

use self::derived::Both;
use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::record::referrals::{self, counted};
use super::unit::{Outcome, Work};
use super::{Store, lock, merge, sql};
use crate::error::Error;

impl Store {
    /// The differences between the rows stored about `customer_ids` and those that their facts give, from
    /// one snapshot.
    ///
    /// # Errors
    /// Fails if the database does not answer or holds unreadable data.
    pub async fn differences(&self, customer_ids: &[String]) -> Result<Vec<Difference>, Error> {
        Ok(self.stored_and_folded(customer_ids).await?.differences())
    }

    /// The ids without a customer for which derived rows are stored, as after a partial restore.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn orphans(&self) -> Result<Vec<String>, Error> {
        let ids = sqlx::query_scalar(sql::ORPHANS).fetch_all(self.pool());
        ids.await.map_err(read_error)
    }

    /// Derives the rows of `customer_ids` again where they differ from the facts. It locks the forest, the
    /// customers that differ and the customers that any of `customer_ids` referred. Returns the differences
    /// that it corrected.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time or holds unreadable data.
    pub async fn rebuild(
        &self,
        customer_ids: &[String],
        budget: Duration,
    ) -> Result<Vec<Difference>, Error> {
        let both = self.stored_and_folded(customer_ids).await?;
        let wrong: Vec<String> = both.wrong().into_iter().collect();
        if wrong.is_empty() {
            return Ok(Vec::new());
        }
        let concerned = wrong.iter().cloned().chain(both.referred());
        let concerned = concerned.map(|id| (id, false)).collect();
        self.units.run(budget, Rebuild { wrong, concerned }).await
    }

    async fn stored_and_folded(&self, customer_ids: &[String]) -> Result<Both, Error> {
        let read = sqlx::query(sql::DERIVED_WHOLE.as_str()).bind(customer_ids);
        let mut both = Both::read(&read.fetch_all(self.pool()).await.map_err(read_error)?)?;
        let merges = merge::around(self.pool(), &both.referred()).await;
        if let Some(ids) = both.of_several_ids(&merges.map_err(read_error)?) {
            let facts = sqlx::query(sql::REFERRAL_FACTS).bind(ids);
            let facts = facts.fetch_all(self.pool()).await.map_err(read_error)?;
            both.leave_uncounted(&counted(&facts).map_err(read_error)?);
        }
        Ok(both)
    }
}

struct Rebuild {
    /// Customers with a difference before they were locked.
    wrong: Vec<String>,
    /// These customers, and all customers referred by those that were checked, by the stored rows or by the
    /// facts. The lock may create none of them.
    concerned: BTreeMap<String, bool>,
}

impl Work for Rebuild {
    type Output = Vec<Difference>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<Difference>>, Fault> {
        lock::referrals(transaction).await?;
        let locked = lock::customers(transaction, &self.concerned).await?;
        let rows = sqlx::query(sql::DERIVED_WHOLE.as_str())
            .bind(&self.wrong)
            .fetch_all(&mut *transaction)
            .await?;
        let mut both = Both::read(&rows)?;
        let merges = merge::around(&mut *transaction, &both.referred()).await?;
        if let Some(ids) = both.of_several_ids(&merges) {
            let facts = sqlx::query(sql::REFERRAL_FACTS).bind(ids);
            let facts = facts.fetch_all(&mut *transaction).await?;
            both.leave_uncounted(&counted(&facts)?);
        }
        let differences = both.differences();
        let wrong = both.wrong();
        if wrong.is_empty() {
            return Ok(Outcome::Discard(differences));
        }
        write::anew(transaction, &both.folded_of(&wrong)).await?;
        let referred = both.referred();
        let ids = merges.all_ids(&referred.iter().cloned().collect());
        referrals::anew(transaction, &ids.into_iter().collect::<Vec<_>>()).await?;
        // The lock also holds the ids by which customers with several ids are known.
        let known_by = locked
            .all
            .iter()
            .filter(|id| !self.concerned.contains_key(*id));
        let changed = wrong.into_iter().chain(referred).chain(known_by.cloned());
        let changed: BTreeSet<String> = changed.collect();
        // No customer was created, so the last value, the time of first versions, is not needed.
        sqlx::query(sql::ADVANCE_CUSTOMERS)
            .bind(changed.intersection(&locked.all).collect::<Vec<_>>())
            .bind(Vec::<&str>::new())
            .bind(None::<Time>)
            .execute(transaction)
            .await?;
        Ok(Outcome::Keep(differences))
    }

    fn concerned(&self) -> Vec<String> {
        self.concerned.keys().cloned().collect()
    }
}
