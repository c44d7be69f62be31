//! A referral tree, as far as it was asked for.

use crate::evaluate::Evaluated;
use crate::store::TreeNode;
use std::cmp::Reverse;

/// A referral tree, as far as it was asked for.
#[derive(Clone, Debug)]
pub struct TreeShown {
    /// The evaluation of the customer at the top.
    pub evaluated: Evaluated,
    /// Level by level, within a level the highest total first; the customer comes first.
    pub nodes: Vec<TreeNode>,
    /// Whether there are more.
    pub truncated: bool,
    /// The referrer, if any.
    pub referrer: Option<String>,
}

impl TreeShown {
    /// The first of `nodes`, in order: at most `deepest` levels and `most` customers.
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
