//! Feeds. The service counts incoming facts by source and kind, and warns of a regular feed that has gone
//! quiet. The tests write past days as the service would have written them, because record times come from
//! the database, whose clock no test controls.

use client::Client;
use commands::{doubt, terminal::Terminal};
use customer_quality::{
    feeds::gauges,
    pb::v1::{Fact, FactKind, Feed, GetSystemInfoRequest, GetSystemInfoResponse},
    store::RecordBatch,
    telemetry::Metrics,
};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::{
    record_facts::{app_with_c1, recorded},
    support::{
        app::{self, App},
        bodies::buy,
        build::{fact, record, retraction},
        facts,
        store::{BUDGET, TestStore, fresh_store},
    },
};

/// Runs a statement behind the service's back.
async fn behind(test: &TestStore, statement: &str) {
    let statement = AssertSqlSafe(statement.to_owned());
    sqlx::query(statement).execute(&test.pool).await.unwrap();
}

/// Every `step` days up to `last` a source sent facts of a kind, over half a year.
async fn came(test: &TestStore, source: &str, kind: FactKind, step: u32, last: &str) {
    let kind = kind as i32;
    let insert = format!(
        "INSERT INTO feed_days SELECT '{source}', {kind}, day::date, 10, day + interval '9 hours'
         FROM generate_series('{last}'::date, '{last}'::date - 180, '-{step} days') AS day"
    );
    behind(test, &insert).await;
}

async fn info(app: &mut App) -> GetSystemInfoResponse {
    app.feeds.catch_up().await.unwrap();
    let info = app.system.get_system_info(GetSystemInfoRequest {}).await;
    info.unwrap().into_inner()
}

/// Source, kind and count of each row of a day on which a fact is recorded in the tests: today.
async fn today(test: &TestStore) -> Vec<(String, i16, i64)> {
    let rows = "SELECT source, kind, fact_count FROM feed_days
        WHERE record_date = (SELECT max((record_time AT TIME ZONE 'UTC')::date) FROM facts)
        ORDER BY source, kind";
    sqlx::query_as(rows).fetch_all(&test.pool).await.unwrap()
}

fn shop(fact_id: &str) -> Fact {
    Fact {
        source: "shop".to_owned(),
        ..fact(fact_id, buy(5))
    }
}

const PURCHASE: i16 = FactKind::Purchase as i16;

#[tokio::test]
async fn what_is_recorded_is_counted_by_source_kind_and_day() {
    let mut app = app_with_c1().await;
    let request = record(vec![fact("1", buy(1)), fact("2", buy(2)), shop("1")]);
    let answer = recorded(&mut app, request).await;

    let feeds = info(&mut app).await.feeds;

    let of = |source: &str| Feed {
        source: source.to_owned(),
        kind: FactKind::Purchase.into(),
        last_record_time: answer.record_time,
        days_seen: 1,
        usual_gap_days: None,
        quiet: false,
    };
    assert_eq!(feeds, [of("billing"), of("shop")]);
    let counts = [
        ("billing".to_owned(), PURCHASE, 2),
        ("shop".to_owned(), PURCHASE, 1),
    ];
    assert_eq!(today(&app.store).await, counts);
}

#[tokio::test]
async fn facts_sent_again_count_and_those_taken_back_stay_counted() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![shop("1")])).await;
    app.feeds.catch_up().await.unwrap();
    let again = recorded(&mut app, record(vec![shop("1"), shop("2")])).await;
    let mut request = record(vec![]);
    request.retractions = vec![customer_quality::pb::v1::Retraction {
        source: "shop".to_owned(),
        ..retraction("1")
    }];
    recorded(&mut app, request).await;

    let feeds = info(&mut app).await.feeds;

    assert_eq!(feeds[0].last_record_time, again.record_time);
    assert_eq!(today(&app.store).await, [("shop".to_owned(), PURCHASE, 3)]);
}

#[tokio::test]
async fn what_is_only_checked_or_refused_is_not_counted() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("1", buy(1))])).await;
    let mut checked = record(vec![shop("1")]);
    checked.validate_only = true;
    recorded(&mut app, checked).await;
    let mut partly = record(vec![fact("1", buy(2)), shop("2")]);
    partly.allow_partial_success = true;
    assert_eq!(recorded(&mut app, partly).await.failures.len(), 1);

    info(&mut app).await;

    let counts = [
        ("billing".to_owned(), PURCHASE, 1),
        ("shop".to_owned(), PURCHASE, 1),
    ];
    assert_eq!(today(&app.store).await, counts);
}

