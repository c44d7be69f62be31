//! The pool: what its hooks are there for.

use std::time::Duration;

use customer_quality::store::{Durability, NotReady, Store, StoreOptions, pool};
use sqlx::{Executor, PgPool, Row};

use crate::support::random::Random;
use crate::support::store::{fresh_store, options};

/// Callers who go away while a transaction begins. Without the hook `after_release` of
/// `store::pool::connect` (take its call out and run this) a connection goes back to the pool inside an
/// open transaction every few cuts, and what is then written there is acknowledged and never kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_whose_beginning_is_cut_takes_no_acknowledged_write_with_it() {
    let test = fresh_store().await;
    let few = StoreOptions {
        pool_size: 3,
        ..options(&test.database.url)
    };
    let hooked = pool::connect(&few).await.unwrap();
    let lost = lost_writes(hooked.get_postgres_connection_pool(), &test.pool).await;
    assert_eq!(lost, 0);
}

/// The same against a pool without hooks, to know that the test above would notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_hook_acknowledged_writes_are_lost() {
    let test = fresh_store().await;
    let bare = sqlx::postgres::PgPoolOptions::new().max_connections(3);
    let bare = bare.connect(&test.database.url).await.unwrap();
    let lost = lost_writes(&bare, &test.pool).await;
    assert!(lost > 0, "sqlx has been mended: take the hook out");
}

/// Cuts `begin` at 600 random moments, writes through the same pool, closes it, and counts what was
/// acknowledged and is not there.
async fn lost_writes(pool: &PgPool, other: &PgPool) -> usize {
    other
        .execute("CREATE TABLE written (number integer)")
        .await
        .unwrap();
    let mut random = Random(1);
    let mut acknowledged = Vec::new();
    for number in 0..600 {
        let cut = Duration::from_micros(random.below(400));
        // Dropped before the server has answered BEGIN, more often than not.
        let _ = tokio::time::timeout(cut, pool.begin()).await;
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
