//! The part of the referral forest that a batch touches, and the rules for changing it.

use std::collections::{BTreeMap, BTreeSet};

use super::REFERRAL_DEPTH_MAX;
use crate::error::Error;

/// The referrals above and below the customers that a batch refers.
#[derive(Debug, Default)]
pub(super) struct Forest {
    above: BTreeMap<String, String>,
    below: BTreeMap<String, BTreeSet<String>>,
}

impl Forest {
    /// Adds a known referral without a check.
    pub(super) fn insert(&mut self, referred: String, by: String) {
        self.below
            .entry(by.clone())
            .or_default()
            .insert(referred.clone());
        self.above.insert(referred, by);
    }

    /// Removes the referral of `referred` by `by`, if it is the one that counts.
    pub(super) fn detach(&mut self, by: &str, referred: &str) {
        if self.above.get(referred).is_none_or(|first| first != by) {
            return;
        }
        self.above.remove(referred);
        if let Some(below) = self.below.get_mut(by) {
            below.remove(referred);
        }
    }

    /// Makes two customers one, `into`. Refuses it if one of them is above the other with somebody between
    /// them, or if the tree would become too deep.
    pub(super) fn merge(&mut self, id: &str, into: &str) -> Result<(), Error> {
        let mut depth = 0;
        for (one, other) in [(id, into), (into, id)] {
            if let Some(by) = self.above.get(one).filter(|by| *by != other) {
                depth = depth.max(self.depth(by, other)? + 1);
            }
        }
        if depth + self.height(id).max(self.height(into)) > REFERRAL_DEPTH_MAX {
            return Err(Error::ReferralTooDeep {
                max_depth: REFERRAL_DEPTH_MAX,
            });
        }
        for referred in self.below.remove(id).unwrap_or_default() {
            self.above.remove(&referred);
            if referred != into {
                self.insert(referred, into.to_owned());
            }
        }
        if let Some(by) = self.above.remove(id) {
            if let Some(below) = self.below.get_mut(&by) {
                below.remove(id);
            }
            if by != into && !self.above.contains_key(into) {
                self.insert(into.to_owned(), by);
            }
        }
        Ok(())
    }

    /// Adds a referral. Refuses it if the customer already has a referrer, if the customer would be above
    /// itself, or if the tree would become too deep.
    pub(super) fn attach(&mut self, by: &str, referred: &str) -> Result<(), Error> {
        if by == referred {
            return Err(Error::SelfReferral {
                customer_id: by.to_owned(),
            });
        }
        if let Some(first) = self.above.get(referred) {
            return Err(Error::ReferrerAlreadySet {
                referred_customer_id: referred.to_owned(),
                referrer_customer_id: first.clone(),
            });
        }
        let depth = self.depth(by, referred)?;
        if depth + 1 + self.height(referred) > REFERRAL_DEPTH_MAX {
            return Err(Error::ReferralTooDeep {
                max_depth: REFERRAL_DEPTH_MAX,
            });
        }
        self.insert(referred.to_owned(), by.to_owned());
        Ok(())
    }

    /// The number of customers above `by`. Fails if `referred` is among them.
    fn depth(&self, by: &str, referred: &str) -> Result<usize, Error> {
        let mut depth = 0;
        let mut above = by;
        while let Some(next) = self.above.get(above) {
            if next == referred {
                return Err(Error::ReferralCycle {
                    customer_id: by.to_owned(),
                    referred_customer_id: referred.to_owned(),
                });
            }
            depth += 1;
            if depth > REFERRAL_DEPTH_MAX {
                return Err(Error::Corrupt(format!(
                    "the referrals above `{by}` never end"
                )));
            }
            above = next;
        }
        Ok(depth)
    }

    /// The number of levels below `referred`.
    fn height(&self, referred: &str) -> usize {
        let mut height = 0;
        let mut level: Vec<&str> = vec![referred];
        loop {
            level = level
                .iter()
                .filter_map(|customer| self.below.get(*customer))
                .flatten()
                .map(String::as_str)
                .collect();
            if level.is_empty() || height > REFERRAL_DEPTH_MAX {
                return height;
            }
            height += 1;
        }
    }
}
