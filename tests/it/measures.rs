//! The measures: the metrics page of a running service, and their table in the documents.

use std::{collections::BTreeMap, fs, time::Duration};

use customer_quality::{
    clock::Clock,
    measures::{Measures, Origin, Outcome, PoolState, Publication, QueueFound},
    pb::v1::{Fact, RecordFactsRequest, ScoreView},
};
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::{
    InMemoryMetricExporter, PeriodicReader, SdkMeterProvider, data::ScopeMetrics,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::now,
    bodies::buy,
    build::{fact, record},
    server::page,
};

/// Every metric by its OpenTelemetry name: its unit and its help.
fn instruments() -> BTreeMap<String, (String, String)> {
    let exporter = InMemoryMetricExporter::default();
    let reader = PeriodicReader::builder(exporter.clone()).build();
    let provider = SdkMeterProvider::builder().with_reader(reader).build();
    let measures = Measures::new(&provider.meter("test"), Clock::system());
    use_all(&measures);
    provider.force_flush().unwrap();
    let mut found = BTreeMap::new();
    for all in exporter.get_finished_metrics().unwrap() {
        for metric in all.scope_metrics().flat_map(ScopeMetrics::metrics) {
            let said = (metric.unit().to_owned(), metric.description().to_owned());
            found.insert(metric.name().to_owned(), said);
        }
    }
    found
}

/// Counts something with every instrument.
fn use_all(measures: &Measures) {
    let pool = measures.pool("test", 3, || PoolState { used: 2, idle: 1 });
    pool.waited(Duration::from_millis(1));
    pool.gave_up();
    measures.retried("deadlock");
    measures.facts(Outcome::Recorded, 1);
    measures.answers(Origin::Memory, 1);
    measures.class_changes("FACTS", 1);
    measures.standings_made(1);
    measures.queue(QueueFound::default());
    measures.published(Publication::Portfolio, domain_time(NOW));
}

fn domain_time(seconds: i64) -> domain::time::Time {
    domain::time::Time::from_timestamp(seconds, 0).unwrap()
}

/// The rate needs two looks at the queue with time between them, which tests of the module move by hand.
const RATE: &str = "customerquality.standings.rate";

#[test]
fn every_measure_has_a_name_a_unit_and_a_help() {
    let instruments = instruments();
    let text: Vec<String> = instruments
        .iter()
        .map(|(name, (unit, help))| format!("{name} [{unit}] {help}"))
        .collect();
    assert!(!instruments.contains_key(RATE));
    insta::assert_snapshot!(text.join("\n"));
}

/// The service's own page of metrics.
async fn metrics(app: &App) -> String {
    page(app.admin, "/metrics").await.1
}

/// The number of the only series of this name with all of these labels, rounded up.
#[track_caller]
fn number(page: &str, name: &str, labels: &[(&str, &str)]) -> i64 {
    let has =
        |line: &str, (key, value): &(&str, &str)| line.contains(&format!("{key}=\"{value}\""));
    let found: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with(&format!("{name}{{")))
        .filter(|line| labels.iter().all(|label| has(line, label)))
        .collect();
    let [line] = found[..] else {
        panic!("{name} {labels:?}: {found:?}\n{page}");
    };
    let number: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
    number.ceil() as i64
}

fn facts(page: &str) -> [i64; 3] {
    ["recorded", "duplicate", "refused"].map(|outcome| {
        let outcome = [("outcome", outcome)];
        number(page, "customerquality_facts_total", &outcome)
    })
}

fn sent(ids: &[&str], units: i64) -> RecordFactsRequest {
    let facts: Vec<Fact> = ids.iter().map(|id| fact(id, buy(units))).collect();
    RecordFactsRequest {
        create_missing_customers: true,
        ..record(facts)
    }
}

