//! Customers with their facts, ready to be sent.
use super::{Shift, business, cdnow, stories};
use crate::pb::google_type::Money;
use crate::pb::v1::{Customer, Fact};

/// Customers and what happened with them. Facts stand together by customer, within one in order of
/// telling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// The customers, each once.
    pub customers: Vec<Customer>,
    /// Their facts.
    pub facts: Vec<Fact>,
}

impl Dataset {
    /// Adds another data set.
    pub fn extend(&mut self, other: Self) {
        self.customers.extend(other.customers);
        self.facts.extend(other.facts);
    }
}

/// The embedded purchases cannot be read: cannot happen to a file that passed the tests.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record} of the purchases cannot be read: `{text}`")]
pub struct InvalidFixture {
    /// The record, counted from 1.
    pub record: usize,
    /// What stands there.
    pub text: String,
}

/// The whole demonstration: stories, service business and purchases.
///
/// # Errors
/// If the embedded purchases cannot be read.
pub fn everything(shift: Shift) -> Result<Dataset, InvalidFixture> {
    let mut all = stories::dataset(shift);
    all.extend(business::dataset(business::SEED, shift));
    all.extend(cdnow::dataset(shift)?);
    Ok(all)
}

/// An amount in the currency of the demonstration.
pub(super) fn money(cents: i64) -> Money {
    Money {
        currency_code: super::CURRENCY.to_owned(),
        units: cents / 100,
        nanos: (cents % 100) as i32 * 10_000_000,
    }
}
