//! The demonstration never mixes with customers of somebody else, and goes without a trace where it once did.

use std::process::Stdio;

use client::Client;
use commands::demo::files::STORIES;
use customer_quality::pb::v1::{ListScoresRequest, RetractFactRequest, Retraction};
use customer_quality::store::{Store, StoreOptions};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::process::Command;

use super::data::SHIFT;
use crate::support::app::{self, App};
use crate::support::facts::{fact_at, purchase, referral};
use crate::support::own_cluster::OwnCluster;
use crate::support::store::TestStore;

/// These customers of the demonstration have facts of somebody else, are named by one, or have another name.
const STAY: [&str; 4] = [
    "story-dog-owner",
    "story-penny-pincher",
    "story-tree-2",
    "story-tree-5",
];

/// Runs the program on the database at `url`. Returns the exit code, the answer and the remarks.
async fn run(url: &str, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_customer-quality"));
    command.args(words).args(["--log-level", "off"]);
    command.env("DATABASE_URL", url).stdin(Stdio::null());
    let output = command.output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

async fn send_stories(app: &App) {
    let client = Client::over(app.channel.clone());
    let sent = STORIES.send(&client, SHIFT).await.unwrap();
    assert_eq!(sent.rows_refused, 0);
}

/// A service whose database has the stories of the demonstration among facts of its own.
async fn mixed() -> App {
    let mut app = app::start().await;
    send_stories(&app).await;
    for (key, value) in [("demo_shift_weeks", 1_440), ("demo_edition", 2)] {
        app.store
            .store
            .put_setting(key, value.into())
            .await
            .unwrap();
    }
    let own = vec![
        fact_at("mine-1", "1", "2025-03-01T12:00:00Z", purchase(10)),
        fact_at(
            "mine-1",
            "2",
            "2025-03-01T12:00:00Z",
            referral("story-penny-pincher"),
        ),
        fact_at("story-tree-2", "1", "2025-03-01T12:00:00Z", purchase(77)),
        fact_at(
            "story-tree-5",
            "1",
            "2025-03-01T12:00:00Z",
            referral("mine-2"),
        ),
    ];
    app.store.tell(own).await.unwrap();
    let rename = "UPDATE customers SET name = 'Ours' WHERE customer_id = 'story-dog-owner'";
    app.store.pool.execute(rename).await.unwrap();
    let retraction = Retraction {
        customer_id: "story-tree-1".to_owned(),
        source: "crm".to_owned(),
        fact_id: "referral-0001".to_owned(),
        reason: "a trial".to_owned(),
        author: "anna".to_owned(),
    };
    let request = RetractFactRequest {
        retraction: Some(retraction),
    };
    app.records.retract_fact(request).await.unwrap();
    app.settle().await;
    let change = "INSERT INTO class_changes VALUES ('story-tree-1', 1, 1, 2, 1, now(), now(), 'default', 2, 1, 1, 1, '{}')";
    app.store.pool.execute(change).await.unwrap();
    app
}

/// How many rows of every table are about the demonstration, without the customers who stay.
async fn rows_about_the_demonstration(test: &TestStore) -> Vec<(String, i64)> {
    let query = "SELECT table_name::text FROM information_schema.columns
                 WHERE column_name IN ('customer_id', 'referrer_customer_id') AND table_schema = 'public'
                 GROUP BY 1 ORDER BY 1";
    let tables: Vec<String> = sqlx::query_scalar(query)
        .fetch_all(&test.pool)
        .await
        .unwrap();
    assert!(tables.len() >= 13, "{tables:?}");
    let mut counts = Vec::new();
    for table in tables {
        let column = if table == "referrals" {
            "referrer_customer_id"
        } else {
            "customer_id"
        };
        let query = AssertSqlSafe(format!(
            "SELECT count(*) FROM {table} WHERE {column} LIKE 'story-%' AND {column} <> ALL($1)"
        ));
        let count = sqlx::query_scalar(query).bind(STAY.as_slice());
        let count: i64 = count.fetch_one(&test.pool).await.unwrap();
        counts.push((table, count));
    }
    counts
}

#[tokio::test]
async fn what_got_mixed_is_taken_out_and_nothing_else() {
    let test = Box::pin(mixed()).await.stop().await;
    let before = rows_about_the_demonstration(&test).await;
    let without: Vec<_> = before.iter().filter(|(_, count)| *count == 0).collect();
    let never: Vec<&str> = without.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(
        never,
        ["dirty_customers", "merged_customers", "referral_queue"],
        "the test proves the other tables"
    );

    let (code, _, remarks) = run(&test.database.url, &["demo", "--remove"]).await;
    assert_eq!(code, Some(1), "{remarks}");
    assert!(
        remarks.contains("out of this database, for ever? Say so with --yes"),
        "{remarks}"
    );
    assert_eq!(rows_about_the_demonstration(&test).await, before);

    let (code, answer, remarks) = run(&test.database.url, &["demo", "--remove", "--yes"]).await;
    assert_eq!((code, remarks.as_str()), (Some(0), ""), "{answer}");
    let gone = before.iter().find(|it| it.0 == "customers").unwrap().1;
    assert!(
        answer.starts_with(&format!("{gone} customers and ")),
        "{answer}"
    );
    for named in [
        "Ours (story-dog-owner)",
        "Coppinger Eye Clinic (story-tree-2)",
    ] {
        assert!(answer.contains(named), "{answer}");
    }
    for (table, count) in rows_about_the_demonstration(&test).await {
        assert_eq!(count, 0, "{table}");
    }
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 4);
    assert_eq!(test.count("SELECT count(*) FROM retractions").await, 0);
    assert_eq!(test.count("SELECT count(*) FROM customers").await, 6);

    let (code, answer, remarks) = run(&test.database.url, &["verify"]).await;
    assert_eq!(code, Some(0), "{answer}{remarks}");
    let (code, answer, _) = run(&test.database.url, &["demo", "--remove"]).await;
    assert_eq!(code, Some(0), "{answer}");
    assert!(
        answer.starts_with("nothing of the demonstration is here\n"),
        "{answer}"
    );
}

