//! Rows that say the same as a row before, so that a fact would be counted twice, or not at all without a word.

use std::{collections::BTreeMap, mem};

use client::pb::v1::Fact;
use prost::Message as _;

use crate::{
    explain::Refusal,
    import::{bundle::number_of, hash::hash, record::Record},
};

/// The rows of a file so far. Of each it keeps only numbers.
#[derive(Debug, Default)]
pub(super) struct Twice {
    /// The line and the number of the record that has a content.
    seen: BTreeMap<u64, (u64, u64)>,
    /// The contents of the row that is being decided.
    pending: Vec<u64>,
}

impl Twice {
    /// Refuses a fact whose id, which a mapping made of columns, is that of a row before.
    pub(super) fn fact(&mut self, fact: &Fact, record: &Record) -> Result<(), Refusal> {
        let key = hash(&(&fact.customer_id, &fact.source, &fact.fact_id));
        let Some(first) = self.first(key, record) else {
            return Ok(());
        };
        let remedy = format!(
            "{first} has the same id `{}`, so this row would not be counted: leave it out, or, if both happened, \
             give the mapping one more column that tells them apart",
            fact.fact_id
        );
        Err(Refusal::new("fact_id", "ID_TWICE", remedy))
    }

    /// Refuses a row of an invoice or a contract with other facts that says the same as a row before. The number
    /// shows that the invoice is the same, but a payment beside it would count twice. The facts have no id, unless
    /// the file gives one.
    pub(super) fn row(&mut self, facts: &[Fact], record: &Record) -> Result<(), Refusal> {
        let number = facts.iter().find_map(number_of);
        let Some((kind, number)) = number.filter(|_| facts.len() > 1) else {
            return Ok(());
        };
        let contents: Vec<Vec<u8>> = facts.iter().map(Fact::encode_to_vec).collect();
        let Some(first) = self.first(hash(&contents), record) else {
            return Ok(());
        };
        let remedy = format!(
            "{first} says the same of {kind} `{number}`: leave this row out, or, if the rest happened twice, write \
             it as a row of its own"
        );
        Err(Refusal::new("", "ROW_TWICE", remedy))
    }

    /// Where a content stands that was taken before. Otherwise it waits for the decision about this row.
    fn first(&mut self, key: u64, record: &Record) -> Option<String> {
        let Some((line, number)) = self.seen.get(&key) else {
            self.pending.push(key);
            return None;
        };
        Some(if *line == record.line {
            format!("record {number} on this line")
        } else {
            format!("the row on line {line}")
        })
    }

    /// Records whether the row is taken.
    pub(super) fn decide(&mut self, is_taken: bool, record: &Record) {
        let pending = mem::take(&mut self.pending).into_iter();
        let place = (record.line, record.number);
        self.seen
            .extend(pending.filter(|_| is_taken).map(|key| (key, place)));
    }
}
