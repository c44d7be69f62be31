//! Rules that need nothing but what they are given, and what is said when they are broken.

use domain::fact::{Body, FactKey};
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

/// Whether a payment or credit note has its invoice's currency.
pub(super) fn same_currency(currency: Currency, expected: Currency) -> Result<(), Error> {
    if currency == expected {
        return Ok(());
    }
    Err(Error::CurrencyMismatch {
        currency: currency.code().to_owned(),
        expected_currency: expected.code().to_owned(),
    })
}

/// Whether an amount has the currency of all that was received for its invoice before. If not, what was
/// recorded first may as well be the wrong one, so it is named.
pub(super) fn one_currency<'r>(
    body: &Body,
    currency: Currency,
    mut receipts: impl Iterator<Item = (&'r FactKey, &'r Currency)>,
) -> Result<(), Error> {
    let Some((key, expected)) = receipts.find(|(_, other)| **other != currency) else {
        return Ok(());
    };
    let mismatch = Error::ReceiptCurrency {
        currency: currency.code().to_owned(),
        expected_currency: expected.code().to_owned(),
        source: key.source.clone(),
        fact_id: key.fact_id.clone(),
    };
    Err(mismatch.in_field(match body {
        Body::Invoice(_) => "invoice.amount",
        Body::CreditNote(_) => "credit_note.amount",
        _ => "payment.amount",
    }))
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

/// The fact was recorded before with other content.
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
