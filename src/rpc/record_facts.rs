//! `RecordFacts`: records facts and retractions in one transaction. Faults that can be found without the
//! store are found first, so that a batch that such a fault fails never reaches the store.

use domain::fact::{Fact, Retraction};
use tonic::Request;

use super::{
    Service,
    convert::{
        Check, Terms, check::together, fact, retraction, rule, text::ID_MAX, time::timestamp,
    },
    status::item_status,
};
use crate::{
    error::Error,
    measures::Outcome,
    pb::v1 as pb,
    store::{EqualFact, EqualFacts, RecordBatch},
};

pub(super) async fn answer(
    service: &Service,
    request: Request<pb::RecordFactsRequest>,
) -> Result<pb::RecordFactsResponse, Error> {
    let budget = service.budget(&request);
    let pb::RecordFactsRequest {
        facts,
        retractions,
        create_missing_customers,
        allow_partial_success,
        validate_only,
        equal_facts,
        record_retracted_again,
    } = request.into_inner();
    let equal_facts = self::equal_facts(service.check(), equal_facts)?;
    // Counts only the facts that never reach the store. The store counts the others.
    let refused = |count: usize| {
        let count = if validate_only { 0 } else { count };
        service.store.measures().facts(Outcome::Refused, count);
    };
    let fact_count = facts.len();
    let fit = service.limits.facts_fit(fact_count + retractions.len());
    fit.inspect_err(|_| refused(fact_count))?;
    let items = Items::of(&facts, &retractions);
    let decoded = decode(service.terms(), facts, retractions);
    if !allow_partial_success {
        let errors = decoded.failures.iter().map(|(_, error)| error.clone());
        let sound = together(errors).map_or(Ok(()), Err);
        sound.inspect_err(|_| refused(fact_count))?;
    }
    refused(fact_count - decoded.facts.len());
    let Decoded {
        facts,
        retractions,
        places,
        mut failures,
    } = decoded;

    let batch = RecordBatch {
        facts,
        retractions,
        create_missing_customers,
        allow_partial_success,
        validate_only,
        equal_facts,
        record_retracted_again,
    };
    let recorded = service.store.record(batch, budget).await;
    let recorded = recorded.map_err(|error| match error {
        Error::AtPlace { place, error } => items.located(*error, place),
        error => error,
    })?;

    failures.extend(recorded.failures.into_iter().filter_map(|(sent, error)| {
        let place = *places.get(sent)?;
        Some((place, items.located(error, place)))
    }));
    failures.sort_by_key(|(place, _)| *place);
    Ok(pb::RecordFactsResponse {
        recorded_count: recorded.recorded_count,
        duplicate_count: recorded.duplicate_count,
        retracted_count: recorded.retracted_count,
        duplicate_retraction_count: recorded.duplicate_retraction_count,
        created_customer_count: recorded.created_customer_count,
        failures: failures
            .iter()
            .map(|(place, error)| items.failure(*place, error))
            .collect(),
        record_time: Some(timestamp(recorded.record_time)),
        equal_facts: recorded
            .equal_facts
            .into_iter()
            .filter_map(|equal| Some(equal_fact(*places.get(equal.index)?, equal)))
            .collect(),
    })
}

fn equal_facts(mut check: Check, wire: i32) -> Result<EqualFacts, Error> {
    let asked = match pb::EqualFacts::try_from(wire) {
        Ok(pb::EqualFacts::Unspecified) => Ok(EqualFacts::Record),
        Ok(pb::EqualFacts::Report) => Ok(EqualFacts::Report),
        Ok(pb::EqualFacts::Refuse) => Ok(EqualFacts::Refuse),
        Ok(pb::EqualFacts::RefuseAnyLabel) => Ok(EqualFacts::RefuseAnyLabel),
        Err(_) => {
            let description =
                format!("`{wire}` is no way to handle equal facts: name one from the contract");
            Err(check.violated("equal_facts", rule::UNKNOWN_ENUM, description))
        }
    };
    check.finish(asked)
}

