//! Sends batches of facts and customers. It finds refused rows one by one, so that one bad row never holds
//! up the others, and it never sends a part of a row.

use prost_types::FieldMask;
use tonic::{Code, Status};

use crate::{
    explain,
    failure::Failure,
    import::{
        bundle::{Bundle, Part},
        item::CustomerRow,
        outcome::{Outcome, Reply},
        tally::Tally,
    },
};
use client::Client;
use client::pb::v1::{Customer, EqualFacts, Fact, RecordFactsRequest, UpsertCustomersRequest};

/// How to send facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendMode {
    /// Check everything, write nothing.
    pub validate_only: bool,
    /// Create unknown customers.
    pub create_customers: bool,
    /// Record facts again that were taken back.
    pub again: bool,
    /// What to do with facts that equal facts of another label.
    pub equal: Equal,
}

/// What to do with facts that equal facts of another label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Equal {
    /// Do not ask, because their own ids say which fact they are.
    #[default]
    Ignore,
    /// Record them and say so.
    Report,
    /// Refuse them.
    Refuse,
    /// Refuse them, and receipts of an invoice also if the label is the same.
    RefuseAnyLabel,
}

/// What one call asks for, besides its mode.
#[derive(Clone, Copy, Debug)]
struct Ask {
    /// Take all items or none.
    all_or_nothing: bool,
    validate_only: bool,
    equal: Equal,
}

impl Ask {
    /// Rows of several facts are taken all or not at all. If one of them has an invoice that was delivered
    /// before, its payment counts once, so equal facts must come back before they are recorded.
    fn of<T>(batch: &[Bundle<T>], mode: SendMode) -> Self {
        let has_numbered = batch.iter().any(|bundle| bundle.is_numbered);
        Self {
            all_or_nothing: batch.iter().any(|bundle| bundle.parts.len() > 1),
            validate_only: mode.validate_only,
            equal: match mode.equal {
                Equal::Report if has_numbered => Equal::RefuseAnyLabel,
                equal => equal,
            },
        }
    }

    /// Asks which items would be refused, and writes nothing.
    fn to_find_the_bad(self) -> Self {
        Self {
            all_or_nothing: false,
            validate_only: true,
            ..self
        }
    }
}

/// Sends the facts of one partition in order.
pub async fn facts(
    client: &Client,
    batch: Vec<Bundle<Fact>>,
    mode: SendMode,
) -> Result<Outcome, Failure> {
    let sent = send(batch, mode, |facts: Vec<Fact>, ask| async move {
        let request = RecordFactsRequest {
            facts,
            create_missing_customers: mode.create_customers,
            allow_partial_success: !ask.all_or_nothing,
            validate_only: ask.validate_only,
            record_retracted_again: mode.again,
            equal_facts: match ask.equal {
                Equal::Ignore => EqualFacts::Unspecified,
                Equal::Report => EqualFacts::Report,
                Equal::Refuse => EqualFacts::Refuse,
                Equal::RefuseAnyLabel => EqualFacts::RefuseAnyLabel,
            }
            .into(),
            ..Default::default()
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
        let equal = answer.equal_facts.iter();
        Ok(Reply {
            tally,
            failures: failures.collect(),
            equal: equal
                .map(|other| (other.index as usize, other.label.clone()))
                .collect(),
        })
    });
    let (mut outcome, taken) = sent.await?;
    outcome.facts = taken;
    Ok(outcome)
}

/// Sends customers with the same fields. Each id occurs once. Returns also the customers that were taken.
pub async fn customers(
    client: &Client,
    parts: Vec<Part<CustomerRow>>,
    validate_only: bool,
) -> Result<(Outcome, Vec<Part<CustomerRow>>), Failure> {
    let paths = parts
        .first()
        .map(|part| part.thing.mask.clone())
        .unwrap_or_default();
    let paths = &paths;
    let batch = parts.into_iter().map(Bundle::of_one).collect();
    let mode = SendMode {
        validate_only,
        ..SendMode::default()
    };
    send(batch, mode, |rows: Vec<CustomerRow>, ask| async move {
        let customers: Vec<Customer> = rows.into_iter().map(|row| row.customer).collect();
        let update_mask = Some(FieldMask {
            paths: paths.clone(),
        });
        let request = UpsertCustomersRequest {
            customers,
            update_mask,
            validate_only: ask.validate_only,
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
            ..Reply::default()
        })
    })
    .await
}

fn count(count: i32) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Sends a batch. If the service refuses the whole call because of an item, the rest goes again without the
/// rows of the named items. If the error names none, the batch is halved until the bad row is alone. Returns
/// also the items that were taken.
async fn send<T: Clone, F: Future<Output = Result<Reply, Status>>>(
    batch: Vec<Bundle<T>>,
    mode: SendMode,
    call: impl Fn(Vec<T>, Ask) -> F,
) -> Result<(Outcome, Vec<Part<T>>), Failure> {
    let (mut outcome, mut taken) = (Outcome::default(), vec![]);
    let mut waiting = vec![batch];
    while let Some(batch) = waiting.pop() {
        if batch.is_empty() {
            continue;
        }
        let ask = Ask::of(&batch, mode);
        let refused = match call(things(&batch), ask).await {
            Ok(reply) => {
                outcome.take(batch, reply, &mut taken);
                continue;
            }
            Err(status) => about_content(status)?,
        };
        if ask.all_or_nothing {
            // An error of the whole call names the first bad item. One more call names them all.
            let found = call(things(&batch), ask.to_find_the_bad()).await;
            match found {
                Ok(reply) if !reply.failures.is_empty() => {
                    let known = (mode.equal != Equal::Refuse).then_some(&mut taken);
                    waiting.extend(outcome.without_failures(batch, reply.failures, known));
                    continue;
                }
                Ok(_) => {}
                Err(status) => drop(about_content(status)?),
            }
        }
        waiting.extend(outcome.without_the_bad(batch, &refused));
    }
    Ok((outcome, taken))
}

fn things<T: Clone>(batch: &[Bundle<T>]) -> Vec<T> {
    let parts = batch.iter().flat_map(|bundle| &bundle.parts);
    parts.map(|part| part.thing.clone()).collect()
}

/// Fails if an error does not concern the content of the call, but the service or the caller.
fn about_content(status: Status) -> Result<Status, Failure> {
    let is_about_content = match status.code() {
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::OutOfRange => true,
        Code::ResourceExhausted => {
            // A transport refuses a message that is too large with this code and gives no reason.
            client::reason(&status).is_none_or(|reason| reason == "MESSAGE_TOO_LARGE")
        }
        _ => false,
    };
    if is_about_content {
        Ok(status)
    } else {
        Err(Failure::message(explain::explain(&status)))
    }
}
