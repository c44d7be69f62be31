//! Measures, for an idle service, the time from one write to the new standing, and to the new figures of
//! the referrer.

use std::time::{Duration, Instant};

use customer_quality::pb::v1::RecordFactsRequest;
use domain::time::add_days;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use tokio::time::sleep;

use crate::ask::patiently;
use crate::bodies::buy;
use crate::everybody::rest;
use crate::people::{Sort, fact, id};
use crate::running::{POLL, Running};
use crate::table::note;

/// The number of attempts.
const TRIES: usize = 10;

/// Whether the standing includes everything about the customer.
const STANDING: &str = "SELECT standings.customer_revision = customers.revision
    FROM customers JOIN standings USING (customer_id) WHERE customer_id = '$1'";

/// Whether the referrer's figures were published and the referrer's standing was made after that.
const FIGURES: &str = "SELECT count(*) = 1 FROM referral_figures AS figures
    WHERE customer_id = '$1' AND publish_time > '$2'
        AND NOT EXISTS (SELECT FROM dirty_customers AS waiting WHERE waiting.customer_id = '$1')";

pub(crate) async fn measure(running: &mut Running) {
    rest(running).await;
    let alone = running.people.alone(Sort::Buyer);
    let eight = running.people.brought_eight(Sort::Invoiced);
    let (mut standings, mut figures) = (Vec::new(), Vec::new());
    for attempt in 0..TRIES {
        standings.push(follows(running, alone[attempt * 7], None, attempt).await);
        let referrer = eight[attempt % eight.len()];
        figures.push(follows(running, referrer + 1, Some(referrer), attempt).await);
    }
    note(&format!(
        "a standing follows one write at rest: {}",
        describe(standings)
    ));
    note(&format!("that of who brought them: {}", describe(figures)));
}

fn describe(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    format!(
        "{:.2} s, at most {:.2} s",
        times[times.len() / 2].as_secs_f64(),
        times[times.len() - 1].as_secs_f64()
    )
}

/// Records a sale to `number`. Returns the time until their standing includes it, or until the figures of
/// `referrer` do.
async fn follows(
    running: &mut Running,
    number: usize,
    referrer: Option<usize>,
    attempt: usize,
) -> Duration {
    let clock = sqlx::query_scalar("SELECT clock_timestamp()::text");
    let clock: Result<String, _> = clock.fetch_one(&mut running.database).await;
    let clock = clock.expect("the database answers");
    let body = buy(1_000);
    let day = add_days(running.now().date_naive(), -1);
    let source = if referrer.is_some() { "brought" } else { "own" };
    let request = RecordFactsRequest {
        facts: vec![fact(&id(number), source, &attempt.to_string(), day, body)],
        ..RecordFactsRequest::default()
    };
    let recorder = running.recorders(1).await.remove(0);
    patiently(|| {
        let (mut recorder, request) = (recorder.clone(), request.clone());
        async move { recorder.record_facts(request).await }
    })
    .await;
    let started = Instant::now();
    let query = match referrer {
        Some(referrer) => FIGURES.replace("$1", &id(referrer)).replace("$2", &clock),
        None => STANDING.replace("$1", &id(number)),
    };
    while !holds(&mut running.database, &query).await {
        sleep(POLL).await;
    }
    started.elapsed()
}

async fn holds(database: &mut PgConnection, query: &str) -> bool {
    let holds = sqlx::query_scalar(AssertSqlSafe(query));
    let holds = holds.fetch_optional(database).await;
    holds.expect("the database answers") == Some(true)
}
