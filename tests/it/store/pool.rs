//! The pool: what its hooks are there for.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use customer_quality::store::{Durability, NotReady, Store, StoreOptions, pool};
use sqlx::{Connection, Executor, PgPool, Row};

use crate::support::store::{fresh_store, options};

/// Callers who go away while a transaction begins. Without the hook `after_release` of
/// `store::pool::connect` (take its call out and run this) the connection goes back to the pool inside an
/// open transaction, and what is then written there is acknowledged and never kept.
#[tokio::test]
async fn a_transaction_whose_beginning_is_cut_takes_no_acknowledged_write_with_it() {
    let test = fresh_store().await;
    let few = StoreOptions {
        pool_size: 1,
        ..options(&test.database.url)
    };
    let hooked = pool::connect(&few).await.unwrap();
    let lost = lost_writes(hooked.get_postgres_connection_pool(), &test.pool).await;
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
    let rows = pool::connect(&options(&test.database.url)).await.unwrap();
    let pool = rows.get_postgres_connection_pool();
    let value: String = sqlx::query_scalar("SHOW synchronous_commit")
        .fetch_one(pool)
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
