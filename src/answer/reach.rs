//! Who brought whom, below some customers and directly above them.

use super::Asked;
use crate::error::Error;
use crate::store::{Edge, Kept, Store};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// More customers than there can be.
pub(super) const EVERYBODY: usize = i32::MAX as usize;

/// Everyone below some customers.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Referrals by referrer. Of those whose trees are too large to hold, perhaps not all.
    below: BTreeMap<String, Vec<Edge>>,
    /// Referrals by referred.
    above: BTreeMap<String, Edge>,
    /// Those whose trees are too large to hold, with what the last pass over all customers found about
    /// them, where the question is about today and the pass has seen how many they are.
    large: BTreeMap<String, Option<Kept>>,
    /// Whether all trees together are small enough to be held at once.
    is_small: bool,
}

impl Reach {
    /// Looks below `ids`. A tree of more than `most` customers is too large to hold; `today` says
    /// whether the question is about today, so that the last pass can speak for such trees.
    pub(super) async fn load(
        store: &Store,
        ids: &[String],
        asked: Asked,
        (most, today): (usize, bool),
    ) -> Result<Self, Error> {
        let mut reach = Self::default();
        for edge in store.referrals_of(ids, asked.at, asked.knowledge).await? {
            reach.above.insert(edge.referred.clone(), edge);
        }
        let together = store.subtrees(ids, asked.at, asked.knowledge, most).await?;
        reach.is_small = !together.truncated;
        if reach.is_small {
            reach.take(together.edges);
            return Ok(reach);
        }
        if today {
            let kept = store.kept(ids).await?.into_iter();
            let kept = kept.filter(|(_, kept)| kept.brought_count > most as i64);
            reach.large = kept.map(|(id, kept)| (id, Some(kept))).collect();
        }
        match ids {
            // What could be held is enough to show the beginning of the tree.
            [id] => {
                reach.take(together.edges);
                reach.large.entry(id.clone()).or_insert(None);
            }
            _ => reach.look_below_each(store, ids, asked, most).await?,
        }
        Ok(reach)
    }

    /// Looks below all but those for whom the last pass speaks, and finds the large ones among them.
    async fn look_below_each(
        &mut self,
        store: &Store,
        ids: &[String],
        asked: Asked,
        most: usize,
    ) -> Result<(), Error> {
        let unknown = |id: &&String| !self.large.contains_key(*id);
        let rest: Vec<String> = ids.iter().filter(unknown).cloned().collect();
        let all = store
            .subtrees(&rest, asked.at, asked.knowledge, EVERYBODY)
            .await?;
        self.take(all.edges);
        for id in rest {
            if self.below(&id, most).len() > most {
                self.large.insert(id, None);
            }
        }
        Ok(())
    }

    /// Takes edges in, those of each referrer in order.
    fn take(&mut self, edges: Vec<Edge>) {
        for edge in edges.into_iter().collect::<BTreeSet<Edge>>() {
            self.above.insert(edge.referred.clone(), edge.clone());
            let below = self.below.entry(edge.referrer.clone()).or_default();
            below.push(edge);
        }
    }

    /// Who brought `id`.
    pub(super) fn above(&self, id: &str) -> Option<&Edge> {
        self.above.get(id)
    }

    /// Whom `id` brought directly.
    pub(super) fn directly_below(&self, id: &str) -> &[Edge] {
        self.below.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether the tree of `id` is too large to hold.
    pub(super) fn is_large(&self, id: &str) -> bool {
        self.large.contains_key(id)
    }

    /// What the last pass found about `id`, if it speaks for their tree.
    pub(super) fn kept(&self, id: &str) -> Option<&Kept> {
        self.large.get(id)?.as_ref()
    }

    /// Everyone below `id`, nearest first, as far as they were looked at; a few more than `most` at most.
    fn below(&self, id: &str, most: usize) -> Vec<&str> {
        let mut found = Vec::new();
        let mut waiting = VecDeque::from([id]);
        while let Some(referrer) = waiting.pop_front() {
            for edge in self.directly_below(referrer) {
                found.push(edge.referred.as_str());
                waiting.push_back(&edge.referred);
            }
            if found.len() > most {
                break;
            }
        }
        found
    }

    /// Everyone below `ids` but `ids` themselves, except those in trees that are too large to hold.
    pub(super) fn brought_by<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> BTreeSet<String> {
        let roots: BTreeSet<&str> = ids.into_iter().map(String::as_str).collect();
        let small = roots.iter().filter(|id| !self.is_large(id));
        let below = small.flat_map(|id| self.below(id, EVERYBODY));
        let others = below.filter(|id| !roots.contains(id));
        others.map(ToOwned::to_owned).collect()
    }

    /// `id` and everyone below as far as they were looked at, nearest first.
    pub(super) fn members(&self, id: &str) -> Vec<String> {
        let below = self.below(id, EVERYBODY);
        let members = std::iter::once(id).chain(below);
        members.map(ToOwned::to_owned).collect()
    }

    /// `ids` in groups of whom each has at most `most` customers below them in all, so that what was
    /// loaded for one can be dropped before the next.
    pub(super) fn groups(&self, ids: &[String], most: usize) -> Vec<Vec<String>> {
        if self.is_small {
            return vec![ids.to_vec()];
        }
        let mut groups: Vec<Vec<String>> = vec![Vec::new()];
        let mut held: BTreeSet<&str> = BTreeSet::new();
        for id in ids {
            let own = if self.is_large(id) {
                Vec::new()
            } else {
                self.below(id, most)
            };
            let added = own.iter().filter(|id| !held.contains(**id)).count();
            if held.len() + added > most {
                held.clear();
                groups.push(Vec::new());
            }
            held.extend(own);
            if let Some(group) = groups.last_mut() {
                group.push(id.clone());
            }
        }
        groups
    }
}
