//! Takes customers with known facts out of the database. Nothing but the demonstration is ever taken out: facts of
//! callers are retracted and stay.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::fact::FactKey;
use sqlx::Row;

use super::fault::{Fault, read_error};
use super::feed::FILLED;
use super::lent::Lent;
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, keys, lock, sql};
use crate::error::Error;

/// How long one page may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A fact, and the customer that it is about: its own, or the one that it names as referred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The key of the fact.
    pub key: FactKey,
    /// The customer that it is about.
    pub about: String,
}

impl Store {
    /// The names of those of `ids` who are customers.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn names(&self, ids: &[String]) -> Result<BTreeMap<String, String>, Error> {
        let rows = sqlx::query_as(sql::NAMES).bind(ids).fetch_all(self.pool());
        Ok(rows.await.map_err(read_error)?.into_iter().collect())
    }

    /// All facts that are about the customers `ids`, retracted ones included.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn traces(&self, ids: &[String]) -> Result<Vec<Trace>, Error> {
        let rows = sqlx::query(sql::TRACES).bind(ids).fetch_all(self.pool());
        let rows = rows.await.map_err(read_error)?;
        let trace = |row| -> Result<Trace, sqlx::Error> {
            let row: &sqlx::postgres::PgRow = row;
            Ok(Trace {
                key: FactKey {
                    customer_id: row.try_get(0)?,
                    source: row.try_get(1)?,
                    fact_id: row.try_get(2)?,
                },
                about: row.try_get(3)?,
            })
        };
        rows.iter()
            .map(|row| trace(row).map_err(read_error))
            .collect()
    }

    /// Deletes facts with their retractions. The rows that are derived from them stay until they are derived again
    /// ([`Store::rebuild`]).
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn remove_facts(&self, facts: Vec<FactKey>) -> Result<(), Error> {
        self.units.run(LIMIT, RemoveFacts { facts }).await
    }

    /// Deletes those of `ids` about whom no fact is left, with everything that is stored about them. Returns the
    /// others.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn remove_customers(&self, ids: Vec<String>) -> Result<BTreeSet<String>, Error> {
        self.units.run(LIMIT, RemoveCustomers { ids }).await
    }

    /// Deletes all published portfolio figures, the days on which `sources` sent facts, and the settings `keys`. The
    /// next start publishes the figures and counts the days from what is left.
    ///
    /// # Errors
    /// Fails if the database does not accept the write in time.
    pub async fn forget_figures(
        &self,
        sources: Vec<String>,
        mut keys: Vec<String>,
    ) -> Result<(), Error> {
        keys.push(FILLED.to_owned());
        self.units
            .run(BACKGROUND, ForgetFigures { sources, keys })
            .await
    }
}

struct RemoveFacts {
    facts: Vec<FactKey>,
}

impl Work for RemoveFacts {
    type Output = ();

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<()>, Fault> {
        let may_create: BTreeMap<String, bool> =
            self.concerned().into_iter().map(|id| (id, false)).collect();
        lock::customers(transaction, &may_create).await?;
        let (customer_ids, sources, fact_ids) = keys::columns(self.facts.iter());
        for statement in [sql::REMOVE_RETRACTIONS, sql::REMOVE_FACTS] {
            sqlx::query(statement)
                .bind(&customer_ids)
                .bind(&sources)
                .bind(&fact_ids)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(Outcome::Keep(()))
    }

    fn concerned(&self) -> Vec<String> {
        let ids: BTreeSet<&String> = self.facts.iter().map(|key| &key.customer_id).collect();
        ids.into_iter().cloned().collect()
    }
}

struct RemoveCustomers {
    ids: Vec<String>,
}

impl Work for RemoveCustomers {
    type Output = BTreeSet<String>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Self::Output>, Fault> {
        lock::referrals(transaction).await?;
        let may_create: BTreeMap<&String, bool> = self.ids.iter().map(|id| (id, false)).collect();
        let locked = lock::customers(transaction, &may_create).await?;
        let mut kept = BTreeSet::new();
        let rows = sqlx::query(sql::TRACES).bind(&self.ids);
        for row in &rows.fetch_all(&mut *transaction).await? {
            kept.insert(row.try_get(3)?);
        }
        let gone: Vec<&String> = locked.all.difference(&kept).collect();
        sqlx::query(sql::FORGET_REFERRALS)
            .bind(&gone)
            .bind(&gone)
            .execute(&mut *transaction)
            .await?;
        for statement in [sql::FORGET_REFERRERS, sql::REMOVE_CUSTOMERS] {
            sqlx::query(statement)
                .bind(&gone)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(Outcome::Keep(kept))
    }

    fn concerned(&self) -> Vec<String> {
        self.ids.clone()
    }
}

struct ForgetFigures {
    sources: Vec<String>,
    keys: Vec<String>,
}

impl Work for ForgetFigures {
    type Output = ();

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<()>, Fault> {
        sqlx::query(sql::FORGET_PUBLICATIONS)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sql::FORGET_FEEDS_OF)
            .bind(&self.sources)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sql::FORGET_SETTINGS)
            .bind(&self.keys)
            .execute(transaction)
            .await?;
        Ok(Outcome::Keep(()))
    }
}
