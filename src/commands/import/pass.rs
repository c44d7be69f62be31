//! One pass of an import over a file: the items in flight, and the record of sent and refused ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use crate::{
    failure::Failure,
    import::{
        batcher::{Batcher, Limits},
        bundle::Part,
        hash::hash,
        interrupt::Interrupt,
        item::{CustomerRow, Item},
        names_of_ids::NamesOfIds,
        outcome::Outcome,
        refused::{RefusedFile, RefusedRow},
        report::Report,
        source::Source,
        tally::Tally,
    },
};
use client::pb::v1::Customer;

/// The remedy for a fact that was taken back.
const AGAIN: &str = "this fact was taken back; to record it again, import the file with --again";

/// The remedy for a fact whose id has another content.
const CONFLICT: &str = "a fact with this id is recorded with other content: if rows of the file moved, put them back \
                        and add new ones at the end; if it was corrected, take the import back with --undo and \
                        import it with --again";

/// The items sent so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// A hash of each customer's last sent content, so that the same content is not sent again.
    pub(super) customers: BTreeMap<u64, u64>,
    /// The names that ids have.
    pub(super) names: NamesOfIds,
    /// New customers that rows of facts only name, by id. Their names wait until a fact of them is recorded.
    pub(super) waiting: BTreeMap<String, Part<CustomerRow>>,
    /// The waiting customers of whom a fact is recorded.
    pub(super) to_name: Vec<Part<CustomerRow>>,
    /// Records with a refused customer.
    pub(super) refused: BTreeSet<(usize, u64)>,
}

/// The progress of an import.
pub(super) struct State<'i> {
    pub(super) seen: Seen,
    pub(super) tally: Tally,
    pub(super) report: Report,
    /// Today, counted in days from 1970.
    pub(super) today: i64,
    pub(super) interrupt: &'i mut Interrupt,
}

/// A file during one pass.
pub(super) struct FilePass<'a> {
    pub(super) at: usize,
    pub(super) source: &'a Source,
    pub(super) refused: &'a mut RefusedFile,
    pub(super) wanted: fn(&Item) -> bool,
}

impl FilePass<'_> {
    /// Whether this is the pass that sends facts.
    pub(super) fn is_of_facts(&self) -> bool {
        (self.wanted)(&Item::Fact(Box::default()))
    }

    /// Counts the recorded items and writes the refused ones, in the order of the file.
    pub(super) fn record(
        &mut self,
        sending: &mut Sending<'_>,
        state: &mut State<'_>,
    ) -> Result<(), Failure> {
        sending.count(state);
        let mut refused = mem::take(&mut sending.outcome.refused);
        for row in &mut refused {
            let remedy = match row.refusal.rule.as_str() {
                "FACT_RETRACTED" => AGAIN,
                "FACT_CONFLICT" => CONFLICT,
                _ => continue,
            };
            remedy.clone_into(&mut row.refusal.remedy);
        }
        state.tally.rows_refused += self.newly_refused(&refused, &state.seen);
        self.refused.write(&self.source.name, refused)
    }

    /// The number of records that are refused for the first time.
    fn newly_refused(&self, rows: &[RefusedRow], seen: &Seen) -> u64 {
        let customers = !self.is_of_facts();
        let records: BTreeSet<u64> = rows.iter().map(|row| row.origin.record).collect();
        let known = |record: &&u64| !customers && seen.refused.contains(&(self.at, **record));
        (records.len() - records.iter().filter(known).count()) as u64
    }
}

/// The items in flight.
pub(super) struct Sending<'c> {
    /// The name of the file.
    pub(super) file: &'c str,
    /// The customers collected for the next calls, by the fields that they fill.
    pub(super) customers: Vec<Vec<Part<CustomerRow>>>,
    pub(super) batcher: Batcher<'c>,
    /// The outcome so far. Its refused rows are not written yet.
    pub(super) outcome: Outcome,
}

impl Sending<'_> {
    /// Adds the latest outcome to the counts.
    pub(super) fn count(&mut self, state: &mut State<'_>) {
        self.outcome.add(mem::take(&mut self.batcher.outcome));
        state.tally.add(mem::take(&mut self.outcome.tally));
        for part in self.outcome.facts.drain(..) {
            if let Some(named) = state.seen.waiting.remove(&part.thing.customer_id) {
                let Customer {
                    customer_id, name, ..
                } = &named.thing.customer;
                state.report.people.take(customer_id, name);
                state.seen.to_name.push(named);
            }
            state.report.take(&part, self.file, state.today);
        }
        for (line, label) in self.outcome.equal.drain(..) {
            state.report.take_equal(label, self.file, line);
        }
    }

    /// The number of refused rows that are not written yet.
    pub(super) fn refused_count(&self) -> usize {
        self.outcome.refused.len() + self.batcher.outcome.refused.len()
    }

    /// Takes a customer. Returns the customer if the collected ones must be sent first.
    pub(super) fn push_customer(
        &mut self,
        part: Part<CustomerRow>,
        limits: Limits,
        seen: &mut Seen,
    ) -> Option<Part<CustomerRow>> {
        let row = &part.thing;
        let (id, content) = (hash(&row.customer.customer_id), hash(&format!("{row:?}")));
        if seen.customers.get(&id) == Some(&content) {
            return None;
        }
        let same = |other: &Part<CustomerRow>| {
            other.thing.customer.customer_id == row.customer.customer_id
        };
        let goes_with =
            |other: &CustomerRow| (&other.mask, other.with_fact) == (&row.mask, row.with_fact);
        let group = self.customers.iter().position(|group| {
            let first = group.first();
            first.is_some_and(|first| goes_with(&first.thing))
        });
        let all = || self.customers.iter().flatten();
        if all().count() >= limits.items || all().any(same) {
            return Some(part);
        }
        seen.customers.insert(id, content);
        match group {
            Some(group) => self.customers[group].push(part),
            None => self.customers.push(vec![part]),
        }
        None
    }
}
