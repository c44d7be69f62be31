//! The rows that a batch will write. The items are judged one after another, without a statement.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event, Fact, FactKey, Referral, Retraction};
use domain::history::Flow;
use domain::time::{Month, Time};

use super::equal::EqualFact;
use super::existing::{Existing, ExistingFact};
use super::rule::{checked_sum, conflict, known_invoice, not_found, one_currency, retracted};
use super::{RecordBatch, RecordOutcome};
use crate::error::Error;
use crate::store::fact::invoice_of;

/// The rows that a batch will write.
pub(super) struct WriteSet<'b> {
    pub(super) existing: Existing,
    /// Customers that the lock created, and those of them that no accepted item needs.
    pub(super) created: BTreeSet<String>,
    pub(super) unneeded: BTreeSet<String>,
    pub(super) facts: Vec<NewFact<'b>>,
    /// The retractions, each with the recording that it retracts.
    pub(super) retractions: Vec<(&'b Retraction, i16)>,
    /// Ids that a recorded or retracted referral names as the referred customer.
    pub(super) referred: BTreeSet<String>,
    /// Ids whose merge is recorded or retracted, and those that they were merged into.
    pub(super) merged: BTreeSet<String>,
    /// Released invoice numbers.
    pub(super) freed: Vec<(String, String)>,
    pub(super) deltas: BTreeMap<(String, Month), Flow>,
    /// All customers whose answers change.
    pub(super) changed: BTreeSet<String>,
    pub(super) failures: Vec<(usize, Error)>,
    equal_facts: Vec<EqualFact>,
    duplicate_count: i32,
    first_retraction_times: Vec<Option<Time>>,
}

/// An amount added to a month of a customer.
type Delta = ((String, Month), Flow);

/// A fact to be written.
pub(super) struct NewFact<'b> {
    pub(super) fact: &'b Fact,
    pub(super) recording: i16,
    pub(super) content_hash: [u8; 32],
}

impl<'b> WriteSet<'b> {
    /// Judges every item of `batch`: retractions, then facts.
    pub(super) fn of(
        batch: &'b RecordBatch,
        existing: Existing,
        created: BTreeSet<String>,
    ) -> Result<Self, Error> {
        let mut write_set = Self {
            existing,
            unneeded: created.clone(),
            created,
            facts: Vec::new(),
            retractions: Vec::new(),
            referred: BTreeSet::new(),
            merged: BTreeSet::new(),
            freed: Vec::new(),
            deltas: BTreeMap::new(),
            changed: BTreeSet::new(),
            failures: Vec::new(),
            equal_facts: Vec::new(),
            duplicate_count: 0,
            first_retraction_times: Vec::new(),
        };
        let again = corrections(batch);
        for (index, retraction) in batch.retractions.iter().enumerate() {
            let judged = write_set.retract(retraction, again.get(&retraction.key));
            write_set
                .first_retraction_times
                .push(judged.as_ref().ok().copied().flatten());
            write_set.note(batch.facts.len() + index, judged.map(|_| ()))?;
        }
        for (index, fact) in batch.facts.iter().enumerate() {
            let judged = write_set.record(index, fact, batch.record_retracted_again);
            write_set.note(index, judged)?;
        }
        for customer_id in &write_set.unneeded {
            write_set.created.remove(customer_id);
        }
        write_set.changed.extend(write_set.created.iter().cloned());
        let merges = &write_set.existing.merges;
        let known_by = write_set
            .changed
            .iter()
            .map(|id| merges.head(id).to_owned());
        let known_by: Vec<String> = known_by.collect();
        write_set.changed.extend(known_by);
        Ok(write_set)
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.retractions.is_empty()
    }

    /// The outcome of the batch.
    pub(super) fn recorded(mut self, batch: &RecordBatch) -> RecordOutcome {
        self.failures.sort_by_key(|failure| failure.0);
        let failed_retractions = self
            .failures
            .iter()
            .filter(|item| item.0 >= batch.facts.len());
        let retracted = self.retractions.len();
        let duplicates = batch.retractions.len() - failed_retractions.count() - retracted;
        RecordOutcome {
            recorded_count: self.facts.len() as i32,
            duplicate_count: self.duplicate_count,
            retracted_count: retracted as i32,
            duplicate_retraction_count: duplicates as i32,
            created_customer_count: self.created.len() as i32,
            record_time: self.existing.record_time,
            first_retraction_times: self.first_retraction_times,
            equal_facts: self.equal_facts,
            failures: self.failures,
        }
    }

    /// Collects errors that the caller caused. An internal error ends the batch.
    fn note(&mut self, index: usize, judged: Result<(), Error>) -> Result<(), Error> {
        match judged {
            Ok(()) => Ok(()),
            Err(error @ (Error::Corrupt(_) | Error::Internal(_))) => Err(error),
            Err(error) => {
                self.failures.push((index, error));
                Ok(())
            }
        }
    }

