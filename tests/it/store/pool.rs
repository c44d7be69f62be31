//! The pool: the effects of its hooks.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use customer_quality::error::Error;
use customer_quality::store::{Durability, NotReady, RecordBatch, Store, StoreOptions, pool};
use sqlx::{Connection, Executor, PgConnection, PgPool, Row};

use crate::support::facts::{fact, purchase};
use crate::support::store::{BUDGET, fresh_store, options};

/// Callers who go away while a transaction begins. Without the hook `after_release` of
/// `store::session::pool` (take its call out and run this) the connection goes back to the pool inside an
/// open transaction, and what is then written there is acknowledged and never kept.
#[tokio::test]
async fn a_transaction_whose_beginning_is_cut_takes_no_acknowledged_write_with_it() {
    let test = fresh_store().await;
    let few = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let hooked = pool::bare(&few).unwrap();
    let lost = lost_writes(&hooked, &test.pool).await;
    assert_eq!(lost, 0);
}

/// The same against a pool without hooks, to know that the test above would notice.
#[tokio::test]
async fn without_the_hook_acknowledged_writes_are_lost() {
    let test = fresh_store().await;
    let bare = sqlx::postgres::PgPoolOptions::new().max_connections(1);
    let bare = bare.connect(&test.database.url).await.unwrap();
    let lost = lost_writes(&bare, &test.pool).await;
    assert!(lost > 0, "sqlx has been mended: take the hook out");
}

/// Cuts the beginning of 100 transactions, writes through the same pool, closes it, and counts what was
/// acknowledged and is not there.
async fn lost_writes(pool: &PgPool, other: &PgPool) -> usize {
    other
        .execute("CREATE TABLE written (number integer)")
        .await
        .unwrap();
    let mut acknowledged = Vec::new();
    for number in 0..100 {
        cut_a_beginning(pool).await;
        let write = sqlx::query("INSERT INTO written VALUES ($1)")
            .bind(number)
            .execute(pool);
        if write.await.is_ok() {
            acknowledged.push(number);
        }
    }
    pool.close().await;
    let rows = other.fetch_all("SELECT number FROM written").await.unwrap();
    let kept: Vec<i32> = rows.iter().map(|row| row.get(0)).collect();
    acknowledged
        .iter()
        .filter(|number| !kept.contains(number))
        .count()
}

/// A caller who goes away once BEGIN is sent and before it is answered: the future is polled once, which
/// sends it, and dropped. The server sleeps, so that it has not answered by then on any machine.
async fn cut_a_beginning(pool: &PgPool) {
    let mut connection = pool.acquire().await.unwrap();
    let mut beginning = pin!(connection.begin_with("BEGIN; SELECT pg_sleep(0.01)"));
    let answered =
        poll_fn(|context| Poll::Ready(beginning.as_mut().poll(context).is_ready())).await;
    assert!(!answered);
}

#[tokio::test]
async fn a_server_that_may_forget_is_refused() {
    let test = fresh_store().await;
    let forgets: String = sqlx::query_scalar("SELECT current_setting('fsync')")
        .fetch_one(&test.pool)
        .await
        .unwrap();
    let careful = StoreOptions {
        durability: Durability::Required,
        ..options(&test.database.url)
    };
    match Store::connect(&careful).await {
        Err(NotReady::Forgetful { setting }) => {
            assert_eq!((setting, forgets.as_str()), ("fsync", "off"));
        }
        other => assert_eq!((other.is_ok(), forgets.as_str()), (true, "on")),
    }
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_whatever_the_database_says() {
    let test = fresh_store().await;
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&test.pool)
        .await
        .unwrap();
    let off = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    test.pool.execute(sqlx::AssertSqlSafe(off)).await.unwrap();
    let pool = pool::bare(&options(&test.database.url)).unwrap();
    let value: String = sqlx::query_scalar("SHOW synchronous_commit")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(value, "on");
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_told_with_the_cause() {
    let nobody = StoreOptions::new("postgres://anna@127.0.0.1:1/none");
    let words = Store::connect(&nobody).await.unwrap_err().to_string();
    assert!(words.contains("Connection refused"), "{words}");
}

/// One connection, which a unit of work has that waits for a lock.
#[tokio::test]
async fn calls_that_find_all_connections_taken_are_told_of_overload_and_the_database_is_there() {
    let test = fresh_store().await;
    let told = || vec![fact("a", "1", purchase(1))];
    test.tell(told()).await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();
    let few = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let store = Store::connect(&few).await.unwrap();
    let batch = || RecordBatch {
        facts: told(),
        ..RecordBatch::default()
    };
    let refused = async {
        test.waits_for_a_lock().await;
        let (written, read, listed, answers) = tokio::join!(
            store.record(batch(), BUDGET),
            store.customer("a"),
            store.customer_ids(None, 1),
            store.ping(),
        );
        assert_eq!(written.unwrap_err(), Error::Overloaded);
        assert_eq!(read.unwrap_err(), Error::Overloaded);
        assert_eq!(listed.unwrap_err(), Error::Overloaded);
        answers.unwrap();
        blocker.execute("ROLLBACK").await.unwrap();
    };
    let (waiting, ()) = tokio::join!(store.record(batch(), BUDGET), refused);
    assert_eq!(waiting.unwrap().duplicate_count, 1);
}

#[tokio::test]
async fn a_ping_whose_connection_the_server_has_closed_takes_another() {
    let test = fresh_store().await;
    test.store.ping().await.unwrap();
    let leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    test.pool.execute(leave).await.unwrap();
    test.store.ping().await.unwrap();
}
