//! Migrations: they run once, even if several processes try, and never against a schema that is too new.

use customer_quality::store::{NotReady, Store};
use sqlx::Executor;

use crate::support::postgres::fresh_database;
use crate::support::store::{TestStore, fresh_store, options};

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

/// A store whose database a newer program has migrated. `Some`: to what only programs can live with that
/// know this schema.
async fn migrated_by_a_newer_program(oldest: Option<i64>) -> TestStore {
    let test = fresh_store().await;
    test.store.check_schema().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations
                 VALUES (9999, 'from the future', now(), true, '\\x00', 0)";
    test.pool.execute(newer).await.unwrap();
    // As migrations write it.
    let needs = "INSERT INTO settings (key, value) VALUES ('oldest_schema', to_jsonb($1))
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    if let Some(oldest) = oldest {
        let needs = sqlx::query(needs).bind(oldest);
        needs.execute(&test.pool).await.unwrap();
    }
    test
}

/// The newest migration that this program knows.
async fn known() -> i64 {
    let test = fresh_store().await;
    test.count("SELECT max(version) FROM _sqlx_migrations")
        .await
}

#[tokio::test]
async fn a_newer_schema_is_used_as_it_is_by_programs_that_can_live_with_it() {
    for oldest in [None, Some(1), Some(known().await)] {
        let test = migrated_by_a_newer_program(oldest).await;
        test.store.check_schema().await.unwrap();
        test.store.migrate().await.unwrap();
        let newest = "SELECT max(version) FROM _sqlx_migrations";
        assert_eq!(test.count(newest).await, 9999);
    }
}

#[tokio::test]
async fn a_newer_schema_that_this_program_cannot_live_with_is_refused() {
    let needed = known().await + 1;
    let test = migrated_by_a_newer_program(Some(needed)).await;
    for refused in [test.store.check_schema().await, test.store.migrate().await] {
        let refused = refused.unwrap_err();
        let NotReady::Newer { found, oldest, .. } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((found, oldest), (9999, needed));
    }
}

#[tokio::test]
async fn a_migration_that_was_changed_after_its_release_is_refused() {
    let test = fresh_store().await;
    let other = "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 1";
    test.pool.execute(other).await.unwrap();
    for refused in [test.store.check_schema().await, test.store.migrate().await] {
        let words = refused.unwrap_err().to_string();
        let expected = "migration 1 was another one when it was run: restore it";
        assert!(words.contains(expected), "{words}");
    }
}
