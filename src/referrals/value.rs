//! What a customer is worth with everyone they brought, and the tree itself.

use super::past::Then;
use super::{Answer, Answers, Asked, Choice, Referrals};
use crate::error::Error;
use crate::store::{Edge, Knowledge, Ranks, TreeMember, TreeNode};
use domain::class::Class;
use domain::forest::Forest;
use domain::money::Micros;
use domain::referral_figures::{CLASSES, Figures, Level};
use domain::tree::{TreeValues, came_by_referral};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What a customer is worth with everyone they brought.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The customer's own assessment.
    pub answer: Answer,
    /// Own realised value, exact.
    pub own: Micros,
    /// The realised value of everyone the customer brought.
    pub brought: Micros,
    /// How many they brought, at every level.
    pub count: i64,
    /// How many they brought directly who pay their way.
    pub paying: i64,
    /// Those they brought by level, from the first.
    pub levels: Vec<LevelSum>,
    /// What the customer keeps of their own value in the split that adds up.
    pub kept_of_own: Micros,
    /// What they get from those they brought.
    pub from_referrals: Micros,
    /// The estimate of what would be missing without them; `None` where it was not asked for, or there
    /// are too many.
    pub incremental: Option<Micros>,
    /// Who brought them.
    pub referrer: Option<String>,
    /// Their ranks.
    pub ranks: Option<Ranks>,
}

/// Everyone at one level below a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelSum {
    /// How many.
    pub count: i64,
    /// Their values, summed.
    pub value: Micros,
    /// How many of each class, where that is known.
    pub classes: Vec<(Class, i64)>,
}

/// A referral tree, as far as it was asked for.
#[derive(Clone, Debug)]
pub struct TreeShown {
    /// The assessment of the customer at the top.
    pub answer: Answer,
    /// Level by level, within a level the highest total first; the customer comes first.
    pub nodes: Vec<TreeNode>,
    /// Whether there are more.
    pub truncated: bool,
    /// The referrer, if any.
    pub referrer: Option<String>,
}

impl Answers {
    /// Values one customer with everyone they brought; with an estimate of what would be missing without
    /// them if `incremental`.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn value(
        &self,
        id: &str,
        asked: Asked,
        choice: &Choice,
        incremental: bool,
    ) -> Result<Valued, Error> {
        if !self.is_now(asked) {
            let (answer, then) = self.one_past(id, asked, choice).await?;
            return Ok(match answer.referrals.clone() {
                Referrals::OfToday(figures, _) => with_figures(answer, &figures, None),
                _ => as_walked(answer, &then, incremental),
            });
        }
        let mut answer = self.assess_one(id, asked, choice).await?;
        let ids = [id.to_owned()];
        let published = self.store.referral_figures(&ids).await?.remove(id);
        let estimate = if incremental {
            self.incremental(id, asked, &answer).await?
        } else {
            None
        };
        let Some(published) = published else {
            return Ok(Valued {
                incremental: estimate,
                ..with_figures(answer, &Figures::default(), None)
            });
        };
        // They may have been published anew since the answer was loaded, and its time is that of these.
        answer.referrals = Referrals::Published(published.figures.clone(), published.publish_time);
        Ok(Valued {
            incremental: estimate,
            ..with_figures(answer, &published.figures, published.ranks)
        })
    }

    /// The tree below one customer, at most `deepest` levels and `most` customers of it.
    ///
    /// # Errors
    /// `CustomerNotFound`, `NoActiveModel`, and what the store cannot do.
    pub async fn tree(
        &self,
        id: &str,
        (asked, choice): (Asked, &Choice),
        (deepest, most): (u32, usize),
    ) -> Result<TreeShown, Error> {
        if !self.is_now(asked) {
            let (answer, then) = self.one_past(id, asked, choice).await?;
            let nodes = if then.is_large {
                Vec::new()
            } else {
                nodes_then(&then, &answer)
            };
            let referrer = then.above.as_ref().map(|edge| edge.referrer.clone());
            return Ok(cut(answer, nodes, referrer, (deepest, most)));
        }
        let answer = self.assess_one(id, asked, choice).await?;
        let own = answer.assessment.to_asked.value();
        let mut nodes = self.store.published_tree(id, deepest, most).await?;
        if let Some(root) = nodes.first_mut() {
            root.total = root.total.saturating_add(own.saturating_sub(root.own));
            root.own = own;
        }
        let referrer = match &answer.referrals {
            Referrals::Published(figures, _) => figures.own.referrer.clone(),
            _ => None,
        };
        Ok(cut(answer, nodes, referrer, (deepest, most)))
    }

    /// `id` and those whom `edges` name, as published.
    async fn members(
        &self,
        id: &str,
        edges: &[Edge],
    ) -> Result<BTreeMap<String, TreeMember>, Error> {
        let below = edges.iter().map(|edge| edge.referred.clone());
        let ids: Vec<String> = std::iter::once(id.to_owned()).chain(below).collect();
        self.store.tree_members(&ids).await
    }

    /// The estimate of what would be missing without `id`, by published values; `None` of too many.
    async fn incremental(
        &self,
        id: &str,
        asked: Asked,
        answer: &Answer,
    ) -> Result<Option<Micros>, Error> {
        let settings = &answer.model.settings;
        let ids = [id.to_owned()];
        let most = self.room.live_tree_nodes;
        let subtree = self.store.subtrees(&ids, asked.at, Knowledge::Now, most);
        let subtree = subtree.await?;
        if subtree.truncated {
            return Ok(None);
        }
        let members = self.members(id, &subtree.edges).await?;
        let mut people = vec![(id, came_by_referral(None, settings))];
        people.extend(subtree.edges.iter().map(|edge| {
            let chance = came_by_referral(edge.would_have_come_anyway_bps, settings);
            (edge.referred.as_str(), chance)
        }));
        let edges = subtree.edges.iter();
        let edges = edges.map(|edge| (edge.referrer.as_str(), edge.referred.as_str()));
        let forest = Forest::between(people.iter().map(|one| one.0), edges)
            .map_err(|circle| Error::Corrupt(circle.to_string()))?;
        let mean = answer.assessment.basis.mean_acquisition_cost;
        let own = people
            .iter()
            .map(|one| members.get(one.0).map_or(0, |it| it.own));
        let saved = people.iter().map(|one| {
            let cost = members.get(one.0).map_or(0, |it| it.acquisition_cost);
            (mean - cost).max(0)
        });
        let chances: Vec<i64> = people.iter().map(|one| one.1).collect();
        let estimates = forest.incremental(
            &own.collect::<Vec<_>>(),
            &chances,
            &saved.collect::<Vec<_>>(),
        );
        Ok(estimates.first().copied())
    }
}

