//! Reads the merges: which ids belong to one customer.

use std::collections::BTreeSet;

use domain::merges::Merges;
use domain::time::Time;
use sqlx::postgres::PgRow;
use sqlx::{Executor, Postgres, Row};

use super::fault::{Fault, read_error};
use super::lent::Lent;
use super::{Store, sql};
use crate::error::Error;

impl Store {
    /// All merges of the customers that the ids `ids` belong to, as known now.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn merges(&self, ids: &[String]) -> Result<Merges, Error> {
        around(self.pool(), ids).await.map_err(read_error)
    }

    /// All merges as known at `time`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub(super) async fn merges_known(&self, time: Time) -> Result<Merges, Error> {
        let rows = sqlx::query(sql::MERGES_KNOWN).bind(time);
        let rows = rows.fetch_all(self.pool()).await.map_err(read_error)?;
        read(&rows).map_err(read_error)
    }
}

/// All merges of the customers that the ids `ids` belong to.
pub(super) async fn around<'c>(
    executor: impl Executor<'c, Database = Postgres>,
    ids: &[impl AsRef<str> + Sync],
) -> Result<Merges, sqlx::Error> {
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
    let rows = sqlx::query(sql::MERGES_AROUND).bind(ids);
    read(&rows.fetch_all(executor).await?)
}

fn read(rows: &[PgRow]) -> Result<Merges, sqlx::Error> {
    let mut merges = Merges::default();
    for row in rows {
        merges.insert(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(merges)
}

/// Adds the merges of those `ids` that are merged. Nothing is stored about them.
pub(super) async fn insert(
    transaction: &mut Lent,
    merges: &Merges,
    ids: &BTreeSet<String>,
) -> Result<(), Fault> {
    let each = || {
        ids.iter()
            .filter_map(|id| Some((id, merges.merged_into(id)?)))
    };
    sqlx::query(sql::INSERT_MERGES)
        .bind(each().map(|(id, _)| id).collect::<Vec<_>>())
        .bind(each().map(|(_, into)| into).collect::<Vec<_>>())
        .bind(each().map(|(id, _)| merges.head(id)).collect::<Vec<_>>())
        .execute(transaction)
        .await?;
    Ok(())
}

/// Reads a row of [`sql::RECORD_CLOCK`].
pub(super) fn clock_and_merges(row: &PgRow) -> Result<(Time, Merges), sqlx::Error> {
    let ids: Option<Vec<String>> = row.try_get(1)?;
    let into: Option<Vec<String>> = row.try_get(2)?;
    let mut merges = Merges::default();
    for (id, into) in ids.into_iter().flatten().zip(into.into_iter().flatten()) {
        merges.insert(id, into);
    }
    Ok((row.try_get(0)?, merges))
}
