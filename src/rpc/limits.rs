//! The limits that this server publishes and keeps.

use std::time::Duration;

use crate::{error::Error, pb::v1 as pb, store::REFERRAL_DEPTH_MAX};

/// What one call may ask and send. `GetSystemInfo` tells callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most facts and retractions in one `RecordFacts` call.
    pub facts_per_call: usize,
    /// Most customers in one `UpsertCustomers` call.
    pub customers_per_call: usize,
    /// Most customers in one batch read.
    pub batch_reads: usize,
    /// Most customers in one batch read with full explanations.
    pub full_batch_reads: usize,
    /// Largest page.
    pub page_size: u32,
    /// Largest message taken, in bytes.
    pub message_bytes: usize,
    /// Deepest referral tree, in levels below its root.
    pub referral_depth: usize,
    /// Most nodes of a referral tree in one answer.
    pub tree_nodes: usize,
    /// Largest referral tree whose value is summed when asked.
    pub live_tree_nodes: usize,
    /// The deadline of a call that brings none.
    pub default_deadline: Duration,
    /// The longest deadline; a later one is cut to it.
    pub max_deadline: Duration,
    /// How far ahead of the server's clock a fact may lie.
    pub occur_ahead: Duration,
}

impl Limits {
    /// The limits of a server that is not told others.
    pub const STANDARD: Self = Self {
        facts_per_call: 500,
        customers_per_call: 500,
        batch_reads: 500,
        full_batch_reads: 100,
        page_size: 1_000,
        message_bytes: 4 * 1024 * 1024,
        referral_depth: REFERRAL_DEPTH_MAX,
        tree_nodes: 10_000,
        live_tree_nodes: 10_000,
        default_deadline: Duration::from_secs(10),
        max_deadline: Duration::from_secs(30),
        occur_ahead: Duration::from_hours(24),
    };

    /// Whether one call may bring so many facts and retractions.
    pub(crate) fn facts_fit(self, item_count: usize) -> Result<(), Error> {
        fits(item_count, self.facts_per_call)
    }

    /// Whether one call may bring so many customers.
    pub(crate) fn customers_fit(self, item_count: usize) -> Result<(), Error> {
        fits(item_count, self.customers_per_call)
    }

    /// The limits as callers read them.
    pub fn to_wire(self) -> pb::Limits {
        pb::Limits {
            max_facts_per_call: count(self.facts_per_call),
            max_customers_per_call: count(self.customers_per_call),
            max_batch_reads: count(self.batch_reads),
            max_full_batch_reads: count(self.full_batch_reads),
            max_page_size: i32::try_from(self.page_size).unwrap_or(i32::MAX),
            max_message_bytes: i64::try_from(self.message_bytes).unwrap_or(i64::MAX),
            max_referral_depth: count(self.referral_depth),
            max_tree_nodes: count(self.tree_nodes),
            max_live_tree_nodes: count(self.live_tree_nodes),
            default_deadline: Some(duration(self.default_deadline)),
            max_deadline: Some(duration(self.max_deadline)),
            max_occur_ahead: Some(duration(self.occur_ahead)),
        }
    }
}

fn fits(item_count: usize, max_items: usize) -> Result<(), Error> {
    if item_count > max_items {
        return Err(Error::BatchTooLarge {
            item_count,
            max_items,
        });
    }
    Ok(())
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

fn duration(duration: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: duration.subsec_nanos() as i32,
    }
}