#[tokio::test]
async fn a_feed_that_came_regularly_and_has_gone_quiet_comes_first_with_a_warning() {
    let mut app = app::start().await;
    came(&app.store, "till", FactKind::Purchase, 1, "2026-06-30").await;
    came(&app.store, "billing", FactKind::Invoice, 7, "2026-06-01").await;
    came(&app.store, "once", FactKind::Invoice, 400, "2026-06-01").await;

    let info = info(&mut app).await;

    let seen = info.feeds.iter();
    let seen = seen.map(|feed| {
        (
            feed.source.as_str(),
            feed.days_seen,
            feed.usual_gap_days,
            feed.quiet,
        )
    });
    let expected = [
        ("billing", 26, Some(7), true),
        ("till", 181, Some(1), false),
        ("once", 1, None, false),
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    let warning = "billing sent invoices almost every week until 1 June 2026; nothing since, for 30 \
                   days: this silence looks like customers leaving";
    assert_eq!(info.warnings, [warning]);
}

#[tokio::test]
async fn a_quiet_feed_of_hours_is_listed_and_warns_of_nothing() {
    let mut app = app::start().await;
    came(&app.store, "clock", FactKind::Effort, 1, "2026-06-01").await;
    let info = info(&mut app).await;
    assert!(info.feeds[0].quiet && info.warnings.is_empty(), "{info:?}");
}

#[tokio::test]
async fn commands_end_with_the_warning() {
    let app = app::start().await;
    let client = Client::over(app.channel.clone());
    app.feeds.catch_up().await.unwrap();
    assert_eq!(doubt::line(&client, Terminal::plain(80)).await, "");

    came(&app.store, "billing", FactKind::Invoice, 1, "2026-06-01").await;
    came(&app.store, "till", FactKind::Purchase, 1, "2026-06-02").await;
    app.feeds.catch_up().await.unwrap();

    assert_eq!(
        doubt::line(&client, Terminal::plain(80)).await,
        "\n! billing sent invoices almost every day until 1 June 2026; nothing since, for\n  \
         30 days: this silence looks like customers leaving; 1 more is quiet\n"
    );
}

#[tokio::test]
async fn the_metrics_show_how_long_each_feed_is_silent_and_how_many_are_quiet() {
    let app = app::start().await;
    let metrics = Metrics::new().unwrap();
    gauges::show(&metrics.meter(), &app.feeds);
    came(&app.store, "billing", FactKind::CreditNote, 1, "2026-06-01").await;
    for number in 10..60 {
        let source = format!("till-{number}");
        came(&app.store, &source, FactKind::Purchase, 1, "2026-07-01").await;
    }
    app.feeds.catch_up().await.unwrap();

    let page = metrics.page().unwrap();

    let lines = |start: &str| page.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(lines("customerquality_feed_silence_seconds{"), 50, "{page}");
    let silence = page
        .lines()
        .find(|line| line.contains("source=\"billing\""));
    let silence = silence.unwrap();
    assert!(silence.contains("kind=\"credit_note\""), "{silence}");
    assert!(
        silence.ends_with(" 2602800"),
        "30 days and 3 hours: {silence}"
    );
    let quiet = page
        .lines()
        .find(|line| line.starts_with("customerquality_feeds_quiet{"));
    assert!(quiet.unwrap().ends_with(" 1"), "{page}");
}

#[tokio::test]
async fn nobody_who_records_facts_waits_for_the_row_of_a_source() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![shop("1")])).await;
    app.feeds.catch_up().await.unwrap();
    let mut held = app.store.pool.begin().await.unwrap();
    let lock = "LOCK TABLE feed_days IN ACCESS EXCLUSIVE MODE";
    sqlx::query(lock).execute(&mut *held).await.unwrap();
    let answer = recorded(&mut app, record(vec![shop("2")])).await;
    assert_eq!(answer.recorded_count, 1);
    held.rollback().await.unwrap();
    app.feeds.catch_up().await.unwrap();
    assert_eq!(today(&app.store).await, [("shop".to_owned(), PURCHASE, 2)]);
}

