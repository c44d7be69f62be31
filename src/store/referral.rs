//! Reads the forest of referrals: all of it, the trees below some customers, or the referral of one
//! customer.

use std::collections::BTreeSet;

use domain::merges::Merges;
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::fault::read_error;
use super::history::Knowledge;
use super::record::REFERRAL_DEPTH_MAX;
use super::{Store, sql};
use crate::error::Error;

/// One referral.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The customer who referred the other.
    pub referrer: String,
    /// The customer who was referred.
    pub referred: String,
    /// When the referral occurred.
    pub occur_time: Time,
    /// The chance that the customer would have come anyway, in basis points.
    pub would_have_come_anyway_bps: Option<i32>,
}

/// The referrals below some customers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtrees {
    /// The referrals, nearest first.
    pub edges: Vec<Edge>,
    /// Whether there are more referrals than the limit.
    pub truncated: bool,
}

impl Store {
    /// The referrals below `roots` at every level that occurred by `at`, at most `max_nodes` of them.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn subtrees(
        &self,
        roots: &[String],
        at: Time,
        knowledge: Knowledge,
        max_nodes: usize,
    ) -> Result<Subtrees, Error> {
        // One more row shows whether there are more.
        let limit = max_nodes.saturating_add(1);
        let mut edges = match knowledge {
            Knowledge::Now => {
                let below = match roots {
                    [root] => sqlx::query(sql::EDGES_BELOW_ONE.as_str()).bind(root),
                    _ => sqlx::query(sql::EDGES_BELOW).bind(roots),
                };
                let below = below.bind(at).bind(limit as i64);
                let rows = below.fetch_all(self.pool()).await;
                read_all(&rows.map_err(read_error)?).map_err(read_error)?
            }
            Knowledge::At(time) => self.known_below(roots, at, time, limit).await?,
        };
        let truncated = edges.len() > max_nodes;
        edges.truncate(max_nodes);
        Ok(Subtrees { edges, truncated })
    }

    /// Walks the tree level by level, because a database distributed by customer cannot run a recursive
    /// query over facts. The knowledge at a past time does not change during the walk.
    async fn known_below(
        &self,
        roots: &[String],
        at: Time,
        known: Time,
        limit: usize,
    ) -> Result<Vec<Edge>, Error> {
        let merges = self.merges_known(known).await?;
        let mut edges: Vec<Edge> = Vec::new();
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut level: BTreeSet<String> = roots.iter().cloned().collect();
        for _ in 0..=REFERRAL_DEPTH_MAX {
            let room = limit - edges.len();
            if level.is_empty() || room == 0 {
                break;
            }
            let below = sqlx::query(sql::EDGES_KNOWN_BELOW)
                .bind(at)
                .bind(known)
                .bind(merges.all_ids(&level).into_iter().collect::<Vec<_>>());
            let rows = below
                .bind((room + found.len()) as i64)
                .fetch_all(self.pool())
                .await;
            let next = read_all(&rows.map_err(read_error)?).map_err(read_error)?;
            let mut next = self.counted(next, (at, known), &merges).await?;
            next.retain(|edge| found.insert(edge.referred.clone()));
            next.truncate(room);
            level = next.iter().map(|edge| edge.referred.clone()).collect();
            edges.append(&mut next);
        }
        Ok(edges)
    }

    /// The `edges` that count (see `record::referrals`), between the ids by which the customers are known.
    async fn counted(
        &self,
        edges: Vec<Edge>,
        (at, known): (Time, Time),
        merges: &Merges,
    ) -> Result<Vec<Edge>, Error> {
        let mut edges = between_heads(edges, merges);
        let heads: BTreeSet<&str> = merges.heads().into_values().collect();
        let of_several_ids = edges.iter().map(|edge| &edge.referred);
        let of_several_ids = of_several_ids.filter(|id| heads.contains(id.as_str()));
        let of_several_ids: BTreeSet<String> = of_several_ids.cloned().collect();
        if !of_several_ids.is_empty() {
            let above = self.known_above(&of_several_ids, (at, known), merges);
            let above = above.await?;
            edges.retain(|edge| !of_several_ids.contains(&edge.referred) || above.contains(edge));
        }
        Ok(edges)
    }

    /// The referrals that count of the customers `ids`, as known at a past time.
    async fn known_above(
        &self,
        ids: &BTreeSet<String>,
        (at, known): (Time, Time),
        merges: &Merges,
    ) -> Result<Vec<Edge>, Error> {
        let above = sqlx::query(sql::EDGES_KNOWN_ABOVE)
            .bind(at)
            .bind(known)
            .bind(merges.all_ids(ids).into_iter().collect::<Vec<_>>());
        let rows = above.fetch_all(self.pool()).await.map_err(read_error)?;
        let edges = read_all(&rows).map_err(read_error)?;
        Ok(first_of_each(between_heads(edges, merges)))
    }

    /// All referrals that occurred by `at`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn edges(&self, at: Time, knowledge: Knowledge) -> Result<Vec<Edge>, Error> {
        let edges = match knowledge {
            Knowledge::Now => sqlx::query(sql::EDGES_NOW).bind(at),
            Knowledge::At(known) => sqlx::query(sql::EDGES_KNOWN).bind(at).bind(known),
        };
        let rows = edges.fetch_all(self.pool()).await.map_err(read_error)?;
        let edges = read_all(&rows).map_err(read_error)?;
        Ok(match knowledge {
            Knowledge::Now => edges,
            Knowledge::At(known) => {
                let merges = self.merges_known(known).await?;
                first_of_each(between_heads(edges, &merges))
            }
        })
    }

    /// The referral by which `id` came, if it occurred by `at`.
    ///
    /// # Errors
    /// Fails if the database does not answer.
    pub async fn referral_of(
        &self,
        id: &str,
        at: Time,
        knowledge: Knowledge,
    ) -> Result<Option<Edge>, Error> {
        let above = match knowledge {
            Knowledge::Now => {
                let ids = [id];
                let above = sqlx::query(sql::REFERRALS_ABOVE).bind(&ids[..]).bind(at);
                let rows = above.fetch_all(self.pool()).await.map_err(read_error)?;
                read_all(&rows).map_err(read_error)?
            }
            Knowledge::At(known) => {
                let merges = self.merges_known(known).await?;
                let ids = BTreeSet::from([id.to_owned()]);
                self.known_above(&ids, (at, known), &merges).await?
            }
        };
        Ok(above.into_iter().find(|edge| edge.referred == id))
    }
}

/// The referrals between the ids by which customers are known, without those of a customer by themselves.
fn between_heads(mut edges: Vec<Edge>, merges: &Merges) -> Vec<Edge> {
    if merges.is_empty() {
        return edges;
    }
    for edge in &mut edges {
        for id in [&mut edge.referrer, &mut edge.referred] {
            *id = merges.head(id).to_owned();
        }
    }
    edges.retain(|edge| edge.referrer != edge.referred);
    edges
}

/// The first referral of each customer.
fn first_of_each(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.sort_by(|a, b| (a.occur_time, &a.referrer).cmp(&(b.occur_time, &b.referrer)));
    let mut referred = BTreeSet::new();
    edges.retain(|edge| referred.insert(edge.referred.clone()));
    edges
}

pub(super) fn read_all(rows: &[PgRow]) -> Result<Vec<Edge>, sqlx::Error> {
    rows.iter().map(read).collect()
}

fn read(row: &PgRow) -> Result<Edge, sqlx::Error> {
    Ok(Edge {
        referrer: row.try_get(0)?,
        referred: row.try_get(1)?,
        occur_time: row.try_get(2)?,
        would_have_come_anyway_bps: row.try_get(3)?,
    })
}
