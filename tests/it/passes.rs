//! Passes over all customers. They run once after midnight and in a new month, in the order of ids. They
//! write only differences, and go on where another replica was stopped.

use std::collections::BTreeMap;

use customer_quality::store::Pass;
use serde_json::json;
use sqlx::Executor;

use crate::support::{
    app::{self, App},
    book::{Book, bill, buy},
};

/// The pass over everybody's standing.
const STANDINGS: &str = "standings_pass";

/// Five neighbours, and one whose bill is due tomorrow.
async fn six() -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    book.business("D-1");
    book.tell(
        "2026-06-18",
        "D-1",
        bill("R-1", 900, "2026-06-18", "2026-07-01"),
    );
    app.tell(&book).await;
    app.settle().await;
    app
}

/// Each standing, by what writing it would change.
async fn rows(app: &App) -> BTreeMap<String, String> {
    let rows = "SELECT customer_id, xmin::text || ' ' || ctid::text FROM standings";
    let rows: Vec<(String, String)> = sqlx::query_as(rows)
        .fetch_all(&app.store.pool)
        .await
        .unwrap();
    rows.into_iter().collect()
}

async fn pass(app: &App) -> Pass {
    app.store.store.pass(STANDINGS).await.unwrap().unwrap()
}

#[tokio::test]
async fn everybody_is_evaluated_once_after_midnight_and_in_a_new_month() {
    let mut app = six().await;
    let mut worker = app.worker();
    worker.catch_up().await.unwrap();
    let mut last = pass(&app).await;
    for text in ["2026-07-02T00:00:00Z", "2026-08-01T00:00:00Z"] {
        app.clock.set(text.parse().unwrap());
        assert!(worker.catch_up().await.unwrap() > 0);
        let ended = pass(&app).await;
        assert_ne!(ended.reason, last.reason, "{text}");
        assert_eq!((ended.done, ended.total), (6, 6), "{text}");
        assert_eq!(ended.after, "N-5", "the last in the order of ids");
        assert!(ended.end_time.is_some());
        assert_eq!(worker.catch_up().await.unwrap(), 0, "once, {text}");
        assert_eq!(pass(&app).await, ended);
        last = ended;
    }
    app.settle().await;
    assert_eq!(pass(&app).await, last, "nor by another worker");
}

#[tokio::test]
async fn one_standing_that_the_database_refuses_holds_up_nobody_elses() {
    let mut app = six().await;
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                      'BEGIN RAISE EXCEPTION ''not this one''; END';
                  CREATE TRIGGER refused BEFORE INSERT OR UPDATE ON standings
                      FOR EACH ROW WHEN (NEW.customer_id = 'N-1') EXECUTE FUNCTION refuse()";
    app.store.pool.execute(refuse).await.unwrap();
    let before = rows(&app).await;
    for id in ["N-1", "N-2"] {
        app.add("later", "2026-06-19", id, buy(9)).await;
    }
    app.settle().await;
    let after = rows(&app).await;
    assert_eq!(after["N-1"], before["N-1"]);
    assert_ne!(after["N-2"], before["N-2"]);
    app.clock.set("2026-07-02T10:00:00Z".parse().unwrap());
    app.settle().await;
    assert_eq!(pass(&app).await.done, 6);
    assert_ne!(rows(&app).await["D-1"], after["D-1"]);
}

#[tokio::test]
async fn only_standings_that_say_something_else_are_written() {
    let mut app = six().await;
    let before = rows(&app).await;
    app.clock.set("2026-07-02T10:00:00Z".parse().unwrap());
    app.settle().await;
    let after = rows(&app).await;
    assert_eq!(pass(&app).await.done, 6);
    assert_ne!(after["D-1"], before["D-1"], "their bill is overdue");
    for number in 1..=5 {
        let id = format!("N-{number}");
        assert_eq!(after[&id], before[&id], "{id}");
    }
}

/// A pass for today that another replica has brought as far as N-2, and whose lease ends then.
async fn begun_elsewhere(app: &App, lease_until: &str) {
    let now = app.clock.now();
    let value = json!({
        "reason": app.evaluator.standings_reason(now),
        "after": "N-2",
        "done": 3,
        "total": 6,
        "begin_time": "2026-07-02T00:00:00Z",
        "end_time": null,
        "owner": 99,
        "lease_until": lease_until,
    });
    let statement = "UPDATE settings SET value = $1 WHERE key = 'standings_pass'";
    let kept = sqlx::query(statement).bind(value).execute(&app.store.pool);
    assert_eq!(kept.await.unwrap().rows_affected(), 1);
    let gone = sqlx::query("DELETE FROM standings").execute(&app.store.pool);
    gone.await.unwrap();
}

#[tokio::test]
async fn a_pass_that_another_replica_has_is_left_to_it_while_its_lease_lasts() {
    let app = six().await;
    begun_elsewhere(&app, "9999-01-01T00:00:00Z").await;
    let before = pass(&app).await;
    app.worker().catch_up().await.unwrap();
    assert!(rows(&app).await.is_empty());
    assert_eq!(pass(&app).await, before);
}

#[tokio::test]
async fn a_pass_whose_lease_has_ended_is_taken_over_where_it_stands() {
    let app = six().await;
    begun_elsewhere(&app, "2020-01-01T00:00:00Z").await;
    app.worker().catch_up().await.unwrap();
    let made: Vec<String> = rows(&app).await.into_keys().collect();
    assert_eq!(made, ["N-3", "N-4", "N-5"], "the others had been seen");
    let ended = pass(&app).await;
    assert_eq!((ended.done, ended.total), (6, 6));
    assert!(ended.end_time.is_some());
}

#[tokio::test]
async fn a_replica_that_has_lost_its_pass_does_not_say_how_far_it_came() {
    let app = six().await;
    let (store, reason) = (&app.store.store, json!(["test"]));
    let claim = async |owner| {
        let claimed = store.claim_pass(STANDINGS, reason.clone(), owner);
        claimed.await.unwrap()
    };
    let mut first = claim(1).await.unwrap();
    assert_eq!((first.done, first.total), (0, 6));
    assert_eq!(claim(2).await, None, "another has it");
    (first.after, first.done) = ("N-1".to_owned(), 2);
    assert!(store.advance_pass(STANDINGS, first.clone()).await.unwrap());
    assert_eq!(pass(&app).await.done, 2, "its progress is seen");
    let ended =
        "UPDATE settings SET value = jsonb_set(value, '{lease_until}', '\"2020-01-01T00:00:00Z\"')
                 WHERE key = 'standings_pass'";
    sqlx::query(ended).execute(&app.store.pool).await.unwrap();
    let second = claim(2).await.unwrap();
    assert_eq!((second.after.as_str(), second.done), ("N-1", 2));
    first.done = 6;
    assert!(!store.advance_pass(STANDINGS, first).await.unwrap());
    assert_eq!(pass(&app).await.done, 2);
}