#[tokio::test]
async fn what_could_not_be_written_is_written_the_next_time() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![shop("1")])).await;
    behind(&app.store, "ALTER TABLE feed_days RENAME TO away").await;
    app.store.store.write_feeds().await.unwrap_err();
    behind(&app.store, "ALTER TABLE away RENAME TO feed_days").await;
    recorded(&mut app, record(vec![shop("2")])).await;
    app.feeds.catch_up().await.unwrap();
    assert_eq!(today(&app.store).await, [("shop".to_owned(), PURCHASE, 2)]);
}

#[tokio::test]
async fn a_service_that_stops_writes_what_came_last() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![shop("1")])).await;
    let stop = CancellationToken::new();
    stop.cancel();
    app.feeds.clone().run(stop).await;
    let test = app.stop().await;
    let units = test.store.units();
    units.close();
    units.wait().await;
    assert_eq!(today(&test).await, [("shop".to_owned(), PURCHASE, 1)]);
}

#[tokio::test]
async fn facts_recorded_before_feeds_were_counted_are_counted_once() {
    let test = fresh_store().await;
    let batch = RecordBatch {
        facts: (0..25)
            .map(|at| facts::fact("a", &at.to_string(), facts::purchase(1)))
            .collect(),
        create_missing_customers: true,
        ..RecordBatch::default()
    };
    test.store.record(batch, BUDGET).await.unwrap();
    let earlier = "UPDATE facts SET record_time = '2026-06-10T23:30:00Z'::timestamptz
        - fact_id::integer * interval '7 days'";
    behind(&test, earlier).await;
    // As if they had been recorded by a program that does not count.
    test.store.write_feeds().await.unwrap();
    behind(&test, "DELETE FROM feed_days").await;
    let mut app = app::start_over(test).await;

    let feed = info(&mut app).await.feeds.remove(0);

    assert_eq!((feed.days_seen, feed.usual_gap_days), (25, Some(7)));
    let last = feed.last_record_time.unwrap().to_string();
    assert_eq!(last, "2026-06-10T23:30:00Z");
    let filled = "SELECT count(*) FROM settings WHERE key = 'feed_days_filled'";
    assert_eq!(app.store.count(filled).await, 1);
}

#[tokio::test]
async fn a_start_counts_the_facts_written_last_that_a_crash_left_out() {
    let mut app = app_with_c1().await;
    app.feeds.catch_up().await.unwrap();
    let answer = recorded(&mut app, record(vec![shop("1"), shop("2")])).await;
    app.feeds.catch_up().await.unwrap();
    let lost =
        "UPDATE feed_days SET fact_count = 1, last_record_time = last_record_time - interval '1 s'";
    behind(&app.store, lost).await;

    let feeds = info(&mut app).await.feeds;

    assert_eq!(feeds[0].last_record_time, answer.record_time);
    assert_eq!(today(&app.store).await, [("shop".to_owned(), PURCHASE, 2)]);
    behind(&app.store, "DELETE FROM feed_days").await;
    assert_eq!(info(&mut app).await.feeds, feeds, "nor is a lost day");
}

#[tokio::test]
async fn a_pass_over_facts_does_not_add_to_what_was_counted_as_it_came() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![shop("1"), shop("2")])).await;
    info(&mut app).await;
    recorded(&mut app, record(vec![shop("3")])).await;
    behind(
        &app.store,
        "DELETE FROM settings WHERE key = 'feed_days_filled'",
    )
    .await;
    info(&mut app).await;
    assert_eq!(today(&app.store).await, [("shop".to_owned(), PURCHASE, 3)]);
}

#[tokio::test]
async fn days_of_long_ago_are_forgotten() {
    let app = app::start().await;
    came(&app.store, "old", FactKind::Invoice, 30, "2024-11-08").await;
    came(&app.store, "new", FactKind::Invoice, 30, "2026-06-01").await;
    let day = facts::day("2026-07-01");
    app.store.store.forget_old_feeds(day).await.unwrap();
    let oldest = "SELECT '2026-07-01'::date - min(record_date) FROM feed_days WHERE source = 'old'";
    let oldest: Option<i32> = sqlx::query_scalar(oldest)
        .fetch_one(&app.store.pool)
        .await
        .unwrap();
    assert_eq!(oldest, Some(600));
}
