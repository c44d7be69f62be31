//! The part of a referral tree that a caller asked for.

use crate::evaluate::Evaluated;
use crate::store::TreeNode;
use std::cmp::Reverse;

/// The part of a referral tree that a caller asked for.
#[derive(Clone, Debug)]
pub struct TreeShown {
    /// The evaluation of the customer at the top.
    pub evaluated: Evaluated,
    /// The customers by level, the one at the top first. Within a level the highest total comes first.
    pub nodes: Vec<TreeNode>,
    /// Whether the whole tree has more customers.
    pub truncated: bool,
    /// The customer who brought the one at the top, if any.
    pub referrer: Option<String>,
}

impl TreeShown {
    /// The first of `nodes` in that order: at most `deepest` levels and `most` customers.
    pub fn cut(
        evaluated: Evaluated,
        mut nodes: Vec<TreeNode>,
        referrer: Option<String>,
        (deepest, most): (u32, usize),
    ) -> Self {
        let below = evaluated.evaluation.brought.count;
        let order = |node: &TreeNode| (node.level, Reverse(node.total), node.customer_id.clone());
        nodes.sort_by_cached_key(order);
        nodes.retain(|node| node.level <= deepest);
        nodes.truncate(most);
        Self {
            truncated: (nodes.len() as i64) < below + 1,
            nodes,
            referrer,
            evaluated,
        }
    }
}
