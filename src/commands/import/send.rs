//! Sends batches of facts and customers. It finds refused items one by one, so that one bad row never holds
//! up the others.

use std::collections::BTreeSet;

use prost_types::FieldMask;
use tonic::{Code, Status};

use crate::{
    explain::{self, Refusal},
    failure::Failure,
    import::{
        item::CustomerRow,
        refused::{Origin, RefusedRow},
        tally::Tally,
    },
};
use client::Client;
use client::pb::v1::{Customer, Fact, RecordFactsRequest, UpsertCustomersRequest};

/// An item to send, with its place in a file.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// The item.
    pub thing: T,
    /// Its place.
    pub origin: Origin,
}

/// The outcome of a batch.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The counts.
    pub tally: Tally,
    /// The refused items.
    pub refused: Vec<RefusedRow>,
}

/// How to send facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct SendMode {
    /// Check everything, write nothing.
    pub validate_only: bool,
    /// Create unknown customers.
    pub create_customers: bool,
}

/// The service's answer to a batch.
struct Reply {
    tally: Tally,
    failures: Vec<(usize, Vec<Refusal>)>,
}

/// Sends the facts of one partition in order.
pub async fn facts(
    client: &Client,
    parts: Vec<Part<Fact>>,
    mode: SendMode,
) -> Result<Outcome, Failure> {
    send(parts, |facts: Vec<Fact>| async move {
        let request = RecordFactsRequest {
            facts,
            retractions: vec![],
            create_missing_customers: mode.create_customers,
            allow_partial_success: true,
            validate_only: mode.validate_only,
            ..RecordFactsRequest::default()
        };
        let make = |request| async move { client.records().record_facts(request).await };
        let answer = client.call(request, make).await?;
        let tally = Tally {
            facts_new: count(answer.recorded_count),
            facts_duplicate: count(answer.duplicate_count),
            customers_created: count(answer.created_customer_count),
            ..Tally::default()
        };
        let failures = answer.failures.iter().map(|failure| {
            let refusals = failure
                .status
                .as_ref()
                .map(explain::item_refusals)
                .unwrap_or_default();
            (failure.index as usize, refusals)
        });
        Ok(Reply {
            tally,
            failures: failures.collect(),
        })
    })
    .await
}

/// Sends customers with the same fields. Each id occurs once.
pub async fn customers(
    client: &Client,
    parts: Vec<Part<CustomerRow>>,
    validate_only: bool,
) -> Result<Outcome, Failure> {
    let paths = parts
        .first()
        .map(|part| part.thing.mask.clone())
        .unwrap_or_default();
    let paths = &paths;
    send(parts, |rows: Vec<CustomerRow>| async move {
        let customers: Vec<Customer> = rows.into_iter().map(|row| row.customer).collect();
        let update_mask = Some(FieldMask {
            paths: paths.clone(),
        });
        let request = UpsertCustomersRequest {
            customers,
            update_mask,
            validate_only,
        };
        let make = |request| async move { client.records().upsert_customers(request).await };
        let answer = client.call(request, make).await?;
        let tally = Tally {
            customers_created: count(answer.created_count),
            customers_updated: count(answer.updated_count),
            customers_unchanged: count(answer.unchanged_count),
            ..Tally::default()
        };
        Ok(Reply {
            tally,
            failures: vec![],
        })
    })
    .await
}

fn count(count: i32) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Sends a batch. If the service refuses the whole call because of an item, the rest goes again without the
/// named items. If the error names none, the batch is halved until the bad item is alone.
async fn send<T: Clone, F: Future<Output = Result<Reply, Status>>>(
    parts: Vec<Part<T>>,
    call: impl Fn(Vec<T>) -> F,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let mut waiting = vec![parts];
    while let Some(batch) = waiting.pop() {
        if batch.is_empty() {
            continue;
        }
        match call(batch.iter().map(|part| part.thing.clone()).collect()).await {
            Ok(reply) => {
                outcome.tally.add(reply.tally);
                for (index, refusals) in reply.failures {
                    outcome.refuse(batch.get(index), refusals);
                }
            }
            Err(status) if is_about_content(&status) => {
                waiting.extend(outcome.without_the_bad(batch, &status));
            }
            Err(status) => return Err(Failure::message(explain::explain(&status))),
        }
    }
    Ok(outcome)
}

/// Whether an error concerns the content of the call, not the service or the caller.
fn is_about_content(status: &Status) -> bool {
    match status.code() {
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::OutOfRange => true,
        Code::ResourceExhausted => {
            // A transport refuses a message that is too large with this code and gives no reason.
            client::reason(status).is_none_or(|reason| reason == "MESSAGE_TOO_LARGE")
        }
        _ => false,
    }
}

impl Outcome {
    /// Adds the outcome of another batch.
    pub fn add(&mut self, other: Self) {
        self.tally.add(other.tally);
        self.refused.extend(other.refused);
    }

    fn refuse<T>(&mut self, part: Option<&Part<T>>, refusals: Vec<Refusal>) {
        let Some(part) = part else { return };
        let rows = refusals.into_iter().map(|refusal| {
            let field = split_path(&refusal.field).map_or(refusal.field.as_str(), |(_, rest)| rest);
            let refusal = Refusal {
                field: field.to_owned(),
                ..refusal
            };
            RefusedRow {
                origin: part.origin.clone(),
                refusal,
            }
        });
        self.refused.extend(rows);
    }

    /// Refuses the items that the error names. Returns the remaining batches in reverse order of sending.
    fn without_the_bad<T>(
        &mut self,
        mut batch: Vec<Part<T>>,
        status: &Status,
    ) -> Vec<Vec<Part<T>>> {
        let refusals = explain::refusals(status);
        if let [part] = batch.as_slice() {
            self.refuse(Some(part), refusals);
            return vec![];
        }
        let named: BTreeSet<usize> = refusals
            .iter()
            .filter_map(|refusal| split_path(&refusal.field).map(|(index, _)| index))
            .filter(|index| *index < batch.len())
            .collect();
        if named.is_empty() {
            let second = batch.split_off(batch.len() / 2);
            return vec![second, batch];
        }
        for index in &named {
            let of_it = |refusal: &&Refusal| {
                split_path(&refusal.field).is_some_and(|(other, _)| other == *index)
            };
            let refusals = refusals.iter().filter(of_it).cloned().collect();
            self.refuse(batch.get(*index), refusals);
        }
        let kept = batch
            .into_iter()
            .enumerate()
            .filter(|(index, _)| !named.contains(index));
        vec![kept.map(|(_, part)| part).collect()]
    }
}

/// Splits a path: `facts[17].invoice.amount` is `invoice.amount` of item 17.
fn split_path(path: &str) -> Option<(usize, &str)> {
    let (list, rest) = path.split_once('[')?;
    let (index, rest) = rest.split_once(']')?;
    let known = matches!(list, "facts" | "customers");
    known.then_some((index.parse().ok()?, rest.trim_start_matches('.')))
}
