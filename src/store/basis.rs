//! Portfolio figures as known now. They are clean until something before their boundary changes; who
//! computes them keeps them only if nothing changed meanwhile.

use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, month, sql};
use crate::error::Error;
use domain::customer::Peers;
use domain::time::Month;
use serde_json::Value;
use sqlx::Row;
use std::collections::BTreeMap;

/// Which figures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BasisKey {
    /// Taken at the beginning of this month.
    pub boundary: Month,
    /// Over this group.
    pub peers: Peers,
    /// By this model.
    pub model_id: String,
    /// In this version.
    pub model_version: i32,
}

/// The parts of keys as the arrays that statements take.
#[derive(Clone, Default)]
struct Columns {
    boundaries: Vec<i32>,
    peers: Vec<i16>,
    models: Vec<String>,
    versions: Vec<i32>,
}

fn columns(keys: &[BasisKey]) -> Columns {
    let mut columns = Columns::default();
    for key in keys {
        columns.boundaries.push(month::number(key.boundary));
        columns.peers.push(peers_number(key.peers));
        columns.models.push(key.model_id.clone());
        columns.versions.push(key.model_version);
    }
    columns
}

fn peers_number(peers: Peers) -> i16 {
    match peers {
        Peers::Invoiced => 1,
        Peers::Purchasing => 2,
    }
}

impl Store {
    /// The clean ones of the figures asked for.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn bases(&self, keys: &[BasisKey]) -> Result<BTreeMap<BasisKey, Value>, Error> {
        let asked = columns(keys);
        let rows = sqlx::query(sql::CLEAN_BASES)
            .bind(asked.boundaries)
            .bind(asked.peers)
            .bind(asked.models)
            .bind(asked.versions)
            .fetch_all(self.pool())
            .await
            .map_err(read_error)?;
        let mut clean = BTreeMap::new();
        for row in &rows {
            let place: i64 = row.try_get(0).map_err(read_error)?;
            if let Some(key) = keys.get(place as usize - 1) {
                clean.insert(key.clone(), row.try_get(1).map_err(read_error)?);
            }
        }
        Ok(clean)
    }

    /// Says that figures are about to be computed from what is committed after this. Returns what
    /// [`Store::finish_bases`] has to be told.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_bases(&self, keys: &[BasisKey]) -> Result<Vec<i64>, Error> {
        self.units.run(BACKGROUND, Begin(columns(keys))).await
    }

    /// Keeps the figures computed since [`Store::begin_bases`], those that nothing has changed since.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn finish_bases(
        &self,
        keys: &[BasisKey],
        begun: &[i64],
        bodies: Vec<Value>,
    ) -> Result<(), Error> {
        let (asked, begun) = (columns(keys), begun.to_vec());
        self.units
            .execute(move || {
                sqlx::query(sql::FINISH_BASES)
                    .bind(asked.boundaries.clone())
                    .bind(asked.peers.clone())
                    .bind(asked.models.clone())
                    .bind(asked.versions.clone())
                    .bind(begun.clone())
                    .bind(bodies.clone())
            })
            .await?;
        Ok(())
    }
}

/// Waits until all who are about to mark figures have ended, and marks these as being computed.
struct Begin(Columns);

impl Work for Begin {
    type Output = Vec<i64>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<i64>>, Fault> {
        sqlx::query(sql::LOCK_BASES)
            .execute(&mut *transaction)
            .await?;
        let asked = self.0.clone();
        let begun = sqlx::query_scalar(sql::BEGIN_BASES)
            .bind(asked.boundaries)
            .bind(asked.peers)
            .bind(asked.models)
            .bind(asked.versions)
            .fetch_all(transaction);
        Ok(Outcome::Keep(begun.await?))
    }
}
