//! Units of work: each ends completely or not at all, whatever happens to its caller.

use std::time::Duration;

use customer_quality::error::Error;
use customer_quality::store::{RecordBatch, Store};
use sqlx::{Connection, Executor, PgConnection};

use crate::support::facts::{fact, purchase};
use crate::support::store::{fresh_store, options};

fn batch(customer_id: &str, fact_id: &str) -> RecordBatch {
    RecordBatch {
        facts: vec![fact(customer_id, fact_id, purchase(1))],
        create_missing_customers: true,
        ..RecordBatch::default()
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_cut_the_unit() {
    let test = fresh_store().await;
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    test.tell(batch("a", "1").facts).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();

    tokio::select! {
        _ = test.store.record(batch("a", "2"), Duration::from_secs(10)) => panic!("nothing blocked it"),
        () = test.waits_for_a_lock() => {}
    }
    assert_eq!(test.store.units().len(), 1);
    blocker.execute("ROLLBACK").await.unwrap();
    let units = test.store.units();
    units.close();
    units.wait().await;
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 2);
}

#[tokio::test]
async fn a_unit_ends_with_its_budget_and_leaves_nothing_behind() {
    let test = fresh_store().await;
    test.tell(batch("a", "1").facts).await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();

    let budget = Duration::from_millis(300);
    let start = std::time::Instant::now();
    let late = test
        .store
        .record(batch("a", "2"), budget)
        .await
        .unwrap_err();

    assert_eq!(late, Error::DeadlineExceeded { budget });
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    blocker.execute("ROLLBACK").await.unwrap();
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 1);
    test.tell(batch("a", "2").facts).await.unwrap();
}

#[tokio::test]
async fn a_unit_that_the_server_never_answers_loses_its_connection_and_the_pool_does_not() {
    let test = fresh_store().await;
    test.tell(batch("a", "1").facts).await.unwrap();
    let hard = customer_quality::store::StoreOptions {
        unit_limit: Duration::from_secs(1),
        pool_size: 1,
        ..options(&test.database.url)
    };
    let store = Store::connect(&hard).await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();

    // The server would wait ten seconds; the unit's own limit comes first.
    let late = store
        .record(batch("a", "2"), Duration::from_secs(10))
        .await
        .unwrap_err();

    assert!(matches!(late, Error::DeadlineExceeded { .. }), "{late:?}");
    store.ping().await.unwrap();
    blocker.execute("ROLLBACK").await.unwrap();
    store
        .record(batch("a", "3"), Duration::from_secs(10))
        .await
        .unwrap();
    let unfinished = "SELECT count(*) FROM facts WHERE fact_id = '2'";
    assert_eq!(test.count(unfinished).await, 0);
}

#[tokio::test]
async fn a_unit_that_the_server_ends_in_a_deadlock_is_done_anew() {
    let test = fresh_store().await;
    test.tell(vec![
        fact("a", "1", purchase(1)),
        fact("b", "1", purchase(1)),
    ])
    .await
    .unwrap();
    let mut other = PgConnection::connect(&test.database.url).await.unwrap();
    other
        .execute("SET deadlock_timeout = '10s'; BEGIN")
        .await
        .unwrap();
    other
        .execute("UPDATE customers SET name = 'x' WHERE customer_id = 'b'")
        .await
        .unwrap();
    let facts = vec![fact("a", "2", purchase(1)), fact("b", "2", purchase(1))];
    let batch = RecordBatch {
        facts,
        ..RecordBatch::default()
    };
    let store = test.store.clone();
    let unit = async { store.record(batch, Duration::from_secs(10)).await.unwrap() };
    let opponent = async {
        // The unit has `a` and waits for `b`. The server notices after a second.
        test.waits_for_a_lock().await;
        other
            .execute("UPDATE customers SET name = 'x' WHERE customer_id = 'a'")
            .await
            .unwrap();
        other.execute("COMMIT").await.unwrap();
    };
    let (told, ()) = tokio::join!(unit, opponent);
    assert_eq!(told.recorded_count, 2);
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 4);
}

#[tokio::test]
async fn connections_that_the_server_has_closed_do_not_fail_the_next_unit() {
    let test = fresh_store().await;
    for round in 0..5 {
        let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        test.pool.execute(leave).await.unwrap();
        let id = format!("{round}");
        test.store
            .record(batch("a", &id), Duration::from_secs(10))
            .await
            .unwrap();
    }
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 5);
}

#[tokio::test]
async fn a_transaction_that_failed_is_never_taken_for_a_commit() {
    let test = fresh_store().await;
    let mut connection = PgConnection::connect(&test.database.url).await.unwrap();
    connection
        .execute("BEGIN; CREATE TABLE made ()")
        .await
        .unwrap();
    connection.execute("SELECT 1 / 0").await.unwrap_err();
    // On its own it would be answered without an error.
    let commit = include_str!("../../../src/store/sql/commit.sql");
    let failed = connection.fetch_all(commit).await.unwrap_err();
    let code = failed.as_database_error().unwrap().code().unwrap();
    assert_eq!(code, "25P02");
    connection.execute("ROLLBACK").await.unwrap();
    connection
        .execute("BEGIN; CREATE TABLE made ()")
        .await
        .unwrap();
    assert_eq!(connection.fetch_all(commit).await.unwrap().len(), 1);
    assert_eq!(test.count("SELECT count(*) FROM made").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_over_the_same_customers_in_any_order_never_stop_each_other() {
    let test = fresh_store().await;
    let store = &test.store;
    let tellers = (0..12).map(|teller| async move {
        let mut retried = 0;
        for round in 0..10 {
            let mut facts: Vec<_> = (0..40)
                .map(|place| {
                    // Each teller goes through the customers in another order.
                    let customer = (place * 7 + teller * 13 + round) % 40;
                    fact(
                        &format!("c{customer}"),
                        &format!("{teller}-{round}-{place}"),
                        purchase(1),
                    )
                })
                .collect();
            if teller % 2 == 0 {
                facts.reverse();
            }
            let batch = RecordBatch {
                facts,
                create_missing_customers: true,
                ..RecordBatch::default()
            };
            let told = store
                .record(batch, crate::support::store::BUDGET)
                .await
                .unwrap();
            retried += i32::from(told.recorded_count != 40);
        }
        retried
    });
    let retried: i32 = futures::future::join_all(tellers).await.into_iter().sum();
    assert_eq!(retried, 0);
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 12 * 10 * 40);
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    test.pool
        .execute("SELECT pg_stat_force_next_flush()")
        .await
        .unwrap();
    assert_eq!(test.count(deadlocks).await, 0);
    let sum = "SELECT sum(purchase_count)::bigint FROM customer_months";
    assert_eq!(test.count(sum).await, 12 * 10 * 40);
}
