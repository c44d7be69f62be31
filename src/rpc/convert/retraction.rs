//! Retractions of facts.

use domain::fact::Retraction;

use super::{
    check::{Check, Read},
    key::key,
    text::ID_MAX,
};
use crate::pb::v1 as pb;

const REASON_MAX: usize = 2_000;

/// Reads a retraction.
pub(crate) fn from_wire(check: &mut Check, wire: pb::Retraction) -> Read<Retraction> {
    let pb::Retraction {
        customer_id,
        source,
        fact_id,
        reason,
        author,
    } = wire;
    let key = key(check, customer_id, source, fact_id);
    let reason = check.required_words("reason", reason, REASON_MAX);
    let author = check.key("author", author, ID_MAX);
    Ok(Retraction {
        key: key?,
        reason: reason?,
        author: author?,
    })
}

/// A retraction in wire form.
pub(crate) fn to_wire(retraction: Retraction) -> pb::Retraction {
    let Retraction {
        key,
        reason,
        author,
    } = retraction;
    pb::Retraction {
        customer_id: key.customer_id,
        source: key.source,
        fact_id: key.fact_id,
        reason,
        author,
    }
}
