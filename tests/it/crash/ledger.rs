//! A caller's record of the facts that it sent, and the comparison with the service.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use customer_quality::pb::v1::{Fact, fact::Body};

/// The source of all facts in a ledger.
pub(super) const SOURCE: &str = "ledger";

/// Customer and fact id.
pub(super) type Key = (String, String);

/// What the caller knows about a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The last call that told it has not been answered.
    Unknown,
    /// The service has said that it is recorded.
    Acknowledged,
    /// The service has said that it is not.
    Refused,
}

/// A purchase that was told.
#[derive(Clone, Copy, Debug)]
struct Entry {
    units: i64,
    fate: Fate,
}

/// Every fact that was ever told.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    entries: BTreeMap<Key, Entry>,
}

/// What the service holds: the purchases that it lists, and its sums of them by customer.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub(super) purchases: Vec<(Key, i64)>,
    pub(super) sums: BTreeMap<String, i64>,
}

/// Where ledger and service disagree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Findings {
    /// Acknowledged, and not there.
    pub(super) lost: BTreeSet<Key>,
    /// There more than once.
    pub(super) doubled: BTreeSet<Key>,
    /// There, though refused or never told.
    pub(super) strange: BTreeSet<Key>,
    /// There with another content than the acknowledged one.
    pub(super) changed: BTreeSet<Key>,
    /// Still without an answer.
    pub(super) unknown: BTreeSet<Key>,
    /// Customers whose sum is not that of the facts listed.
    pub(super) wrong_sums: BTreeSet<String>,
}

impl Ledger {
    /// Notes that facts are about to be told. What is known of one told before stays known.
    pub(super) fn tell(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.entries.entry(key(fact)).or_insert(Entry {
                units: units(fact),
                fate: Fate::Unknown,
            });
        }
    }

    /// Notes the answer to facts that were told together.
    pub(super) fn answer(&mut self, facts: &[Fact], fate: Fate) {
        for fact in facts {
            if let Some(entry) = self.entries.get_mut(&key(fact))
                && entry.fate != Fate::Acknowledged
            {
                entry.fate = fate;
            }
        }
    }

    /// How many facts have this fate.
    pub(super) fn count(&self, fate: Fate) -> usize {
        let has = |entry: &&Entry| entry.fate == fate;
        self.entries.values().filter(has).count()
    }

    /// An acknowledged fact at or after a key, if there is one.
    pub(super) fn acknowledged_after(&self, customer_id: &str) -> Option<(Key, i64)> {
        let from = (customer_id.to_owned(), String::new());
        let mut entries = self.entries.range(from..);
        let (key, entry) = entries.find(|(_, entry)| entry.fate == Fate::Acknowledged)?;
        Some((key.clone(), entry.units))
    }

    /// Compares what is known with what the service holds.
    pub(super) fn check(&self, held: &Held) -> Findings {
        let mut findings = Findings::default();
        let mut listed: BTreeMap<&Key, i64> = BTreeMap::new();
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (key, units) in &held.purchases {
            *sums.entry(key.0.clone()).or_default() += units;
            if listed.insert(key, *units).is_some() {
                findings.doubled.insert(key.clone());
            }
            let entry = self.entries.get(key);
            if entry.is_none_or(|entry| entry.fate == Fate::Refused) {
                findings.strange.insert(key.clone());
            } else if entry.is_some_and(|entry| entry.units != *units) {
                findings.changed.insert(key.clone());
            }
        }
        for (key, entry) in &self.entries {
            if entry.fate == Fate::Unknown {
                findings.unknown.insert(key.clone());
            }
            if entry.fate == Fate::Acknowledged && !listed.contains_key(key) {
                findings.lost.insert(key.clone());
            }
        }
        let customers: BTreeSet<&String> = sums.keys().chain(held.sums.keys()).collect();
        let sum = |of: &BTreeMap<String, i64>, id| of.get(id).copied().unwrap_or(0);
        let wrong = customers
            .into_iter()
            .filter(|id| sum(&sums, *id) != sum(&held.sums, *id));
        findings.wrong_sums = wrong.cloned().collect();
        findings
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} lost, {} doubled, {} strange, {} changed, {} unknown, {} sums wrong",
            self.lost.len(),
            self.doubled.len(),
            self.strange.len(),
            self.changed.len(),
            self.unknown.len(),
            self.wrong_sums.len()
        )
    }
}

/// The key of a fact.
pub(super) fn key(fact: &Fact) -> Key {
    (fact.customer_id.clone(), fact.fact_id.clone())
}

/// The whole units of a purchase.
pub(super) fn units(fact: &Fact) -> i64 {
    match &fact.body {
        Some(Body::Purchase(purchase)) => purchase.amount.as_ref().map_or(0, |it| it.units),
        _ => 0,
    }
}
