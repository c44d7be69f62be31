//! The outcome of batches: what was taken, what was refused and why.

use std::collections::BTreeMap;

use tonic::Status;

use crate::{
    explain::{self, Refusal},
    import::{
        bundle::{Bundle, Part},
        refused::RefusedRow,
        tally::Tally,
    },
};
use client::pb::v1::Fact;

/// The rule by which the service refuses a fact that equals one of another label.
const EQUAL: &str = "EQUAL_FACT_RECORDED";
/// The rule for an item that waits because another item of its row is refused.
pub(super) const ROW_REFUSED: &str = "ROW_REFUSED";

/// The outcome of a batch.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The counts.
    pub tally: Tally,
    /// The refused items.
    pub refused: Vec<RefusedRow>,
    /// The facts that were taken.
    pub facts: Vec<Part<Fact>>,
    /// The lines of taken facts that equal facts of another label, with that label.
    pub equal: Vec<(u64, String)>,
}

/// The service's answer to a batch. Items are numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) tally: Tally,
    pub(super) failures: BTreeMap<usize, Vec<Refusal>>,
    /// The items that equal facts of another label, with that label.
    pub(super) equal: Vec<(usize, String)>,
}

impl Outcome {
    /// Adds the outcome of another batch.
    pub fn add(&mut self, other: Self) {
        self.tally.add(other.tally);
        self.refused.extend(other.refused);
        self.facts.extend(other.facts);
        self.equal.extend(other.equal);
    }

    /// Takes the items of a batch that the service took.
    pub(super) fn take<T>(
        &mut self,
        batch: Vec<Bundle<T>>,
        reply: Reply,
        taken: &mut Vec<Part<T>>,
    ) {
        self.tally.add(reply.tally);
        let mut failures = reply.failures;
        let mut equal: BTreeMap<usize, String> = reply.equal.into_iter().collect();
        let parts = batch.into_iter().flat_map(|bundle| bundle.parts);
        for (index, part) in parts.enumerate() {
            if let Some(label) = equal.remove(&index) {
                self.equal.push((part.origin.line, label));
            }
            match failures.remove(&index) {
                Some(refusals) => self.refuse(&part, refusals),
                None => taken.push(part),
            }
        }
    }

    /// Refuses an item.
    pub(super) fn refuse<T>(&mut self, part: &Part<T>, refusals: Vec<Refusal>) {
        let rows = refusals.into_iter().map(|refusal| {
            let field = split_path(&refusal.field).map_or(refusal.field.as_str(), |(_, rest)| rest);
            let refusal = Refusal {
                field: field.to_owned(),
                ..refusal
            };
            RefusedRow {
                origin: part.origin.clone(),
                refusal,
            }
        });
        self.refused.extend(rows);
    }

    /// Refuses a row because of some of its items. The others wait for its correction.
    fn refuse_row<T>(&mut self, bundle: &Bundle<T>, failures: Vec<Option<Vec<Refusal>>>) {
        let place = failures.iter().position(Option::is_some);
        let bad = place.and_then(|place| bundle.parts.get(place));
        let bad = bad.map_or("", |part| part.origin.item.as_str());
        for (part, refusals) in bundle.parts.iter().zip(failures) {
            self.refuse(part, refusals.unwrap_or_else(|| vec![held(bad)]));
        }
    }

    /// Refuses the rows that have a failing item. Returns the remaining batches in reverse order of sending.
    ///
    /// In a row with an invoice, a fact that equals one of another label is the fact of that delivery and
    /// counts as recorded before: it goes to `known`. Other rows may be equal by chance, so they go in a batch
    /// of their own, where they are reported only. Without `known` all of them are refused.
    pub(super) fn without_failures<T>(
        &mut self,
        batch: Vec<Bundle<T>>,
        mut failures: BTreeMap<usize, Vec<Refusal>>,
        known: Option<&mut Vec<Part<T>>>,
    ) -> Vec<Vec<Bundle<T>>> {
        let (mut kept, mut by_chance, mut known) = (vec![], vec![], known);
        let mut index = 0;
        for bundle in batch {
            let end = index + bundle.parts.len();
            let own: Vec<_> = (index..end).map(|at| failures.remove(&at)).collect();
            index = end;
            let is_equal = |refusals: &Vec<Refusal>| refusals.iter().all(|it| it.rule == EQUAL);
            let known = known
                .as_mut()
                .filter(|_| own.iter().flatten().all(is_equal));
            match known {
                _ if own.iter().all(Option::is_none) => kept.push(bundle),
                None => self.refuse_row(&bundle, own),
                Some(_) if !bundle.is_numbered => by_chance.push(bundle),
                Some(known) => kept.extend(self.without_equal(bundle, &own, known)),
            }
        }
        vec![by_chance, kept]
    }

    /// Leaves the equal facts of a row out. They count as recorded before. None if nothing is left.
    fn without_equal<T>(
        &mut self,
        bundle: Bundle<T>,
        failures: &[Option<Vec<Refusal>>],
        known: &mut Vec<Part<T>>,
    ) -> Option<Bundle<T>> {
        let mut kept = vec![];
        for (part, failure) in bundle.parts.into_iter().zip(failures) {
            if failure.is_none() {
                kept.push(part);
                continue;
            }
            self.tally.facts_duplicate += 1;
            self.tally.facts_equal_left_out += 1;
            known.push(part);
        }
        (!kept.is_empty()).then_some(Bundle {
            parts: kept,
            is_numbered: bundle.is_numbered,
        })
    }

    /// Refuses the rows of the items that the error names. Returns the remaining batches in reverse order of
    /// sending.
    pub(super) fn without_the_bad<T>(
        &mut self,
        mut batch: Vec<Bundle<T>>,
        status: &Status,
    ) -> Vec<Vec<Bundle<T>>> {
        let refusals = explain::refusals(status);
        let mut named: BTreeMap<usize, Vec<Refusal>> = BTreeMap::new();
        for refusal in &refusals {
            if let Some((index, _)) = split_path(&refusal.field) {
                named.entry(index).or_default().push(refusal.clone());
            }
        }
        let items: usize = batch.iter().map(|bundle| bundle.parts.len()).sum();
        named.retain(|index, _| *index < items);
        if !named.is_empty() {
            return self.without_failures(batch, named, None);
        }
        if let [bundle] = batch.as_slice() {
            let first = std::iter::once(Some(refusals));
            let others = std::iter::repeat_with(|| None).take(bundle.parts.len() - 1);
            self.refuse_row(bundle, first.chain(others).collect());
            return vec![];
        }
        let second = batch.split_off(batch.len() / 2);
        vec![second, batch]
    }
}

/// The refusal of an item that waits because another item of its row is refused.
pub(super) fn held(bad: &str) -> Refusal {
    let bad = bad.replace('_', " ");
    let remedy = format!(
        "the {bad} of this row is refused: correct it and import the file again, and the whole row is \
         recorded"
    );
    Refusal::new("", ROW_REFUSED, remedy)
}

/// Splits a path: `facts[17].invoice.amount` is `invoice.amount` of item 17.
fn split_path(path: &str) -> Option<(usize, &str)> {
    let (list, rest) = path.split_once('[')?;
    let (index, rest) = rest.split_once(']')?;
    let known = matches!(list, "facts" | "customers");
    known.then_some((index.parse().ok()?, rest.trim_start_matches('.')))
}