#[tokio::test]
async fn afterwards_answers_are_as_if_it_had_never_been_there_and_it_may_come_again() {
    let test = Box::pin(mixed()).await.stop().await;
    let (code, _, remarks) = run(&test.database.url, &["demo", "--remove", "--yes"]).await;
    assert_eq!(code, Some(0), "{remarks}");
    let mut app = app::start_over(test).await;
    app.settle().await;
    let request = ListScoresRequest::default();
    let listed = app.quality.list_scores(request).await.unwrap().into_inner();
    let mut ids: Vec<&str> = listed
        .scores
        .iter()
        .map(|it| it.customer_id.as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, [&["mine-1", "mine-2"], STAY.as_slice()].concat());
    let brought = "SELECT brought_count FROM referral_figures WHERE customer_id = 'mine-1'";
    assert_eq!(app.store.count(brought).await, 1, "story-penny-pincher");
    let days = "SELECT count(*) FROM feed_days WHERE source <> 'books'";
    assert_eq!(app.store.count(days).await, 0);
    send_stories(&app).await;
}

#[tokio::test]
async fn a_removal_that_was_cut_off_is_completed() {
    let test = Box::pin(mixed()).await.stop().await;
    for cut in ["facts", "retractions"] {
        let gone = format!("DELETE FROM {cut} WHERE source <> 'books'");
        test.pool.execute(AssertSqlSafe(gone)).await.unwrap();
    }
    let (code, answer, remarks) = run(&test.database.url, &["demo", "--remove", "--yes"]).await;
    assert_eq!(code, Some(0), "{answer}{remarks}");
    for (table, count) in rows_about_the_demonstration(&test).await {
        assert_eq!(count, 0, "{table}");
    }
    assert_eq!(run(&test.database.url, &["verify"]).await.0, Some(0));
}

#[tokio::test]
async fn the_demonstration_refuses_a_database_with_customers_of_somebody_else() {
    let own = OwnCluster::durable().await;
    let url = own.cluster.url();
    let store = Store::connect(&StoreOptions::new(&url)).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let insert =
        "INSERT INTO customers VALUES ('mine-1', 'Ours', 0, NULL, '', 1, '{}', 1, now(), now())";
    connection.execute(insert).await.unwrap();
    let here = ["demo", "--listen", "127.0.0.1:0", "--admin", "off"];
    let (code, _, remarks) = run(&url, &here).await;
    assert_eq!(code, Some(1), "{remarks}");
    let said = "error: this database holds 1 customer who is not the demonstration's";
    assert!(remarks.starts_with(said), "{remarks}");
    assert!(
        remarks.contains("customer-quality demo --remove"),
        "{remarks}"
    );
    let count = sqlx::query_scalar("SELECT count(*) FROM customers");
    let count: i64 = count.fetch_one(&mut connection).await.unwrap();
    assert_eq!(count, 1);
    own.cluster.stop().await;
}
