//! Referral values and referral trees in wire form.

use super::basis::AnswerContext;
use super::name::Named;
use crate::pb::v1 as pb;
use crate::referrals::{LevelSum, Valued};
use crate::store::{Ranks, Referrer, TreeNode};
use domain::class::Class;

fn number(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

/// A referral value in wire form.
pub(crate) fn to_wire(context: &AnswerContext, valued: &Valued) -> pb::ReferralValue {
    let (kept_of_own, from_referrals) = (valued.kept_of_own, valued.from_referrals);
    let ranks = valued.ranks;
    pb::ReferralValue {
        customer_id: valued.evaluated.customer_id.clone(),
        total_lifetime_value: context.money(valued.own.saturating_add(valued.brought)),
        own_value: context.money(valued.own),
        brought_value: context.money(valued.brought),
        own_revenue: context.money(valued.evaluated.evaluation.to_as_of.revenue),
        brought_count: number(valued.count),
        paying_referred_count: number(valued.paying),
        levels: levels(context, &valued.levels),
        credited_value: context.money(kept_of_own.saturating_add(from_referrals)),
        kept_of_own: context.money(kept_of_own),
        from_referrals: context.money(from_referrals),
        incremental_value: valued.incremental.and_then(|value| context.money(value)),
        referrer_customer_id: valued.referrer.clone().unwrap_or_default(),
        rank_by_own_spending: ranks.map(|ranks| ranks.by_own),
        rank_by_total: ranks.map(|ranks| ranks.by_total),
        ranked_count: ranks.map(|ranks| ranks.count),
        sentence: sentence(valued.count, ranks),
        basis: Some(context.basis(&valued.evaluated)),
    }
}

fn sentence(count: i64, ranks: Option<Ranks>) -> String {
    let brought = match count {
        0 => "brought nobody".to_owned(),
        1 => "brought 1 customer".to_owned(),
        count => format!("brought {count} customers"),
    };
    match ranks {
        Some(ranks) => format!(
            "{} by spending, {} with all they brought; {brought}",
            ordinal(ranks.by_own),
            ordinal(ranks.by_total),
        ),
        None => brought,
    }
}

/// A rank in words: `1st`, `2nd`, `3rd`, `4th`, `11th`.
fn ordinal(rank: i32) -> String {
    let suffix = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{suffix}")
}

fn levels(context: &AnswerContext, levels: &[LevelSum]) -> Vec<pb::ReferralLevel> {
    let level = |(level, sum): (usize, &LevelSum)| pb::ReferralLevel {
        level: number(level),
        customer_count: number(sum.count),
        value: context.money(sum.value),
        classes: sum.classes.iter().map(class_count).collect(),
    };
    (1..).zip(levels).map(level).collect()
}

fn class_count((class, count): &(Class, i64)) -> pb::ClassCount {
    pb::ClassCount {
        customer_class: class.number(),
        customer_count: number(*count),
    }
}

/// One customer of a tree.
pub(crate) fn node(context: &AnswerContext, node: &TreeNode) -> pb::ReferralNode {
    pb::ReferralNode {
        customer_id: node.customer_id.clone(),
        name: node.name.clone(),
        referrer_customer_id: node.referrer.clone().unwrap_or_default(),
        level: number(node.level),
        own_value: context.money(node.own),
        total_value: context.money(node.total),
        brought_count: number(node.count),
        customer_class: node.class.map_or(0, Named::number),
    }
}

/// A row of the ranking of referrers.
pub(crate) fn top_referrer(context: &AnswerContext, referrer: &Referrer) -> pb::TopReferrer {
    let ranks = referrer.referrals.ranks.unwrap_or_default();
    let figures = &referrer.referrals.figures;
    let (own, brought) = (figures.own.value, figures.below.value);
    pb::TopReferrer {
        customer_id: referrer.place.customer_id.clone(),
        name: referrer.name.clone(),
        own_value: context.money(own),
        brought_value: context.money(brought),
        total_value: context.money(own.saturating_add(brought)),
        credited_value: context.money(figures.credited_value()),
        brought_count: number(figures.below.count),
        rank_by_own_spending: ranks.by_own,
        rank_by_total: ranks.by_total,
        customer_class: figures.own.class.map_or(0, Named::number),
    }
}
