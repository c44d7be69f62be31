//! Derives the referrals that count again, where facts about them or merges have changed.
//!
//! A referral counts between the ids by which both customers are known. If a customer with several ids was
//! referred under more than one of them, the first referral counts. A referral of one id of a customer by
//! another id of theirs does not count.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::FactKey;
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::REFERRAL_DEPTH_MAX;
use super::write_set::WriteSet;
use crate::error::Error;
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::{keys, merge, sql};

/// A referral that counts, with the ids by which both customers are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Counted {
    pub(in crate::store) referrer: String,
    pub(in crate::store) referred: String,
    /// The fact.
    pub(in crate::store) key: FactKey,
    pub(in crate::store) occur_time: Time,
    pub(in crate::store) would_have_come_anyway_bps: Option<i32>,
}

/// Writes the referrals of all customers whose referral may have changed by `write_set`. Its facts and merges are
/// written.
pub(super) async fn write(write_set: &WriteSet<'_>, transaction: &mut Lent) -> Result<(), Fault> {
    let mut ids = write_set.referred.clone();
    let mut merges = write_set.existing.merges.clone();
    if !write_set.merged.is_empty() {
        let theirs = merges.all_ids(&write_set.merged);
        let made = sqlx::query_scalar(sql::REFERRED_BY);
        let made = made.bind(theirs.iter().collect::<Vec<_>>());
        ids.extend(made.fetch_all(&mut *transaction).await?);
        ids.extend(theirs);
        let all: Vec<&String> = ids.iter().collect();
        merges = merge::around(&mut *transaction, &all).await?;
    }
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = merges.all_ids(&ids).into_iter().collect();
    anew(transaction, &ids).await?;
    if merges.is_empty() && write_set.merged.is_empty() {
        // The facts were judged against the whole forest.
        return Ok(());
    }
    check(transaction, &ids).await
}

/// Derives the referrals of `ids` again. These are all ids of the customers that they belong to.
pub(in crate::store) async fn anew(transaction: &mut Lent, ids: &[String]) -> Result<(), Fault> {
    let delete = sqlx::query(sql::DELETE_REFERRALS).bind(ids);
    delete.execute(&mut *transaction).await?;
    let found = sqlx::query(sql::REFERRAL_FACTS).bind(ids);
    let counted = counted(&found.fetch_all(&mut *transaction).await?)?;
    insert(transaction, &counted.iter().collect::<Vec<_>>()).await
}

/// Adds referrals.
pub(in crate::store) async fn insert(
    transaction: &mut Lent,
    counted: &[&Counted],
) -> Result<(), Fault> {
    if counted.is_empty() {
        return Ok(());
    }
    let each = || counted.iter();
    let (facts_of, sources, fact_ids) = keys::columns(each().map(|it| &it.key));
    sqlx::query(sql::INSERT_REFERRALS)
        .bind(each().map(|it| it.referrer.as_str()).collect::<Vec<_>>())
        .bind(sources)
        .bind(fact_ids)
        .bind(each().map(|it| it.referred.as_str()).collect::<Vec<_>>())
        .bind(each().map(|it| it.occur_time).collect::<Vec<Time>>())
        .bind(
            each()
                .map(|it| it.would_have_come_anyway_bps)
                .collect::<Vec<_>>(),
        )
        .bind(facts_of)
        .execute(transaction)
        .await?;
    Ok(())
}

/// The referrals that count, of the rows of [`sql::REFERRAL_FACTS`], which are in order of time.
pub(in crate::store) fn counted(rows: &[PgRow]) -> Result<Vec<Counted>, sqlx::Error> {
    let mut seen = BTreeSet::new();
    let mut counted = Vec::new();
    for row in rows {
        let one = read(row)?;
        if one.referrer != one.referred && seen.insert(one.referred.clone()) {
            counted.push(one);
        }
    }
    Ok(counted)
}

fn read(row: &PgRow) -> Result<Counted, sqlx::Error> {
    Ok(Counted {
        referrer: row.try_get("referrer")?,
        referred: row.try_get("referred")?,
        key: FactKey {
            customer_id: row.try_get("customer_id")?,
            source: row.try_get("source")?,
            fact_id: row.try_get("fact_id")?,
        },
        occur_time: row.try_get("occur_time")?,
        would_have_come_anyway_bps: row.try_get("chance")?,
    })
}

/// Refuses a change after which the referrals above one of `ids` would form a circle. A referral that did not
/// count before, because of another one or because of a merge, can close one.
async fn check(transaction: &mut Lent, ids: &[String]) -> Result<(), Fault> {
    let rows = sqlx::query(sql::REFERRAL_SURROUNDINGS)
        .bind(ids)
        .bind(Vec::<&str>::new())
        .fetch_all(transaction)
        .await?;
    let mut above: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        above.insert(row.try_get(0)?, row.try_get(1)?);
    }
    for id in ids {
        let mut below = id;
        for _ in 0..=REFERRAL_DEPTH_MAX {
            let Some(by) = above.get(below) else { break };
            if by == id {
                let circle = Error::ReferralCycle {
                    customer_id: by.clone(),
                    referred_customer_id: below.clone(),
                };
                return Err(circle.into());
            }
            below = by;
        }
    }
    Ok(())
}
