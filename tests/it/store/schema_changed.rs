//! A schema that differs from the migrations. The start refuses it, the running service notices it, and the
//! error names the difference.

use std::time::Duration;

use customer_quality::store::{NotReady, Store};
use sqlx::Executor;

use crate::support::store::{fresh_store, options};

/// What is said of a schema after `change`, by a program that starts and by one that runs.
async fn said_after(change: &'static str) -> String {
    let test = fresh_store().await;
    test.pool.execute(change).await.unwrap();
    let starting = Store::connect(&options(&test.database.url)).await.unwrap();
    let said = starting.check_schema().await.unwrap_err();
    assert_eq!(starting.health().await.unwrap_err(), said);
    assert!(matches!(said, NotReady::Altered(_)), "{said:?}");
    let words = said.to_string();
    assert!(words.contains("restore it from a whole backup"), "{words}");
    words
}

#[tokio::test]
async fn what_is_missing_or_different_is_named() {
    for (change, named) in [
        (
            "DROP TABLE standings",
            ": the table `standings` is missing: ",
        ),
        (
            "ALTER TABLE customers DROP COLUMN buys_as",
            "the column `customers.buys_as` is missing",
        ),
        (
            "ALTER TABLE facts ALTER COLUMN label TYPE varchar(9)",
            "the column `facts.label` is `character varying(9) not null` and should be \
             `text collate C not null`",
        ),
        (
            "ALTER TABLE dirty_customers ALTER COLUMN version DROP DEFAULT",
            "the column `dirty_customers.version` is `bigint not null` and should be \
             `bigint not null with default`",
        ),
        (
            "DROP INDEX facts_by_month",
            ": the index `facts_by_month` is missing: ",
        ),
        (
            "ALTER TABLE facts DROP CONSTRAINT facts_pkey",
            "the constraint `facts.facts_pkey` is missing; the index `facts_pkey` is missing",
        ),
        (
            "ALTER TABLE facts DROP CONSTRAINT facts_source_check",
            "the constraint `facts.facts_source_check` is missing",
        ),
        (
            "DROP TABLE models, settings, standings, referrals, retractions",
            "the table `models` is missing; the table `referrals` is missing; the table `retractions` \
             is missing; and 2 more",
        ),
        (
            "UPDATE _sqlx_migrations SET success = false WHERE version = 3",
            "migration 3 was not run",
        ),
        (
            "UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 2",
            "migration 2 was another one when it was run",
        ),
        (
            "DROP TABLE _sqlx_migrations",
            "the table `_sqlx_migrations` is missing, and others are there",
        ),
    ] {
        let words = said_after(change).await;
        assert!(words.contains(named), "{change}: {words}");
    }
}

#[tokio::test]
async fn what_others_have_added_does_not_matter() {
    let test = fresh_store().await;
    test.pool
        .execute(
            "CREATE TABLE notes (number integer PRIMARY KEY);
             CREATE INDEX mine ON customers (name);
             ALTER TABLE customers ADD COLUMN remark text",
        )
        .await
        .unwrap();
    test.store.check_schema().await.unwrap();
}

/// A newer program drops what only older ones used, and may not drop what this one reads.
#[tokio::test]
async fn of_a_newer_schema_only_tables_and_columns_have_to_be_there() {
    let test = fresh_store().await;
    test.pool
        .execute(
            "INSERT INTO _sqlx_migrations VALUES (9999, 'from the future', now(), true, '\\x00', 0);
             DROP INDEX facts_by_month; ALTER TABLE facts DROP CONSTRAINT facts_source_check",
        )
        .await
        .unwrap();
    test.store.check_schema().await.unwrap();
    let drop = "ALTER TABLE facts DROP COLUMN author";
    test.pool.execute(drop).await.unwrap();
    let words = test.store.check_schema().await.unwrap_err().to_string();
    assert!(words.contains("`facts.author` is missing"), "{words}");
}

#[tokio::test]
async fn a_service_that_runs_compares_again_and_recovers_when_it_is_put_back() {
    let test = fresh_store().await;
    test.store.health().await.unwrap();
    let hide = "ALTER TABLE standings RENAME TO hidden";
    test.pool.execute(hide).await.unwrap();
    // Compared half a minute ago, as far as the clock says.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    let said = test.store.health().await.unwrap_err();
    assert!(matches!(said, NotReady::Altered(_)), "{said:?}");
    let back = "ALTER TABLE hidden RENAME TO standings";
    test.pool.execute(back).await.unwrap();
    test.store.health().await.unwrap();
}
