//! Reads the shares of all customers page by page, and computes the ranks of referrers from them.
//!
//! No transaction takes longer than one page, whatever the number of customers. A share that changes
//! meanwhile causes no error, because the figures are computed again after every change.

use super::member;
use crate::error::Error;
use crate::store::fault::{Fault, read_error};
use crate::store::lent::Lent;
use crate::store::unit::{Outcome, Work};
use crate::store::{Store, month, sql};
use domain::customer::Peers;
use domain::forest::ranks;
use domain::portfolio::Member;
use domain::time::Month;
use sqlx::Row;

/// The number of shares read at a time.
const PAGE: usize = 20_000;

/// The number of ranks written in one transaction.
const RANKS: usize = 5_000;

/// The members of the portfolio, and the referrers among them.
#[derive(Default)]
pub(super) struct Shares {
    pub(super) members: Vec<Member>,
    /// The positions in `members` and the ids of referrers.
    referrers: Vec<(usize, String)>,
}

impl Shares {
    pub(super) async fn read(store: &Store, boundary: Month) -> Result<Self, Error> {
        let mut shares = Self::default();
        let mut after = String::new();
        loop {
            let page = sqlx::query(sql::SHARES)
                .bind(month::number(boundary))
                .bind(&after)
                .bind(PAGE as i64)
                .fetch_all(store.pool());
            let page = page.await.map_err(read_error)?;
            for row in &page {
                let id: &str = row.try_get("customer_id").map_err(read_error)?;
                if row.try_get("is_referrer").map_err(read_error)? {
                    let place = shares.members.len();
                    shares.referrers.push((place, id.to_owned()));
                }
                shares.members.push(member(row).map_err(read_error)?);
            }
            let Some(last) = page.last().filter(|_| page.len() == PAGE) else {
                return Ok(shares);
            };
            after = last.try_get("customer_id").map_err(read_error)?;
        }
    }

    /// The ranks of the referrers among the customers of their group, page by page.
    pub(super) fn ranks(&self) -> Vec<PutRanks> {
        let mut ranked = vec![None; self.members.len()];
        for peers in [Peers::Invoiced, Peers::Purchasing] {
            let is_peer = |at: &usize| self.members[*at].share.peers == Some(peers);
            let group: Vec<usize> = (0..self.members.len()).filter(is_peer).collect();
            let of = |value: fn(&Member) -> i64| -> Vec<u32> {
                let values = group.iter().map(|at| value(&self.members[*at]));
                ranks(&values.collect::<Vec<i64>>())
            };
            let by_own = of(|member| member.share.revenue);
            let by_total = of(|member| member.share.value.saturating_add(member.brought));
            for (at, both) in group.iter().zip(by_own.into_iter().zip(by_total)) {
                ranked[*at] = Some((both.0 as i32, both.1 as i32, group.len() as i32));
            }
        }
        let page = |page: &[(usize, String)]| PutRanks {
            ids: page.iter().map(|(_, id)| id.clone()).collect(),
            ranks: page.iter().map(|(at, _)| ranked[*at]).collect(),
        };
        self.referrers.chunks(RANKS).map(page).collect()
    }
}

/// Writes a page of ranks: by own revenue, by total, and the number of ranked customers.
pub(super) struct PutRanks {
    ids: Vec<String>,
    ranks: Vec<Option<(i32, i32, i32)>>,
}

impl Work for PutRanks {
    type Output = ();

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<()>, Fault> {
        let of = |pick: fn((i32, i32, i32)) -> i32| -> Vec<Option<i32>> {
            self.ranks.iter().map(|rank| rank.map(pick)).collect()
        };
        sqlx::query(sql::PUT_RANKS)
            .bind(&self.ids)
            .bind(of(|rank| rank.0))
            .bind(of(|rank| rank.1))
            .bind(of(|rank| rank.2))
            .execute(transaction)
            .await?;
        Ok(Outcome::Keep(()))
    }
}
