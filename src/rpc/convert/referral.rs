//! Referral values and trees on the wire.

use super::basis::Frame;
use super::name::Named;
use super::time::timestamp;
use crate::answer::{TreeNode, Valued};
use crate::pb::v1 as pb;
use crate::store::{Kept, Ranks};
use domain::class::Class;
use std::collections::BTreeMap;

fn number(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

/// A referral value of `customer_id`.
pub(crate) fn to_wire(frame: &Frame, customer_id: &str, valued: &Valued) -> pb::ReferralValue {
    let root = valued.nodes.first();
    let own = root.map_or(0, |node| node.own);
    let brought = root.map_or(0, |node| node.total - node.own);
    let count = root.map_or(0, |node| node.count);
    let (kept_of_own, from_referrals) = (valued.kept_of_own, valued.from_referrals);
    let ranks = valued.kept.as_ref().and_then(|kept| kept.ranks);
    pb::ReferralValue {
        customer_id: customer_id.to_owned(),
        total_lifetime_value: frame.money(own.saturating_add(brought)),
        own_value: frame.money(own),
        brought_value: frame.money(brought),
        own_revenue: frame.money(valued.answer.assessment.to_asked.revenue),
        brought_count: number(count),
        paying_referred_count: number(valued.paying),
        levels: levels(frame, &valued.nodes),
        credited_value: frame.money(kept_of_own.saturating_add(from_referrals)),
        kept_of_own: frame.money(kept_of_own),
        from_referrals: frame.money(from_referrals),
        incremental_value: valued.incremental.and_then(|value| frame.money(value)),
        referrer_customer_id: valued.referrer.clone().unwrap_or_default(),
        rank_by_own_spending: ranks.map(|ranks| ranks.by_own),
        rank_by_total: ranks.map(|ranks| ranks.by_total),
        ranked_count: ranks.map(|ranks| ranks.count),
        sentence: sentence(count, ranks),
        from_standings: valued.from_standings,
        from_standings_time: valued.kept.as_ref().map(|kept| timestamp(kept.forest_time)),
        basis: Some(frame.basis(&valued.answer)),
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

/// `1st`, `2nd`, `3rd`, `4th`, `11th`.
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

fn levels(frame: &Frame, nodes: &[TreeNode]) -> Vec<pb::ReferralLevel> {
    let mut levels: BTreeMap<u32, (i32, i64, BTreeMap<Class, i32>)> = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.level > 0) {
        let level = levels.entry(node.level).or_default();
        level.0 += 1;
        level.1 = level.1.saturating_add(node.own);
        if let Some(class) = node.class {
            *level.2.entry(class).or_default() += 1;
        }
    }
    levels
        .into_iter()
        .map(
            |(level, (customer_count, value, classes))| pb::ReferralLevel {
                level: number(level),
                customer_count,
                value: frame.money(value),
                classes: classes
                    .into_iter()
                    .rev()
                    .map(|(class, customer_count)| pb::ClassCount {
                        customer_class: class.number(),
                        customer_count,
                    })
                    .collect(),
            },
        )
        .collect()
}

/// One customer of a tree.
pub(crate) fn node(frame: &Frame, node: &TreeNode) -> pb::ReferralNode {
    pb::ReferralNode {
        customer_id: node.customer_id.clone(),
        name: node.name.clone(),
        referrer_customer_id: node.referrer.clone().unwrap_or_default(),
        level: number(node.level),
        own_value: frame.money(node.own),
        total_value: frame.money(node.total),
        brought_count: number(node.count),
        customer_class: node.class.map_or(0, Named::number),
    }
}

/// A row of the ranking of referrers.
pub(crate) fn top_referrer(
    frame: &Frame,
    customer_id: &str,
    name: &str,
    kept: &Kept,
) -> pb::TopReferrer {
    let ranks = kept.ranks.unwrap_or_default();
    pb::TopReferrer {
        customer_id: customer_id.to_owned(),
        name: name.to_owned(),
        own_value: frame.money(kept.own_value),
        brought_value: frame.money(kept.brought_value),
        total_value: frame.money(kept.own_value.saturating_add(kept.brought_value)),
        credited_value: frame.money(kept.credited_value),
        brought_count: number(kept.brought_count),
        rank_by_own_spending: ranks.by_own,
        rank_by_total: ranks.by_total,
        customer_class: kept.class.map_or(0, Named::number),
    }
}