    /// Judges a retraction. Returns the time of an earlier retraction of the fact, if there was one. A fact
    /// with the content `again`, with which the batch records it again, was corrected by this batch before.
    fn retract(
        &mut self,
        retraction: &'b Retraction,
        again: Option<&[u8; 32]>,
    ) -> Result<Option<Time>, Error> {
        let key = &retraction.key;
        let record_time = self.existing.record_time;
        if !self.existing.customers.contains(&key.customer_id) {
            return Err(not_found(key));
        }
        let Some(fact) = self.existing.facts.get_mut(key) else {
            return Err(not_found(key));
        };
        if let Some(first) = fact.retract_time {
            return Ok(Some(first));
        }
        if again.is_some_and(|content_hash| fact.content_hash == content_hash) {
            return Ok(None);
        }
        let recording = fact.recording;
        let Some(event) = fact.event.take() else {
            return Err(Error::Internal("a retracted fact was not read".to_owned()));
        };
        let sum = self.sum(key, event.occur_time, &Flow::of(&event.body).negative())?;
        self.deltas.extend(sum);
        if let Some(fact) = self.existing.facts.get_mut(key) {
            fact.retract_time = Some(record_time);
        }
        self.forget(&event)?;
        self.changed.insert(key.customer_id.clone());
        self.retractions.push((retraction, recording));
        Ok(None)
    }

    /// Removes a retracted fact from the known state.
    fn forget(&mut self, event: &Event) -> Result<(), Error> {
        let key = &event.key;
        let equals = &mut self.existing.equals;
        equals.forget(key, event.occur_time, &event.body)?;
        self.existing.numbered.forget(key, &event.body);
        if let Some((invoice_id, _)) = invoice_of(&event.body) {
            let number = (key.customer_id.clone(), invoice_id.to_owned());
            if let Some(receipts) = self.existing.receipts.get_mut(&number) {
                receipts.remove(key);
            }
            if self
                .existing
                .invoices
                .get(&number)
                .is_some_and(|(holder, _)| holder == key)
            {
                self.existing.invoices.remove(&number);
                self.freed.push(number);
            }
        }
        let Existing { merges, forest, .. } = &mut self.existing;
        match &event.body {
            Body::Referral(referral) => {
                let referred = &referral.referred_customer_id;
                forest.detach(merges.head(&key.customer_id), merges.head(referred));
                self.referred.insert(referred.clone());
                self.changed.insert(referred.clone());
            }
            Body::Merge(merge) => {
                self.changed
                    .insert(merges.head(&key.customer_id).to_owned());
                merges.remove(&key.customer_id);
                self.merged
                    .extend([key.customer_id.clone(), merge.into_customer_id.clone()]);
            }
            _ => {}
        }
        Ok(())
    }

    /// Judges the fact at `index`.
    fn record(&mut self, index: usize, fact: &'b Fact, again: bool) -> Result<(), Error> {
        let key = &fact.key;
        self.require(&key.customer_id)?;
        let content_hash = fact.content_hash();
        let mut recording = 1;
        if let Some(existing) = self.existing.facts.get(key) {
            if existing.retract_time.is_none() {
                if existing.content_hash != content_hash {
                    return Err(conflict(key));
                }
                self.duplicate_count += 1;
                return Ok(());
            }
            let next = existing.recording.checked_add(1).filter(|_| again);
            recording = next.ok_or_else(|| retracted(key))?;
        }
        if self.existing.numbered.is_recorded(fact)? {
            self.duplicate_count += 1;
            return Ok(());
        }
        if self.is_merged_already(fact) {
            self.duplicate_count += 1;
            return Ok(());
        }
        self.check_invoice(fact)?;
        let flow = Flow::of(&fact.body);
        let sum = self.sum(key, fact.occur_time, &flow)?;
        let equal = self.existing.equals.judge(index, fact)?;
        match &fact.body {
            Body::Referral(referral) => self.attach(&key.customer_id, referral)?,
            Body::Merge(merge) => self.merge(&key.customer_id, &merge.into_customer_id)?,
            _ => {}
        }
        self.equal_facts.extend(equal);
        self.deltas.extend(sum);
        self.learn(NewFact {
            fact,
            recording,
            content_hash,
        })
    }

