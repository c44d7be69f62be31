//! Sends the demonstration through the public gRPC API, as any other system would. Safe to run again:
//! what was told before counts as known.
use super::dataset::{Dataset, everything};
use super::shift::Shift;
use crate::pb::v1::{Customer, Fact, RecordFactsRequest, UpsertCustomersRequest, fact::Body};
use client::Client;
use futures::{StreamExt, TryStreamExt, stream};
use tonic::Status;

/// Customers or facts in one call.
pub const BATCH: usize = 500;
/// Calls under way at the same time, but one for referrals: their order matters.
const IN_FLIGHT: usize = 4;

/// How far the loading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Customers and facts sent.
    pub sent_count: usize,
    /// Customers and facts to send.
    pub total_count: usize,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Customers that were new.
    pub created_customer_count: usize,
    /// Customers that were known.
    pub known_customer_count: usize,
    /// Facts that were new.
    pub recorded_count: usize,
    /// Facts that had been told before.
    pub duplicate_count: usize,
}

/// Tells the service the whole demonstration, shifted as given.
///
/// # Errors
/// With the first status that sending again does not cure. What was told until then stays and is known
/// to the next run.
pub async fn load(
    client: &Client,
    shift: Shift,
    progress: impl FnMut(Progress),
) -> Result<Loaded, Status> {
    let all = everything(shift).map_err(|error| Status::internal(error.to_string()))?;
    send(client, all, progress).await
}

/// Tells the service customers and their facts: customers first, then referrals in order of time, then
/// everything else.
///
/// # Errors
/// As [`load`].
pub async fn send(
    client: &Client,
    data: Dataset,
    mut progress: impl FnMut(Progress),
) -> Result<Loaded, Status> {
    let total_count = data.customers.len() + data.facts.len();
    let mut state = Progress {
        sent_count: 0,
        total_count,
    };
    let mut loaded = Loaded::default();
    let mut report = |sent: usize| {
        state.sent_count += sent;
        progress(state);
    };
    report(0);
    for batch in batches(data.customers) {
        let size = batch.len();
        loaded = loaded.and(upsert(client, batch).await?);
        report(size);
    }
    let (mut referrals, others): (Vec<Fact>, Vec<Fact>) =
        data.facts.into_iter().partition(is_referral);
    referrals.sort_by_key(|fact| fact.occur_time.map(|time| time.seconds));
    for batch in batches(referrals) {
        let size = batch.len();
        loaded = loaded.and(record(client, batch).await?);
        report(size);
    }
    let calls = batches(others).into_iter().map(|batch| {
        let size = batch.len();
        async move { Ok::<_, Status>((size, record(client, batch).await?)) }
    });
    let mut answers = stream::iter(calls).buffer_unordered(IN_FLIGHT);
    while let Some((size, part)) = answers.try_next().await? {
        loaded = loaded.and(part);
        report(size);
    }
    Ok(loaded)
}

impl Loaded {
    const fn and(self, other: Self) -> Self {
        Self {
            created_customer_count: self.created_customer_count + other.created_customer_count,
            known_customer_count: self.known_customer_count + other.known_customer_count,
            recorded_count: self.recorded_count + other.recorded_count,
            duplicate_count: self.duplicate_count + other.duplicate_count,
        }
    }
}

fn is_referral(fact: &Fact) -> bool {
    matches!(fact.body, Some(Body::Referral(_)))
}

fn batches<T>(items: Vec<T>) -> Vec<Vec<T>> {
    let mut items = items.into_iter();
    std::iter::from_fn(|| Some(items.by_ref().take(BATCH).collect::<Vec<T>>()))
        .take_while(|batch| !batch.is_empty())
        .collect()
}

async fn upsert(client: &Client, customers: Vec<Customer>) -> Result<Loaded, Status> {
    let request = UpsertCustomersRequest {
        customers,
        ..UpsertCustomersRequest::default()
    };
    let send = |request| async move { client.records().upsert_customers(request).await };
    let answer = client.call(request, send).await?;
    Ok(Loaded {
        created_customer_count: count(answer.created_count),
        known_customer_count: count(answer.updated_count) + count(answer.unchanged_count),
        ..Loaded::default()
    })
}

async fn record(client: &Client, facts: Vec<Fact>) -> Result<Loaded, Status> {
    let request = RecordFactsRequest {
        facts,
        ..RecordFactsRequest::default()
    };
    let send = |request| async move { client.records().record_facts(request).await };
    let answer = client.call(request, send).await?;
    Ok(Loaded {
        recorded_count: count(answer.recorded_count),
        duplicate_count: count(answer.duplicate_count),
        ..Loaded::default()
    })
}

fn count(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}
