//! The limits that this server publishes and enforces.

use std::time::Duration;

use crate::{error::Error, pb::v1 as pb, store::REFERRAL_DEPTH_MAX};

/// The limits of one call. `GetSystemInfo` publishes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most facts and retractions in one `RecordFacts` call.
    pub facts_per_call: usize,
    /// The most customers in one `UpsertCustomers` call.
    pub customers_per_call: usize,
    /// The most customers in one batch read.
    pub batch_reads: usize,
    /// The most customers in one batch read with full explanations.
    pub full_batch_reads: usize,
    /// The largest page, in items.
    pub page_size: u32,
    /// The largest message that is accepted, in bytes.
    pub message_bytes: usize,
    /// The deepest referral tree, in levels below its root.
    pub referral_depth: usize,
    /// The most nodes of a referral tree in one answer.
    pub tree_nodes: usize,
    /// The largest referral tree whose value is computed at the time of the question.
    pub live_tree_nodes: usize,
    /// The deadline of a call that sends none.
    pub default_deadline: Duration,
    /// The longest deadline. A later one is shortened to it.
    pub max_deadline: Duration,
    /// The furthest that a fact may lie ahead of the server's clock.
    pub occur_ahead: Duration,
}

impl Limits {
    /// The limits of a server without other settings.
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

    /// Checks that one call may send so many facts and retractions.
    pub(crate) fn facts_fit(self, item_count: usize) -> Result<(), Error> {
        fits(item_count, self.facts_per_call)
    }

    /// Checks that one call may send so many customers.
    pub(crate) fn customers_fit(self, item_count: usize) -> Result<(), Error> {
        fits(item_count, self.customers_per_call)
    }

    /// The limits in wire form.
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
