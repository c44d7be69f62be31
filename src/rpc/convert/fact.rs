//! Facts: their key, their times and their body.

use domain::{
    fact::{Body, Fact, FactKind},
    money::Currency,
    time::start_of,
    words,
};

use super::{
    body,
    check::{Check, Read},
    key::key,
    retraction, rule,
    text::ID_MAX,
    time::timestamp,
};
use crate::{pb::v1 as pb, store::StoredFact};

/// Reads a fact.
pub(crate) fn from_wire(check: &mut Check, wire: pb::Fact) -> Read<Fact> {
    let pb::Fact {
        customer_id,
        source,
        fact_id,
        occur_time,
        record_time: _,
        source_record_time,
        author,
        label,
        body,
    } = wire;
    let body = match body {
        Some(body) => body::from_wire(check, &customer_id, body),
        None => Err(check.violated("body", rule::REQUIRED, missing_body())),
    };
    let key = key(check, customer_id, source, fact_id);
    // A contract is often recorded before it begins, and occurs then if nothing says when it was signed.
    let begins = match &body {
        Ok(Body::Contract(contract)) => Some(start_of(contract.start_date)),
        _ => None,
    };
    let occur_time = check.occur_time("occur_time", occur_time, begins);
    let source_record_time = check.optional_past_time("source_record_time", source_record_time);
    let author = check.line("author", author, ID_MAX);
    let label = check.line("label", label, ID_MAX);
    Ok(Fact {
        key: key?,
        occur_time: occur_time?,
        source_record_time: source_record_time?,
        author: author?,
        label: label?,
        body: body?,
    })
}

/// The description for a fact without a body.
pub(super) fn missing_body() -> String {
    let kinds = FactKind::ALL.map(FactKind::name);
    format!("is required: set one of {}", words::list(&kinds))
}

/// A fact in wire form.
pub(crate) fn to_wire(stored: StoredFact, reporting_currency: Currency) -> pb::RecordedFact {
    let StoredFact {
        fact,
        recording: _,
        record_time,
        retraction,
    } = stored;
    let Fact {
        key,
        occur_time,
        source_record_time,
        author,
        label,
        body,
    } = fact;
    let fact = pb::Fact {
        customer_id: key.customer_id,
        source: key.source,
        fact_id: key.fact_id,
        occur_time: Some(timestamp(occur_time)),
        record_time: Some(timestamp(record_time)),
        source_record_time: source_record_time.map(timestamp),
        author,
        label,
        body: Some(body::to_wire(body, reporting_currency)),
    };
    let (retraction, retract_time) = retraction.unzip();
    pb::RecordedFact {
        fact: Some(fact),
        retraction: retraction.map(retraction::to_wire),
        retract_time: retract_time.map(timestamp),
    }
}
