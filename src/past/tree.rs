//! A customer as of a past time, with everybody below.

use crate::evaluate::Evaluated;
use crate::referrals::{LevelSum, Valued};
use crate::store::{Edge, Loaded, TreeNode};
use domain::model::Model;
use domain::time::{Month, Time};
use domain::tree::{Brought, Member, Tree, TreeValues};
use std::collections::{BTreeMap, VecDeque};

/// A customer as of a past time, with everybody below, unless there are too many.
pub(super) struct PastTree {
    pub(super) root: Loaded,
    pub(super) below: BTreeMap<String, Loaded>,
    pub(super) edges: Vec<Edge>,
    /// The referral that brought the customer.
    pub(super) above: Option<Edge>,
    /// Whether there are too many customers below, so that none of them is loaded.
    pub(super) is_truncated: bool,
}

impl PastTree {
    pub(super) fn id(&self) -> &str {
        self.root.customer_id()
    }

    pub(super) fn referrer(&self) -> Option<String> {
        self.above.as_ref().map(|edge| edge.referrer.clone())
    }

    pub(super) fn brought(&self, at: Time, model: &Model, boundary: Month) -> Brought {
        self.tree().brought(at, boundary, &model.settings)
    }

    /// The value of the customer of `evaluated`, with everybody below.
    pub(super) fn value(&self, evaluated: Evaluated, incremental: bool) -> Valued {
        let values = self.values(&evaluated);
        let own = evaluated.evaluation.to_as_of.value();
        let mut levels: BTreeMap<u32, LevelSum> = BTreeMap::new();
        for (level, value) in values.levels.iter().zip(&values.own).skip(1) {
            let sum = levels.entry(*level).or_default();
            sum.count += 1;
            sum.value = sum.value.saturating_add(*value);
        }
        Valued {
            own,
            brought: values.totals.first().map_or(0, |total| total - own),
            count: values.counts.first().copied().unwrap_or_default(),
            paying: evaluated.evaluation.brought.direct_paying,
            levels: levels.into_values().collect(),
            kept_of_own: values.kept_of_own,
            from_referrals: values.from_referrals,
            incremental: incremental.then_some(values.incremental),
            referrer: self.referrer(),
            ranks: None,
            evaluated,
        }
    }

    /// Everybody in the tree, with the values that `evaluated` gives them.
    pub(super) fn nodes(&self, evaluated: &Evaluated) -> Vec<TreeNode> {
        let tree = self.tree();
        let values = self.values(evaluated);
        let node = |(at, place): (usize, &usize)| {
            let member = &tree.members()[*place];
            let customer = &member.history.customer;
            let above = member.referrer.map(|above| &tree.members()[above]);
            TreeNode {
                customer_id: customer.customer_id.clone(),
                name: customer.name.clone(),
                referrer: above.map(|above| above.history.customer.customer_id.clone()),
                level: values.levels[at],
                own: values.own[at],
                total: values.totals[at],
                count: values.counts[at],
                class: None,
            }
        };
        values.places.iter().enumerate().map(node).collect()
    }

    fn values(&self, evaluated: &Evaluated) -> TreeValues {
        let evaluation = &evaluated.evaluation;
        let mean_cost = evaluation.basis.mean_acquisition_cost;
        let settings = &evaluated.model.settings;
        self.tree().values(evaluation.as_of, settings, mean_cost)
    }

    /// The customer and everybody below, breadth first.
    fn tree(&self) -> Tree<'_> {
        let mut below: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        for edge in &self.edges {
            below.entry(&edge.referrer).or_default().push(edge);
        }
        let mut members = vec![Member {
            history: &self.root.history,
            referrer: None,
            referral_time: self.above.as_ref().map(|edge| edge.occur_time),
            would_have_come_anyway_bps: None,
        }];
        let mut waiting = VecDeque::from([(self.id(), 0)]);
        while let Some((referrer, place)) = waiting.pop_front() {
            for edge in below.remove(referrer).unwrap_or_default() {
                let Some(loaded) = self.below.get(&edge.referred) else {
                    continue;
                };
                members.push(Member {
                    history: &loaded.history,
                    referrer: Some(place),
                    referral_time: Some(edge.occur_time),
                    would_have_come_anyway_bps: edge.would_have_come_anyway_bps,
                });
                waiting.push_back((&edge.referred, members.len() - 1));
            }
        }
        Tree::new(members)
    }
}
