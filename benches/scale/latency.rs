//! Measures the waiting time of `GetScore` for callers that call at fixed times, whether or not earlier
//! calls are answered.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer_quality::pb::v1::customer_quality_service_client::CustomerQualityServiceClient;
use customer_quality::pb::v1::customer_records_service_client::CustomerRecordsServiceClient;
use customer_quality::pb::v1::{GetScoreRequest, RecordFactsRequest};
use domain::time::{Day, add_days};
use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tonic::transport::Channel;

use crate::bodies::buy;
use crate::people::{People, Sort, fact, id, sort};
use crate::random::Random;
use crate::running::{Running, askers};
use crate::table::{self, note};

/// Calls a second.
const RATE: u32 = 500;

/// Facts a second, in calls of ten facts.
const FACTS: u32 = 100;

const FACTS_IN_CALL: u32 = 10;

/// The duration of the measurement without writes.
const AT_REST: Duration = Duration::from_secs(15);

/// The duration of the measurement while facts come.
const UNDER_FACTS: Duration = Duration::from_mins(1);

/// The results of calls, with the microseconds since each call was due.
pub(crate) struct Ended {
    took: Histogram<u64>,
    failed: u64,
}

impl Ended {
    fn new() -> Self {
        Self {
            took: Histogram::new(3).expect("a histogram"),
            failed: 0,
        }
    }

    pub(crate) fn describe(&self) -> String {
        let millis = |quantile| self.took.value_at_quantile(quantile) as f64 / 1e3;
        format!(
            "{} answered, p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms; {} failed",
            self.took.len(),
            millis(0.5),
            millis(0.99),
            self.took.max() as f64 / 1e3,
            self.failed
        )
    }

    pub(crate) fn p99(&self) -> f64 {
        self.took.value_at_quantile(0.99) as f64
    }
}

pub(crate) async fn measure(running: &mut Running) {
    let clients = askers(running.address, 16).await;
    let people = running.people;
    let ((), at_rest) = open_loop(&clients, people, sleep(AT_REST)).await;
    note(&format!(
        "GetScore at {RATE}/s at rest: {}",
        at_rest.describe()
    ));
    let published = "SELECT count(*) FROM portfolio_publications";
    let before = running.number(published).await;
    let recorder = running.recorders(1).await.remove(0);
    let today = running.now().date_naive();
    let recording = recording(recorder, people, today);
    let (failed, under_facts) = open_loop(&clients, people, recording).await;
    let publications = running.number(published).await - before;
    note(&format!(
        "GetScore at {RATE}/s under {FACTS} backdated facts a second: {}; {:.1} times p99 at rest; {failed} calls \
         to record failed; {publications} publications within",
        under_facts.describe(),
        under_facts.p99() / at_rest.p99()
    ));
    note(&table::load());
}

/// Asks about random customers for the time `during`.
pub(crate) async fn open_loop<T>(
    clients: &[CustomerQualityServiceClient<Channel>],
    people: People,
    during: impl Future<Output = T>,
) -> (T, Ended) {
    let ended = Arc::new(Mutex::new(Ended::new()));
    let mut random = Random(7);
    let mut calls = JoinSet::new();
    let mut during = std::pin::pin!(during);
    let (began, mut made) = (Instant::now(), 0_u32);
    let output = loop {
        let due = began + Duration::from_secs(1) * made / RATE;
        tokio::select! {
            output = &mut during => break output,
            () = sleep_until(due) => {}
        }
        made += 1;
        let mut client = clients[made as usize % clients.len()].clone();
        let customer_id = id(random.below(people.size as u64) as usize);
        let ended = Arc::clone(&ended);
        calls.spawn(async move {
            let request = GetScoreRequest {
                customer_id,
                ..GetScoreRequest::default()
            };
            let answer = client.get_score(request).await;
            let mut ended = ended.lock().expect("no caller panics");
            match answer {
                Ok(_) => ended.took += due.elapsed().as_micros() as u64,
                Err(_) => ended.failed += 1,
            }
        });
        while calls.try_join_next().is_some() {}
    };
    while calls.join_next().await.is_some() {}
    let ended = std::mem::replace(&mut *ended.lock().expect("no caller panics"), Ended::new());
    (output, ended)
}

/// Records facts that occurred before this month. They are large enough to move the figures over all
/// customers. Returns the number of failed calls.
async fn recording(
    recorder: CustomerRecordsServiceClient<Channel>,
    people: People,
    today: Day,
) -> usize {
    let buyers: Vec<usize> = (0..people.size)
        .filter(|number| sort(*number) == Sort::Buyer)
        .collect();
    let mut random = Random(11);
    let mut calls = JoinSet::new();
    let (began, mut made) = (Instant::now(), 0_u32);
    while began.elapsed() < UNDER_FACTS {
        sleep_until(began + Duration::from_secs(1) * made * FACTS_IN_CALL / FACTS).await;
        let facts = (0..FACTS_IN_CALL).map(|place| {
            let buyer = buyers[random.below(buyers.len() as u64) as usize];
            let body = buy(20_000);
            let day = add_days(today, -40 - random.below(60) as i64);
            fact(&id(buyer), "late", &format!("{made}-{place}"), day, body)
        });
        let request = RecordFactsRequest {
            facts: facts.collect(),
            ..RecordFactsRequest::default()
        };
        let mut recorder = recorder.clone();
        calls.spawn(async move { recorder.record_facts(request).await.is_err() });
        made += 1;
    }
    let failed = calls.join_all().await;
    failed.into_iter().filter(|failed| *failed).count()
}
