//! Compares the stored merges with the facts, all of them at once, and writes them again where they differ.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::merges::Merges;
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::Difference;
use crate::error::Error;
use crate::store::fault::{Fault, read_error};
use crate::store::lent::Lent;
use crate::store::record::referrals;
use crate::store::unit::{Outcome, Work};
use crate::store::{Store, lock, merge, sql};

impl Store {
    /// The differences between the stored merges and those that the facts give, from one snapshot.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn merge_differences(&self) -> Result<Vec<Difference>, Error> {
        Ok(self.compared_merges().await?.differences())
    }

    /// Writes the merges again where they differ from the facts, and the referrals of the customers concerned.
    /// Returns the differences that it corrected.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn rebuild_merges(&self, budget: Duration) -> Result<Vec<Difference>, Error> {
        let compared = self.compared_merges().await?;
        if compared.differences().is_empty() {
            return Ok(Vec::new());
        }
        let concerned = compared.ids().into_iter().map(|id| (id, false)).collect();
        self.units.run(budget, Rebuild { concerned }).await
    }

    async fn compared_merges(&self) -> Result<Compared, Error> {
        let rows = sqlx::query(sql::MERGES_COMPARED).fetch_all(self.pool());
        Compared::read(&rows.await.map_err(read_error)?).map_err(read_error)
    }
}

/// The merges by the facts, and as stored.
#[derive(Default)]
struct Compared {
    by_facts: Merges,
    /// By merged id: the id it was merged into, and the one that the customer is known by.
    stored: BTreeMap<String, (String, String)>,
}

impl Compared {
    fn read(rows: &[PgRow]) -> Result<Self, sqlx::Error> {
        let mut compared = Self::default();
        for row in rows {
            let (id, into) = (row.try_get(0)?, row.try_get(1)?);
            match row.try_get(2)? {
                Some(head) => drop(compared.stored.insert(id, (into, head))),
                None => compared.by_facts.insert(id, into),
            }
        }
        Ok(compared)
    }

    fn differences(&self) -> Vec<Difference> {
        let by_facts = |id: &str| {
            let into = self.by_facts.merged_into(id)?;
            Some((into.to_owned(), self.by_facts.head(id).to_owned()))
        };
        let merged = self
            .by_facts
            .merged()
            .chain(self.stored.keys().map(String::as_str));
        let merged: BTreeSet<&str> = merged.collect();
        let rows = merged
            .into_iter()
            .map(|id| (id, self.stored.get(id).cloned(), by_facts(id)));
        rows.filter(|(_, stored, by_facts)| stored != by_facts)
            .map(|(id, stored, by_facts)| Difference {
                customer_id: id.to_owned(),
                row: "merge".to_owned(),
                stored: stored.map(in_words),
                by_facts: by_facts.map(in_words),
            })
            .collect()
    }

    /// All ids that any merge names.
    fn ids(&self) -> BTreeSet<String> {
        let stored = self.stored.iter();
        let stored = stored.flat_map(|(id, (into, head))| [id.clone(), into.clone(), head.clone()]);
        let merged = self.by_facts.merged().map(str::to_owned).collect();
        stored.chain(self.by_facts.all_ids(&merged)).collect()
    }
}

fn in_words((into, head): (String, String)) -> String {
    format!("into `{into}`, known by `{head}`")
}

struct Rebuild {
    /// All ids that a merge named before they were locked. The lock may create none of them.
    concerned: BTreeMap<String, bool>,
}

impl Work for Rebuild {
    type Output = Vec<Difference>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<Difference>>, Fault> {
        lock::referrals(transaction).await?;
        let locked = lock::customers(transaction, &self.concerned).await?;
        let rows = sqlx::query(sql::MERGES_COMPARED).fetch_all(&mut *transaction);
        let compared = Compared::read(&rows.await?)?;
        let differences = compared.differences();
        if differences.is_empty() {
            return Ok(Outcome::Discard(differences));
        }
        let ids = compared.ids();
        let all: Vec<&String> = ids.iter().collect();
        let delete = sqlx::query(sql::DELETE_MERGES).bind(&all);
        delete.execute(&mut *transaction).await?;
        merge::insert(transaction, &compared.by_facts, &ids).await?;
        let referred = sqlx::query_scalar(sql::REFERRED_BY).bind(&all);
        let referred: Vec<String> = referred.fetch_all(&mut *transaction).await?;
        let concerned = ids.iter().cloned().chain(referred).collect();
        let concerned: Vec<String> = compared.by_facts.all_ids(&concerned).into_iter().collect();
        referrals::anew(transaction, &concerned).await?;
        // No customer was created, so the last value, the time of first versions, is not needed.
        sqlx::query(sql::ADVANCE_CUSTOMERS)
            .bind(locked.all.iter().collect::<Vec<_>>())
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
