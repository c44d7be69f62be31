//! Compares stored derived rows with those that the facts give, row by row, in words for the operator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use domain::fact::FactKey;
use domain::history::Flow;

use super::derived::{Both, Derived, Holder};
use crate::store::month::MONTH_SUMS;
use crate::store::record::referrals::Counted;

/// A derived row that differs from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The customer whose facts it is derived from.
    pub customer_id: String,
    /// The row, in words.
    pub row: String,
    /// The stored row; `None` if there is none.
    pub stored: Option<String>,
    /// The row that the facts give; `None` if they give none.
    pub by_facts: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
        let Self {
            customer_id,
            row,
            stored,
            by_facts,
        } = self;
        let (stored, by_facts) = (text(stored), text(by_facts));
        write!(
            out,
            "customer `{customer_id}`, {row}: stored {stored}; by the facts {by_facts}"
        )
    }
}

impl Both {
    /// The differences between the two.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let nothing = Derived::default();
        let mut differences = Vec::new();
        for id in self.customers() {
            let stored = self.stored.get(id).unwrap_or(&nothing);
            let folded = self.folded.get(id).unwrap_or(&nothing);
            compare(id, stored, folded, &mut differences);
        }
        differences
    }

    /// The customers with a difference.
    pub(super) fn wrong(&self) -> BTreeSet<String> {
        let differences = self.differences().into_iter();
        differences.map(|it| it.customer_id).collect()
    }
}

/// Adds the differences between `stored` and `folded` of one customer.
fn compare(
    customer_id: &str,
    stored: &Derived,
    folded: &Derived,
    differences: &mut Vec<Difference>,
) {
    let mut note = |row: String, stored: Option<String>, by_facts: Option<String>| {
        let customer_id = customer_id.to_owned();
        differences.push(Difference {
            customer_id,
            row,
            stored,
            by_facts,
        });
    };
    each(&stored.months, &folded.months, |month, stored, by_facts| {
        let row = format!("month {}", month.first_day().format("%Y-%m"));
        let of = |one: Option<&Flow>, other: Option<&Flow>| one.map(|one| sums(one, other));
        note(row, of(stored, by_facts), of(by_facts, stored));
    });
    each(
        &stored.invoices,
        &folded.invoices,
        |number, stored, by_facts| {
            let row = format!("invoice number `{number}`");
            note(row, stored.map(holder), by_facts.map(holder));
        },
    );
    each(
        &stored.referrals,
        &folded.referrals,
        |id, stored, by_facts| {
            let row = format!("referral of `{id}`");
            note(row, stored.map(referred), by_facts.map(referred));
        },
    );
}

/// Calls `note` for every key whose values differ.
fn each<K: Ord, V: PartialEq>(
    stored: &BTreeMap<K, V>,
    folded: &BTreeMap<K, V>,
    mut note: impl FnMut(&K, Option<&V>, Option<&V>),
) {
    let keys: BTreeSet<&K> = stored.keys().chain(folded.keys()).collect();
    for key in keys {
        let (stored, folded) = (stored.get(key), folded.get(key));
        if stored != folded {
            note(key, stored, folded);
        }
    }
}

/// The sums of `one` that differ from those of `other`.
fn sums(one: &Flow, other: Option<&Flow>) -> String {
    let other = other.copied().unwrap_or_default();
    let differing = MONTH_SUMS.iter().zip(one.0).zip(other.0);
    let differing = differing.filter(|((_, one), other)| one != other);
    let texts: Vec<String> = differing
        .map(|((name, sum), _)| format!("{name} {sum}"))
        .collect();
    texts.join(", ")
}

fn holder(holder: &Holder) -> String {
    let Holder { key, currency } = holder;
    format!("{} in {currency}", fact(key))
}

fn referred(referred: &Counted) -> String {
    let Counted {
        referrer,
        referred: _,
        key,
        occur_time,
        would_have_come_anyway_bps,
    } = referred;
    let chance = match would_have_come_anyway_bps {
        Some(bps) => format!("{bps} basis points that they would have come anyway"),
        None => "no chance given that they would have come anyway".to_owned(),
    };
    let time = occur_time.to_rfc3339();
    let by = if *referrer == key.customer_id {
        String::new()
    } else {
        format!(" by `{referrer}`")
    };
    format!("{} at {time}{by}, {chance}", fact(key))
}

fn fact(key: &FactKey) -> String {
    let FactKey {
        customer_id: _,
        source,
        fact_id,
    } = key;
    format!("fact `{fact_id}` from `{source}`")
}
