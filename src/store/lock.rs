//! Takes the locks that a unit of work begins with, in the order given in [`super`].

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Executor, Row};

use super::fault::Fault;
use super::lent::Lent;
use super::sql;

/// Locks the forest of referrals.
pub(super) async fn referrals(transaction: &mut Lent) -> Result<(), Fault> {
    transaction.execute(sql::LOCK_REFERRALS).await?;
    Ok(())
}

/// Customers that a unit of work has locked.
#[derive(Debug, Default)]
pub(super) struct Locked {
    /// All locked customers. Any other customer does not exist for the unit, even if a later statement sees
    /// its row, because another unit may be writing about it.
    pub(super) all: BTreeSet<String>,
    /// The customers that the lock created.
    pub(super) created: BTreeSet<String>,
}

/// Locks customers by id, and creates the missing ones that may be created.
pub(super) async fn customers<Id: AsRef<str> + Sync>(
    transaction: &mut Lent,
    may_create: &BTreeMap<Id, bool>,
) -> Result<Locked, Fault> {
    let ids = |wanted: bool| -> Vec<&str> {
        let wanted = may_create.iter().filter(|(_, may)| **may == wanted);
        wanted.map(|(id, _)| id.as_ref()).collect()
    };
    let rows = sqlx::query(sql::LOCK_CUSTOMERS)
        .bind(ids(false))
        .bind(ids(true))
        .fetch_all(transaction)
        .await?;
    let mut locked = Locked::default();
    for row in rows {
        let id: String = row.try_get(0)?;
        if row.try_get(1)? {
            locked.created.insert(id.clone());
        }
        locked.all.insert(id);
    }
    Ok(locked)
}
