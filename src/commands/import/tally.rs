//! The counts of an import.

use std::fmt;

use serde::Serialize;

use crate::amount::grouped;

/// The counts of an import so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Records read.
    pub rows_read: u64,
    /// Records that a mapping skips.
    pub rows_skipped: u64,
    /// Records that belong to an item of another record, as the line items of an invoice do.
    pub rows_joined: u64,
    /// Records with a refused item.
    pub rows_refused: u64,
    /// New facts.
    pub facts_new: u64,
    /// Facts recorded before.
    pub facts_duplicate: u64,
    /// Facts recorded before that equal facts of another import in a row with an invoice recorded before.
    pub facts_equal_left_out: u64,
    /// New customers.
    pub customers_created: u64,
    /// Known customers with changes.
    pub customers_updated: u64,
    /// Known customers without changes.
    pub customers_unchanged: u64,
}

impl Tally {
    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.rows_read += other.rows_read;
        self.rows_skipped += other.rows_skipped;
        self.rows_joined += other.rows_joined;
        self.rows_refused += other.rows_refused;
        self.facts_new += other.facts_new;
        self.facts_duplicate += other.facts_duplicate;
        self.facts_equal_left_out += other.facts_equal_left_out;
        self.customers_created += other.customers_created;
        self.customers_updated += other.customers_updated;
        self.customers_unchanged += other.customers_unchanged;
    }

    /// The counts in words. A check has written nothing, so its customers are still to be created.
    pub fn in_words(&self, is_check: bool) -> String {
        let show = |count: u64| grouped(i128::from(count));
        let part = |count: u64, words: &str| match count {
            0 => String::new(),
            count => format!(", {} {words}", show(count)),
        };
        let joined = part(self.rows_joined, "belong to others");
        let left_out = part(self.rows_skipped, "left out by the mapping");
        let (created, updated) = if is_check {
            ("to be created", "to be updated")
        } else {
            ("created", "updated")
        };
        format!(
            "rows: {} read{joined}{left_out}, {} refused\n\
             facts: {} new, {} recorded before\n\
             customers: {} {created}, {} {updated}, {} unchanged",
            show(self.rows_read),
            show(self.rows_refused),
            show(self.facts_new),
            show(self.facts_duplicate),
            show(self.customers_created),
            show(self.customers_updated),
            show(self.customers_unchanged)
        )
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.in_words(false))
    }
}
