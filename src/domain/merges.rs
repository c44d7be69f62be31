//! Customers that are recorded under several ids. A merge says that one id belongs to the same customer as
//! another one. The id at the end of a chain of merges is the one that the customer is known by.

use std::collections::{BTreeMap, BTreeSet};

/// Merged ids, each with the id it was merged into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merges(BTreeMap<String, String>);

impl Merges {
    /// Adds a merge of `id`, or replaces the one it had.
    pub fn insert(&mut self, id: String, into: String) {
        self.0.insert(id, into);
    }

    /// Takes a merge back.
    pub fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    /// Replaces the merges of `ids` by those of `newer`.
    pub fn replace(&mut self, ids: &[String], newer: Self) {
        self.0.retain(|id, _| !ids.contains(id));
        self.0.extend(newer.0);
    }

    /// Whether there are no merges.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The id that `id` was merged into, if it was merged.
    #[must_use]
    pub fn merged_into(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// The merged ids, in order.
    pub fn merged(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The id that the customer with the id `id` is known by. Merges that lead in a circle, which are never
    /// recorded, end at some id of the circle.
    #[must_use]
    pub fn head<'a>(&'a self, id: &'a str) -> &'a str {
        let mut head = id;
        for _ in 0..=self.0.len() {
            match self.0.get(head) {
                Some(into) => head = into,
                None => break,
            }
        }
        head
    }

    /// The id that each merged id is known by.
    #[must_use]
    pub fn heads(&self) -> BTreeMap<&str, &str> {
        self.merged().map(|id| (id, self.head(id))).collect()
    }

    /// All ids of the customers with the ids `ids`, in order.
    #[must_use]
    pub fn all_ids(&self, ids: &BTreeSet<String>) -> BTreeSet<String> {
        let mut all = ids.clone();
        if self.is_empty() {
            return all;
        }
        let known_by: BTreeSet<&str> = ids.iter().map(|id| self.head(id)).collect();
        all.extend(known_by.iter().map(|head| (*head).to_owned()));
        let heads = self.heads().into_iter();
        let others = heads.filter(|(_, head)| known_by.contains(head));
        all.extend(others.map(|(id, _)| id.to_owned()));
        all
    }
}
