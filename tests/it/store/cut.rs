//! Reads whose callers have gone. The statement ends on the server, and its connection returns to the pool.

use std::time::{Duration, Instant};

use customer_quality::error::Error;
use customer_quality::store::{FactQuery, Store, StoreOptions};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::time::timeout;

use crate::support::server::until;
use crate::support::store::{TestStore, fresh_store, options};

/// Sessions of the service that are at work.
async fn at_work(test: &TestStore) -> i64 {
    let working = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'customer-quality'
                   AND state = 'active'";
    test.count(working).await
}

/// Reads that a locked table holds up, in a pool with one place.
async fn cut(lock: &'static str, read: impl AsyncFn(&Store)) {
    let test = fresh_store().await;
    let one = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let store = Store::connect(&one).await.unwrap();
    store.models().await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    let lock = format!("BEGIN; LOCK TABLE {lock}");
    blocker.execute(AssertSqlSafe(lock)).await.unwrap();
    tokio::select! {
        () = read(&store) => panic!("nothing held it up"),
        () = test.waits_for_a_lock() => {}
    }
    let gone = Instant::now();
    // Less than any limit of a statement, a lock or the pool.
    let another = timeout(Duration::from_secs(1), store.models()).await;
    another.expect("the place is free").unwrap();
    until("the statement has ended", async || {
        at_work(&test).await == 0
    })
    .await;
    assert!(
        gone.elapsed() < Duration::from_secs(3),
        "{:?}",
        gone.elapsed()
    );
    blocker.execute("ROLLBACK").await.unwrap();
    timeout(Duration::from_secs(10), read(&store))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_read_of_one_customer_ends_with_its_call() {
    cut("customers", async |store| {
        assert_eq!(store.customer("a").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_facts_ends_with_its_call() {
    cut("facts", async |store| {
        let query = FactQuery {
            limit: 1,
            ..FactQuery::default()
        };
        assert_eq!(store.facts(query).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_statement_from_a_file_ends_with_its_call() {
    cut("customers", async |store| {
        assert!(store.customer_ids(None, 1).await.unwrap().is_empty());
    })
    .await;
}

/// A connection is not thrown away for a statement that is over soon.
#[tokio::test]
async fn the_connection_of_a_short_read_is_kept_though_its_caller_has_gone() {
    let test = fresh_store().await;
    let one = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let store = Store::connect(&one).await.unwrap();
    store.models().await.unwrap();
    let sessions = "SELECT sum(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'customer-quality'";
    let mut admin = PgConnection::connect(&test.database.url).await.unwrap();
    let mut same = async || -> i64 {
        let sum = sqlx::query_scalar(sessions).fetch_one(&mut admin);
        sum.await.unwrap()
    };
    let before = same().await;
    for turns in 0..100 {
        // Cut at another point each time.
        let turns = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = turns => {}
            read = store.models() => drop(read.unwrap()),
        }
        store.models().await.unwrap();
    }
    assert_eq!(same().await, before);
}

#[tokio::test]
async fn a_read_that_a_locked_table_holds_up_for_long_says_that_the_database_is_of_no_use_now() {
    let test = fresh_store().await;
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; LOCK TABLE customers")
        .await
        .unwrap();
    let error = test.store.customer("a").await.unwrap_err();
    assert!(matches!(error, Error::StoreUnavailable(_)), "{error:?}");
}
