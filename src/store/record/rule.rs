//! Rules that depend only on their arguments, and their errors.

use domain::fact::{Body, FactKey};
use domain::history::Flow;
use domain::money::Currency;

use crate::error::Error;

/// The sum of two flows; `None` if one of its numbers overflows. A number at the limit counts as an
/// overflow too, because a larger number is cut to the limit.
pub(super) fn checked_sum(a: &Flow, b: &Flow) -> Option<Flow> {
    let mut sum = Flow::default();
    for ((sum, a), b) in sum.0.iter_mut().zip(a.0).zip(b.0) {
        *sum = a
            .checked_add(b)
            .filter(|sum| i64::MIN < *sum && *sum < i64::MAX)?;
    }
    Some(sum)
}

/// Checks that the customer has the invoice that a fact without an amount concerns.
pub(super) fn known_invoice(number: (String, String), is_known: bool) -> Result<(), Error> {
    let (customer_id, invoice_id) = number;
    if is_known {
        return Ok(());
    }
    Err(Error::InvoiceNotFound {
        customer_id,
        invoice_id,
    })
}

/// Checks that an amount has the same currency as the facts about its invoice that were recorded before. The
/// error names the earlier fact, because that one may be wrong.
pub(super) fn one_currency<'r>(
    body: &Body,
    currency: Currency,
    mut earlier: impl Iterator<Item = (&'r FactKey, &'r Currency)>,
) -> Result<(), Error> {
    let Some((key, expected)) = earlier.find(|(_, other)| **other != currency) else {
        return Ok(());
    };
    Err(Error::ReceiptCurrency {
        currency: currency.code().to_owned(),
        expected_currency: expected.code().to_owned(),
        source: key.source.clone(),
        fact_id: key.fact_id.clone(),
        kind: body.kind(),
    })
}

/// The error for a fact that does not exist.
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

/// The error for a fact that was retracted.
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

/// The error for a fact that was recorded before with other content.
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
