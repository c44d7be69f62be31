//! Rules that need nothing but what they are given, and what is said when they are broken.

use domain::fact::FactKey;
use domain::history::Flow;
use domain::money::Currency;

use crate::error::Error;

/// The sum of two flows; `None` if one of its numbers does not fit. A number at the limit was cut
/// there, so it does not fit either.
pub(super) fn checked_sum(a: &Flow, b: &Flow) -> Option<Flow> {
    let mut sum = Flow::default();
    for ((sum, a), b) in sum.0.iter_mut().zip(a.0).zip(b.0) {
        *sum = a
            .checked_add(b)
            .filter(|sum| i64::MIN < *sum && *sum < i64::MAX)?;
    }
    Some(sum)
}

/// Whether an amount has the currency of those it belongs to.
pub(super) fn same_currency(
    currency: Currency,
    mut others: impl Iterator<Item = Currency>,
) -> Result<(), Error> {
    match others.find(|other| *other != currency) {
        None => Ok(()),
        Some(expected) => Err(Error::CurrencyMismatch {
            currency: currency.code().to_owned(),
            expected_currency: expected.code().to_owned(),
        }),
    }
}

/// There is no such fact.
pub(super) fn not_found(key: &FactKey) -> Error {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = key.clone();
    Error::FactNotFound {
        customer_id,
        source,
        fact_id,
    }
}

/// The fact was retracted.
pub(super) fn retracted(key: &FactKey) -> Error {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = key.clone();
    Error::FactRetracted {
        customer_id,
        source,
        fact_id,
    }
}

/// The fact was told before with other content.
pub(super) fn conflict(key: &FactKey) -> Error {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = key.clone();
    Error::FactConflict {
        customer_id,
        source,
        fact_id,
    }
}
