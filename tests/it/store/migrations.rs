//! Migrations: run once whoever tries, and never against a newer schema.

use customer_quality::store::{NotReady, Store};
use sqlx::Executor;

use crate::support::postgres::fresh_database;
use crate::support::store::{fresh_store, options};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_who_migrate_at_once_do_it_once() {
    for _ in 0..3 {
        let database = fresh_database("empty", |_| async {}).await;
        let store = Store::connect(&options(&database.url)).await.unwrap();
        let before = store.check_schema().await.unwrap_err();
        assert!(
            matches!(before, NotReady::Older { found: 0, .. }),
            "{before:?}"
        );
        let migrators = (0..5).map(|_| async {
            let store = Store::connect(&options(&database.url)).await.unwrap();
            store.migrate().await
        });
        futures::future::try_join_all(migrators).await.unwrap();
        store.check_schema().await.unwrap();
        let pool = sqlx::PgPool::connect(&database.url).await.unwrap();
        let run = "SELECT count(*) = max(version) AND bool_and(success) FROM _sqlx_migrations";
        let once: bool = sqlx::query_scalar(run).fetch_one(&pool).await.unwrap();
        assert!(once);
        let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let held: i64 = sqlx::query_scalar(held).fetch_one(&pool).await.unwrap();
        assert_eq!(held, 0);
    }
}

#[tokio::test]
async fn a_database_that_a_newer_program_has_migrated_is_refused() {
    let test = fresh_store().await;
    test.store.check_schema().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations
                 VALUES (9999, 'from the future', now(), true, '\\x00', 0)";
    test.pool.execute(newer).await.unwrap();
    let refused = [test.store.check_schema().await, test.store.migrate().await];
    for refused in refused {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, NotReady::Newer { found: 9999, .. }),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_migration_that_was_changed_after_its_release_is_refused() {
    let test = fresh_store().await;
    let other = "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 1";
    test.pool.execute(other).await.unwrap();
    let refused = test.store.migrate().await.unwrap_err();
    assert!(matches!(refused, NotReady::Failed(_)), "{refused:?}");
}