#[tokio::test]
async fn facts_are_counted_by_what_became_of_each() {
    let mut app = app::start().await;
    assert_eq!(facts(&metrics(&app).await), [0, 0, 0]);
    let mut send = async |request: RecordFactsRequest| {
        let answer = app.records.record_facts(request).await;
        answer.map_or_else(|status| status.code(), |_| Code::Ok)
    };
    assert_eq!(send(sent(&["a", "b", "c"], 10)).await, Code::Ok);
    // Two known ones and a new one.
    assert_eq!(send(sent(&["a", "b", "d"], 10)).await, Code::Ok);
    // Only a look: nothing is recorded.
    let only_validated = RecordFactsRequest {
        validate_only: true,
        ..sent(&["e"], 10)
    };
    assert_eq!(send(only_validated).await, Code::Ok);
    // One of two cannot be recorded, by its own form or by what is known: neither is.
    let mut malformed = sent(&["f", "g"], 10);
    malformed.facts[1].body = Some(buy(-1));
    assert_eq!(send(malformed).await, Code::InvalidArgument);
    let mut conflicting = sent(&["f", "a"], 10);
    conflicting.facts[1].body = Some(buy(11));
    assert_eq!(send(conflicting).await, Code::AlreadyExists);
    // Each for itself: one of a wrong form, one in conflict, one known, one new.
    let mut partly = sent(&["h", "a", "b", "i"], 10);
    partly.allow_partial_success = true;
    partly.facts[0].body = Some(buy(-1));
    partly.facts[1].body = Some(buy(11));
    assert_eq!(send(partly).await, Code::Ok);
    // Too many for one call.
    let ids: Vec<String> = (0..10_001).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(send(sent(&ids, 10)).await, Code::InvalidArgument);

    let refused = 2 + 2 + 2 + 10_001;
    assert_eq!(facts(&metrics(&app).await), [5, 3, refused]);
}

#[tokio::test]
async fn the_queue_the_standings_and_the_answers_are_seen() {
    let mut app = app::start().await;
    let mut batch = sent(&["a", "b", "c"], 10);
    for (fact, customer) in batch.facts.iter_mut().zip(["C-1", "C-2", "C-3"]) {
        customer.clone_into(&mut fact.customer_id);
    }
    app.records.record_facts(batch).await.unwrap();
    app.store.store.look_at_queue().await.unwrap();
    let page = metrics(&app).await;
    let length = "customerquality_standings_queue_length";
    let age = "customerquality_standings_queue_age_seconds";
    let made = "customerquality_standings_made_total";
    assert_eq!(number(&page, length, &[]), 3);
    assert!(number(&page, age, &[]) > 0, "{page}");
    assert_eq!(number(&page, made, &[]), 0);

    app.catch_up().await;
    let page = metrics(&app).await;
    assert_eq!(number(&page, length, &[]), 0);
    assert_eq!(number(&page, age, &[]), 0);
    let left = "customerquality_standings_time_left_seconds";
    assert_eq!(number(&page, left, &[]), 0);
    assert!(number(&page, made, &[]) >= 3, "{page}");

    app.score("C-1", now()).await;
    app.classification("C-2", now()).await;
    let ids = ["C-1", "C-3", "C-404"].map(str::to_owned);
    app.scores(&ids, now(), ScoreView::Basic).await;
    let page = metrics(&app).await;
    let answers = "customerquality_answers_total";
    assert_eq!(number(&page, answers, &[("origin", "computed")]), 4);
    assert_eq!(number(&page, answers, &[("origin", "memory")]), 0);
}

