//! What identifies a fact.

use domain::fact::FactKey;

use super::check::{Check, Read};

/// Reads the key that identifies a fact.
pub(super) fn key(
    check: &mut Check,
    customer_id: String,
    source: String,
    fact_id: String,
) -> Read<FactKey> {
    let customer_id = check.id("customer_id", customer_id);
    let source = check.id("source", source);
    let fact_id = check.id("fact_id", fact_id);
    Ok(FactKey {
        customer_id: customer_id?,
        source: source?,
        fact_id: fact_id?,
    })
}
