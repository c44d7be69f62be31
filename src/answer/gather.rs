//! Customers with everyone they brought, as loaded from the store.

use super::{Asked, LIVE_TREE_NODES};
use crate::error::Error;
use crate::store::{Cut, Edge, Kept, Knowledge, Loaded, Store};
use domain::history::History;
use domain::time::{Month, Time};
use domain::tree::{Brought, Member, Tree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Customers, those they brought, and who brought whom.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    loaded: BTreeMap<String, Loaded>,
    /// Referrals by referrer.
    below: BTreeMap<String, Vec<Edge>>,
    /// Referrals by referred.
    above: BTreeMap<String, Edge>,
    /// What the last pass over all customers found for those whose trees are too large.
    kept: BTreeMap<String, Kept>,
}

impl Gathered {
    /// Loads `ids` with everyone they brought, for answers that speak for `time`. Single facts are loaded
    /// of `months`.
    pub(super) async fn load(
        store: &Store,
        ids: &[String],
        asked: Asked,
        (time, months): (Time, Vec<Month>),
    ) -> Result<Self, Error> {
        let mut gathered = Self::default();
        let (edges, large) = edges_below(store, ids, asked).await?;
        for edge in store.referrals_of(ids, asked.at, asked.knowledge).await? {
            gathered.above.insert(edge.referred.clone(), edge);
        }
        for edge in edges {
            gathered.above.insert(edge.referred.clone(), edge.clone());
            gathered
                .below
                .entry(edge.referrer.clone())
                .or_default()
                .push(edge);
        }
        if asked.knowledge == Knowledge::Now && !large.is_empty() {
            gathered.kept = store.kept(&large).await?;
        }
        let below = gathered
            .below
            .values()
            .flatten()
            .map(|edge| edge.referred.clone());
        let all: BTreeSet<String> = ids.iter().cloned().chain(below).collect();
        let all: Vec<String> = all.into_iter().collect();
        let cut = Cut {
            months,
            six_month_verdict: Some(time),
        };
        gathered.loaded = store.histories(&all, &cut, asked.knowledge).await?;
        Ok(gathered)
    }

    /// Loads one customer's own history anew.
    pub(super) async fn reload(&mut self, store: &Store, id: &str, cut: &Cut) -> Result<(), Error> {
        let own = [id.to_owned()];
        let own = store.histories(&own, cut, Knowledge::Now).await?;
        self.loaded.extend(own);
        Ok(())
    }

    /// Takes what `other` loaded instead.
    pub(super) fn replace(&mut self, other: Self) {
        self.loaded.extend(other.loaded);
    }

    pub(super) fn history(&self, id: &str) -> Option<&History> {
        self.loaded.get(id).map(|loaded| &loaded.history)
    }

    pub(super) fn revision(&self, id: &str) -> i64 {
        self.loaded.get(id).map_or(0, |loaded| loaded.revision)
    }

    /// Who brought `id`.
    pub(super) fn referrer(&self, id: &str) -> Option<&str> {
        self.above.get(id).map(|edge| edge.referrer.as_str())
    }

    /// What the last pass found, if the tree of `id` is too large to sum when asked.
    pub(super) fn kept(&self, id: &str) -> Option<&Kept> {
        self.kept.get(id)
    }

    /// `id` with everyone they brought; of a tree too large to hold, with what it was last worth.
    pub(super) fn tree(&self, id: &str) -> Option<Tree<'_>> {
        let Some(kept) = self.kept.get(id) else {
            return self.members(id).map(Tree::new);
        };
        let referral_time = self.above.get(id).map(|edge| edge.occur_time);
        let brought = Brought {
            value: kept.brought_value,
            count: kept.brought_count,
            direct: kept.brought_count,
            paying: kept.brought_count,
        };
        Some(Tree::of_many(self.history(id)?, referral_time, brought))
    }

    /// `id` and those they brought as far as they were loaded, breadth first.
    pub(super) fn members(&self, id: &str) -> Option<Vec<Member<'_>>> {
        let mut members = vec![Member {
            history: self.history(id)?,
            referrer: None,
            referral_time: self.above.get(id).map(|edge| edge.occur_time),
            would_have_come_anyway_bps: None,
        }];
        let mut waiting = VecDeque::from([(id, 0)]);
        while let Some((referrer, place)) = waiting.pop_front() {
            for edge in self.below.get(referrer).into_iter().flatten() {
                let Some(history) = self.history(&edge.referred) else {
                    continue;
                };
                members.push(Member {
                    history,
                    referrer: Some(place),
                    referral_time: Some(edge.occur_time),
                    would_have_come_anyway_bps: edge.would_have_come_anyway_bps,
                });
                waiting.push_back((&edge.referred, members.len() - 1));
            }
        }
        Some(members)
    }
}

/// The referrals below `ids`, and those of `ids` whose trees are too large to hold. Only where all
/// trees together are too large, each is looked at by itself.
async fn edges_below(
    store: &Store,
    ids: &[String],
    asked: Asked,
) -> Result<(BTreeSet<Edge>, Vec<String>), Error> {
    let together = store
        .subtrees(ids, asked.at, asked.knowledge, LIVE_TREE_NODES)
        .await?;
    if !together.truncated {
        return Ok((together.edges.into_iter().collect(), Vec::new()));
    }
    let (mut edges, mut large) = (BTreeSet::new(), Vec::new());
    for id in ids {
        let root = [id.clone()];
        let own = store
            .subtrees(&root, asked.at, asked.knowledge, LIVE_TREE_NODES)
            .await?;
        edges.extend(own.edges);
        if own.truncated {
            large.push(id.clone());
        }
    }
    Ok((edges, large))
}
