//! The items of one row of a file. They are recorded together or not at all.

use client::pb::v1::{Fact, fact::Body};

use crate::import::refused::Origin;

/// An item to send, with its place in a file.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// The item.
    pub thing: T,
    /// Its place.
    pub origin: Origin,
}

/// The items of one row.
#[derive(Clone, Debug)]
pub struct Bundle<T> {
    /// The items, at least one.
    pub parts: Vec<Part<T>>,
    /// Whether it has an invoice or a contract besides other items. The number of these shows whether the
    /// row was delivered before.
    pub is_numbered: bool,
}

impl<T> Bundle<T> {
    /// A row of one item.
    pub fn of_one(part: Part<T>) -> Self {
        Self {
            parts: vec![part],
            is_numbered: false,
        }
    }
}

impl Bundle<Fact> {
    /// The facts of a row.
    pub fn of_facts(parts: Vec<Part<Fact>>) -> Self {
        let has_number = |part: &Part<Fact>| number_of(&part.thing).is_some();
        Self {
            is_numbered: parts.len() > 1 && parts.iter().any(has_number),
            parts,
        }
    }

    /// The customer of all its facts. None if it concerns several customers.
    pub fn only_customer(&self) -> Option<&str> {
        let mut ids = self.parts.iter().flat_map(|part| customers_of(&part.thing));
        let first = ids.next()?;
        ids.all(|id| id == first).then_some(first)
    }
}

/// The kind and the number by which the service knows a fact.
pub(super) fn number_of(fact: &Fact) -> Option<(&'static str, &str)> {
    match &fact.body {
        Some(Body::Invoice(invoice)) => Some(("invoice", &invoice.invoice_id)),
        Some(Body::Contract(contract)) => Some(("contract", &contract.contract_id)),
        _ => None,
    }
}

/// The customers that a fact names.
pub fn customers_of(fact: &Fact) -> impl Iterator<Item = &str> {
    let other = match &fact.body {
        Some(Body::Referral(referral)) => Some(referral.referred_customer_id.as_str()),
        Some(Body::Merge(merge)) => Some(merge.into_customer_id.as_str()),
        _ => None,
    };
    std::iter::once(fact.customer_id.as_str()).chain(other)
}
