//! Locks of a unit of work, in the one order they are taken in: referrals, then customers by id.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Executor;
use sqlx::postgres::PgConnection;

use super::fault::Fault;
use super::sql;

/// Locks the forest of referrals.
pub(super) async fn referrals(transaction: &mut PgConnection) -> Result<(), Fault> {
    transaction.execute(sql::LOCK_REFERRALS).await?;
    Ok(())
}

/// Locks customers by id, and creates those missing that may be created. Returns those it created.
pub(super) async fn customers<Id: AsRef<str> + Sync>(
    transaction: &mut PgConnection,
    may_create: &BTreeMap<Id, bool>,
) -> Result<BTreeSet<String>, Fault> {
    let ids = |wanted: bool| -> Vec<&str> {
        let wanted = may_create.iter().filter(|(_, may)| **may == wanted);
        wanted.map(|(id, _)| id.as_ref()).collect()
    };
    let created = sqlx::query_scalar(sql::LOCK_CUSTOMERS)
        .bind(ids(false))
        .bind(ids(true));
    Ok(created.fetch_all(transaction).await?.into_iter().collect())
}
