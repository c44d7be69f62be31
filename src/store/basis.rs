//! Portfolio bases: figures over all customers at a month boundary, kept until something before the
//! boundary changes.
//!
//! Whoever computes one says so first ([`Store::begin_basis`]), then reads, then puts it. Every write
//! that touches a month before the boundary makes it dirty, and a basis is stored as clean only if none
//! did since the computation began. A write that was under way then is waited for or seen: see
//! `sql/enter_bases.sql`.

use domain::customer::Peers;
use domain::time::{Month, Time};
use sea_orm::EntityTrait;
use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::{Executor, Row};

use super::fault::{Fault, entity_error};
use super::unit::{BACKGROUND, Outcome, Work};
use super::{Store, month, row, sql};
use crate::error::Error;

/// Which basis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BasisKey {
    /// It speaks for the start of this month.
    pub boundary: Month,
    /// Whom it is about.
    pub peers: Peers,
    /// The model that values are computed by.
    pub model_id: String,
    /// Its version.
    pub model_version: i32,
}

/// A basis as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredBasis {
    /// The figures; of an earlier state where it is not clean.
    pub body: Option<Value>,
    /// Whether the figures hold.
    pub is_clean: bool,
    /// When that last changed.
    pub update_time: Time,
}

const CLEAN: i16 = 3;

impl Store {
    /// A basis, if there ever was one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn basis(&self, key: &BasisKey) -> Result<Option<StoredBasis>, Error> {
        let primary_key = (
            month::number(key.boundary),
            peers_number(key.peers),
            key.model_id.clone(),
            key.model_version,
        );
        let found = row::portfolio_basis::Entity::find_by_id(primary_key)
            .one(&self.rows)
            .await;
        Ok(found.map_err(entity_error)?.map(|row| StoredBasis {
            body: row.body,
            is_clean: row.state == CLEAN,
            update_time: row.update_time,
        }))
    }

    /// Says that a basis is about to be computed from what is read after this. Returns the version to
    /// put it with.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn begin_basis(&self, key: &BasisKey) -> Result<i64, Error> {
        self.units.run(BACKGROUND, Begin(key.clone())).await
    }

    /// Stores a basis as clean. Returns whether it was: not if something made it dirty since its
    /// computation began.
    ///
    /// # Errors
    /// The database does not take it.
    pub async fn put_basis(
        &self,
        key: &BasisKey,
        version: i64,
        body: Value,
    ) -> Result<bool, Error> {
        let key = key.clone();
        let put = move || {
            sqlx::query(sql::PUT_BASIS)
                .bind(month::number(key.boundary))
                .bind(peers_number(key.peers))
                .bind(key.model_id.clone())
                .bind(key.model_version)
                .bind(version)
                .bind(body.clone())
        };
        Ok(!self.units.execute(put).await?.is_empty())
    }
}

struct Begin(BasisKey);

impl Work for Begin {
    type Output = i64;

    async fn attempt(&self, transaction: &mut PgConnection) -> Result<Outcome<i64>, Fault> {
        transaction.execute(sql::LOCK_BASES).await?;
        let row = sqlx::query(sql::BEGIN_BASIS)
            .bind(month::number(self.0.boundary))
            .bind(peers_number(self.0.peers))
            .bind(&self.0.model_id)
            .bind(self.0.model_version)
            .fetch_one(transaction)
            .await?;
        Ok(Outcome::Keep(row.try_get(0)?))
    }
}

fn peers_number(peers: Peers) -> i16 {
    match peers {
        Peers::Invoiced => 1,
        Peers::Purchasing => 2,
    }
}
