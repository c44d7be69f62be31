//! Counts what an import did.

use std::fmt;

use serde::Serialize;

use crate::amount::grouped;

/// What an import did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Records read.
    pub rows_read: u64,
    /// Records that a mapping leaves out.
    pub rows_skipped: u64,
    /// Records of which something was refused.
    pub rows_refused: u64,
    /// Facts that were new.
    pub facts_new: u64,
    /// Facts told before.
    pub facts_duplicate: u64,
    /// Customers that were new.
    pub customers_created: u64,
    /// Customers that were known and changed.
    pub customers_updated: u64,
    /// Customers that were known and just the same.
    pub customers_unchanged: u64,
}

impl Tally {
    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.rows_read += other.rows_read;
        self.rows_skipped += other.rows_skipped;
        self.rows_refused += other.rows_refused;
        self.facts_new += other.facts_new;
        self.facts_duplicate += other.facts_duplicate;
        self.customers_created += other.customers_created;
        self.customers_updated += other.customers_updated;
        self.customers_unchanged += other.customers_unchanged;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |count: u64| grouped(i128::from(count));
        write!(out, "rows: {} read", show(self.rows_read))?;
        if self.rows_skipped > 0 {
            write!(out, ", {} left out by the mapping", show(self.rows_skipped))?;
        }
        writeln!(out, ", {} refused", show(self.rows_refused))?;
        writeln!(
            out,
            "facts: {} new, {} told before",
            show(self.facts_new),
            show(self.facts_duplicate)
        )?;
        write!(
            out,
            "customers: {} created, {} updated, {} unchanged",
            show(self.customers_created),
            show(self.customers_updated),
            show(self.customers_unchanged)
        )
    }
}