/// A value by figures that were published.
fn with_figures(answer: Answer, figures: &Figures, ranks: Option<Ranks>) -> Valued {
    let own = answer.assessment.to_asked.value();
    let used = figures
        .below
        .levels
        .iter()
        .take_while(|level| level.count > 0);
    Valued {
        own,
        brought: figures.below.value,
        count: figures.below.count,
        paying: figures.below.direct_paying,
        levels: used.map(level_sum).collect(),
        kept_of_own: figures.own.kept_of(own),
        from_referrals: figures.from_referrals(),
        incremental: None,
        referrer: figures.own.referrer.clone(),
        ranks,
        answer,
    }
}

fn level_sum(level: &Level) -> LevelSum {
    let classes = CLASSES.into_iter().zip(level.classes);
    LevelSum {
        count: level.count,
        value: level.value,
        classes: classes.filter(|(_, count)| *count > 0).collect(),
    }
}

/// A value by everybody below as they were then.
fn as_walked(answer: Answer, then: &Then, incremental: bool) -> Valued {
    let values = values_then(then, &answer);
    let own = answer.assessment.to_asked.value();
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
        paying: answer.assessment.brought.direct_paying,
        levels: levels.into_values().collect(),
        kept_of_own: values.kept_of_own,
        from_referrals: values.from_referrals,
        incremental: incremental.then_some(values.incremental),
        referrer: then.above.as_ref().map(|edge| edge.referrer.clone()),
        ranks: None,
        answer,
    }
}

fn values_then(then: &Then, answer: &Answer) -> TreeValues {
    let assessment = &answer.assessment;
    let mean_cost = assessment.basis.mean_acquisition_cost;
    let settings = &answer.model.settings;
    then.tree().values(assessment.asked, settings, mean_cost)
}

fn nodes_then(then: &Then, answer: &Answer) -> Vec<TreeNode> {
    let tree = then.tree();
    let values = values_then(then, answer);
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

/// The first of `nodes`, in order.
fn cut(
    answer: Answer,
    mut nodes: Vec<TreeNode>,
    referrer: Option<String>,
    (deepest, most): (u32, usize),
) -> TreeShown {
    let below = answer.assessment.brought.count;
    nodes.sort_by(|a, b| {
        (a.level, Reverse(a.total), &a.customer_id).cmp(&(
            b.level,
            Reverse(b.total),
            &b.customer_id,
        ))
    });
    nodes.retain(|node| node.level <= deepest);
    nodes.truncate(most);
    TreeShown {
        truncated: (nodes.len() as i64) < below + 1,
        nodes,
        referrer,
        answer,
    }
}