    /// Adds an accepted fact to the known state.
    fn learn(&mut self, new: NewFact<'b>) -> Result<(), Error> {
        let fact = new.fact;
        let key = &fact.key;
        let record_time = self.existing.record_time;
        self.existing.equals.add(fact, record_time)?;
        self.existing
            .numbered
            .insert(key, fact.occur_time, &fact.body);
        let existing = ExistingFact {
            recording: new.recording,
            content_hash: new.content_hash.to_vec(),
            retract_time: None,
            event: None,
        };
        self.existing.facts.insert(key.clone(), existing);
        if let Some((invoice_id, Some(currency))) = invoice_of(&fact.body) {
            let number = (key.customer_id.clone(), invoice_id.to_owned());
            if matches!(fact.body, Body::Invoice(_)) {
                self.existing
                    .invoices
                    .insert(number, (key.clone(), currency));
            } else {
                self.existing
                    .receipts
                    .entry(number)
                    .or_default()
                    .insert(key.clone(), currency);
            }
        }
        self.unneeded.remove(&key.customer_id);
        self.changed.insert(key.customer_id.clone());
        self.facts.push(new);
        Ok(())
    }

    fn require(&self, customer_id: &str) -> Result<(), Error> {
        if self.existing.customers.contains(customer_id) {
            Ok(())
        } else {
            Err(Error::CustomerNotFound {
                customer_id: customer_id.to_owned(),
            })
        }
    }

    /// Checks that an invoice and everything received for it have one currency, and that the invoice of a
    /// fact without an amount is known.
    fn check_invoice(&self, fact: &Fact) -> Result<(), Error> {
        let Some((invoice_id, currency)) = invoice_of(&fact.body) else {
            return Ok(());
        };
        let number = (fact.key.customer_id.clone(), invoice_id.to_owned());
        let holder = self.existing.invoices.get(&number);
        let Some(currency) = currency else {
            return known_invoice(number, holder.is_some());
        };
        let invoice = holder.map(|(key, currency)| (key, currency));
        let receipts = self.existing.receipts.get(&number).into_iter().flatten();
        one_currency(&fact.body, currency, invoice.into_iter().chain(receipts))
    }

    /// Adds a referral to the forest.
    fn attach(&mut self, by: &str, referral: &Referral) -> Result<(), Error> {
        let referred = &referral.referred_customer_id;
        self.require(referred)?;
        let Existing { merges, forest, .. } = &mut self.existing;
        forest.attach(merges.head(by), merges.head(referred))?;
        self.unneeded.remove(referred);
        self.changed.insert(referred.clone());
        self.referred.insert(referred.clone());
        Ok(())
    }

    /// Whether `fact` records a merge that another fact has recorded before.
    fn is_merged_already(&self, fact: &Fact) -> bool {
        let into = self.existing.merges.merged_into(&fact.key.customer_id);
        matches!(&fact.body, Body::Merge(merge) if into == Some(merge.into_customer_id.as_str()))
    }

    /// Makes the customer `id` one with another.
    fn merge(&mut self, id: &str, into: &str) -> Result<(), Error> {
        self.require(into)?;
        let Existing { merges, forest, .. } = &mut self.existing;
        let (customer_id, into_customer_id) = (id.to_owned(), into.to_owned());
        if id == into {
            return Err(Error::SelfMerge { customer_id });
        }
        if let Some(before) = merges.merged_into(id) {
            return Err(Error::MergedBefore {
                customer_id,
                into_customer_id: before.to_owned(),
            });
        }
        let head = merges.head(into).to_owned();
        if head == id {
            return Err(Error::MergeCycle {
                customer_id,
                into_customer_id,
            });
        }
        forest.merge(id, &head)?;
        merges.insert(customer_id.clone(), into_customer_id.clone());
        self.merged.extend([customer_id, into_customer_id]);
        Ok(())
    }

    /// Adds `flow` to the batch's sum for its month. Returns the new sum, or `None` if `flow` is zero.
    /// Fails if the sum overflows.
    fn sum(&self, key: &FactKey, time: Time, flow: &Flow) -> Result<Option<Delta>, Error> {
        if flow.is_zero() {
            return Ok(None);
        }
        let overflow = || Error::AmountOverflow {
            customer_id: key.customer_id.clone(),
        };
        let at = (key.customer_id.clone(), Month::at(time));
        let delta = self.deltas.get(&at).copied().unwrap_or_default();
        let delta = checked_sum(&delta, flow).ok_or_else(overflow)?;
        if let Some(months) = &self.existing.months {
            let month = months.get(&at).copied().unwrap_or_default();
            checked_sum(&month, &delta).ok_or_else(overflow)?;
        }
        Ok(Some((at, delta)))
    }
}

/// The contents of facts that the batch retracts and records again under the same key.
fn corrections(batch: &RecordBatch) -> BTreeMap<&FactKey, [u8; 32]> {
    if !batch.record_retracted_again {
        return BTreeMap::new();
    }
    let retracted: BTreeSet<&FactKey> = batch.retractions.iter().map(|it| &it.key).collect();
    let facts = batch.facts.iter().rev();
    facts
        .filter(|fact| retracted.contains(&fact.key))
        .map(|fact| (&fact.key, fact.content_hash()))
        .collect()
}