/// The recorded fact that the fact at `place` of the request equals.
fn equal_fact(place: usize, equal: EqualFact) -> pb::EqualFact {
    pb::EqualFact {
        index: i32::try_from(place).unwrap_or(i32::MAX),
        source: equal.key.source,
        fact_id: equal.key.fact_id,
        label: equal.label,
        record_time: Some(timestamp(equal.record_time)),
    }
}

/// The items of a request by their places: the facts first, then the retractions.
struct Items {
    fact_count: usize,
    fact_ids: Vec<String>,
}

impl Items {
    fn of(facts: &[pb::Fact], retractions: &[pb::Retraction]) -> Self {
        let fact_ids = facts.iter().map(|fact| &fact.fact_id);
        let retracted_ids = retractions.iter().map(|retraction| &retraction.fact_id);
        Self {
            fact_count: facts.len(),
            fact_ids: fact_ids.chain(retracted_ids).map(|id| start(id)).collect(),
        }
    }

    fn path(&self, place: usize) -> String {
        path(place, self.fact_count)
    }

    /// The error of the store about the item at `place`, with the path of the field that is wrong.
    fn located(&self, error: Error, place: usize) -> Error {
        let error = match &error {
            Error::ReceiptCurrency { kind, .. } => {
                let field = format!("{}.amount.currency_code", kind.name());
                error.in_field(&field)
            }
            Error::InvoiceExists { differences, .. }
            | Error::ContractExists { differences, .. } => match differences.first() {
                Some(first) => error.clone().in_field(&first.field),
                None => error,
            },
            Error::InvoiceNotFound { .. } => error.in_field("invoice_void.invoice_id"),
            _ => error,
        };
        error.in_field(&self.path(place))
    }

    fn failure(&self, place: usize, error: &Error) -> pb::RecordFailure {
        pb::RecordFailure {
            index: i32::try_from(place).unwrap_or(i32::MAX),
            fact_id: self.fact_ids.get(place).cloned().unwrap_or_default(),
            status: Some(item_status(error)),
        }
    }
}

/// The start of an id, up to the longest length that an id may have.
fn start(id: &str) -> String {
    if id.len() <= ID_MAX {
        return id.to_owned();
    }
    id.chars().take(ID_MAX).collect()
}

fn path(place: usize, fact_count: usize) -> String {
    match place.checked_sub(fact_count) {
        None => format!("facts[{place}]"),
        Some(retraction) => format!("retractions[{retraction}]"),
    }
}

/// The decoded items of a request, and the faults of those that cannot be decoded.
#[derive(Default)]
struct Decoded {
    facts: Vec<Fact>,
    retractions: Vec<Retraction>,
    /// The place in the request of each fact, then of each retraction.
    places: Vec<usize>,
    /// The places of the items with a fault, and the faults.
    failures: Vec<(usize, Error)>,
}

fn decode(terms: Terms, facts: Vec<pb::Fact>, retractions: Vec<pb::Retraction>) -> Decoded {
    let fact_count = facts.len();
    let mut decoded = Decoded::default();
    for (place, wire) in facts.into_iter().enumerate() {
        let mut check = Check::new(terms, path(place, fact_count));
        let fact = fact::from_wire(&mut check, wire);
        match check.finish(fact) {
            Ok(fact) => {
                decoded.facts.push(fact);
                decoded.places.push(place);
            }
            Err(error) => decoded.failures.push((place, error)),
        }
    }
    for (place, wire) in (fact_count..).zip(retractions) {
        let mut check = Check::new(terms, path(place, fact_count));
        let retraction = retraction::from_wire(&mut check, wire);
        match check.finish(retraction) {
            Ok(retraction) => {
                decoded.retractions.push(retraction);
                decoded.places.push(place);
            }
            Err(error) => decoded.failures.push((place, error)),
        }
    }
    decoded
}