#[tokio::test]
async fn the_pool_and_what_was_tried_again_are_seen() {
    let mut app = app::start().await;
    let waits = "db_client_connection_wait_time_seconds_count";
    app.score_of_nobody().await;
    let before = number(&metrics(&app).await, waits, &[]);
    app.score_of_nobody().await;
    let page = metrics(&app).await;
    assert!(number(&page, waits, &[]) > before, "{page}");
    assert_eq!(number(&page, "db_client_connection_max", &[]), 20);
    let state = |state| [("db_client_connection_state", state)];
    let count = |state_is| number(&page, "db_client_connection_count", &state(state_is));
    assert!(count("idle") + count("used") >= 1, "{page}");
    let given_up = "db_client_connection_timeouts_total";
    assert_eq!(number(&page, given_up, &[]), 0);

    // A sum that overflows is looked for in a second attempt.
    let most = 10_000_000_000;
    let ids: Vec<String> = (0..1_000).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (some, more) = ids.split_at(500);
    app.records.record_facts(sent(some, most)).await.unwrap();
    let refused = app.records.record_facts(sent(more, most)).await;
    assert_eq!(refused.unwrap_err().code(), Code::OutOfRange);
    let retries = "customerquality_units_retries_total";
    let page = metrics(&app).await;
    assert_eq!(number(&page, retries, &[("cause", "asked_for")]), 1);
}

/// The clock of the metrics is the system's, and this is before it.
const LONG_AGO: i64 = 1_700_000_000;

#[tokio::test]
async fn publications_and_changes_of_class_are_seen_where_they_are_counted() {
    let app = app::start().await;
    let published = "customerquality_publication_time_seconds";
    assert!(!metrics(&app).await.contains(published));
    let measures = app.store.store.measures();
    measures.published(Publication::Portfolio, domain_time(LONG_AGO));
    // An older one that is heard of later changes nothing.
    measures.published(Publication::Portfolio, domain_time(LONG_AGO - 60));
    measures.published(Publication::Referral, domain_time(LONG_AGO + 1));
    measures.class_changes("FACTS", 2);
    measures.class_changes("TIME", 1);
    measures.answers(Origin::Memory, 5);
    let page = metrics(&app).await;
    for (name, seconds) in [("portfolio", LONG_AGO), ("referral", LONG_AGO + 1)] {
        let label = [("publication", name)];
        assert_eq!(number(&page, published, &label), seconds);
        let age = number(&page, "customerquality_publication_age_seconds", &label);
        assert!(age > 0, "{page}");
    }
    let changes = "customerquality_class_changes_total";
    assert_eq!(number(&page, changes, &[("cause", "FACTS")]), 2);
    assert_eq!(number(&page, changes, &[("cause", "TIME")]), 1);
    let answers = "customerquality_answers_total";
    assert_eq!(number(&page, answers, &[("origin", "memory")]), 5);
}

#[tokio::test]
async fn every_measure_is_in_the_table_for_operators() {
    let app = app::start().await;
    use_all(app.store.store.measures());
    app.catch_up().await;
    let page = metrics(&app).await;
    let table = fs::read_to_string("docs/operating.md").unwrap();
    let rows: Vec<&str> = table.lines().filter(|row| row.starts_with("| `")).collect();
    for (name, (unit, help)) in instruments() {
        // Their names for Prometheus are on the page, with the same help.
        let shown = page.lines().filter_map(|line| line.strip_prefix("# HELP "));
        let shown = shown.filter_map(|line| line.split_once(' '));
        let found: Vec<&str> = shown
            .filter(|said| said.1 == help)
            .map(|said| said.0)
            .collect();
        let [shown] = found[..] else {
            panic!("{name}: {found:?}\n{page}")
        };
        let row = format!("| `{shown}` | `{unit}` |");
        assert!(rows.iter().any(|found| found.starts_with(&row)), "{row}");
    }
    let rate = "| `customerquality_standings_rate_per_second` | `{customer}/s` |";
    assert!(rows.iter().any(|found| found.starts_with(rate)), "{rate}");
}

impl App {
    /// A question that reads the store.
    async fn score_of_nobody(&mut self) {
        let options = Some(now());
        let request = customer_quality::pb::v1::GetScoreRequest {
            customer_id: "C-404".to_owned(),
            options,
            ..Default::default()
        };
        let refused = self.quality.get_score(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
}
