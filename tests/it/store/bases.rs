//! What else the evaluator keeps: bases, its queue, models and settings.

use customer_quality::store::{BasisKey, DirtyCustomer, ModelState};
use domain::customer::Peers;
use domain::time::{Day, Month};
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::facts::{fact_at, purchase, retraction};
use crate::support::store::{TestStore, fresh_store};

#[tokio::test]
async fn a_mark_made_while_its_customer_is_evaluated_stays() {
    let test = fresh_store().await;
    let tell = |id: &'static str, at| test.tell(vec![fact_at("a", id, at, purchase(1))]);
    tell("1", "2025-01-01T00:00:00Z").await.unwrap();
    let seen = test.store.dirty(10).await.unwrap();
    assert_eq!(seen.len(), 1);
    tell("2", "2025-01-01T00:00:00Z").await.unwrap();
    test.store.clear_dirty(&seen).await.unwrap();
    let left = test.store.dirty(10).await.unwrap();
    assert_eq!(left.len(), 1);
    // A version is never used again, also not after the row has gone.
    test.store.clear_dirty(&left).await.unwrap();
    assert_eq!(test.store.dirty_count().await.unwrap(), 0);
    test.store.mark_dirty(&["a".to_owned()]).await.unwrap();
    test.store.clear_dirty(&left).await.unwrap();
    assert_eq!(test.store.dirty_count().await.unwrap(), 1);
    test.store.mark_all_dirty().await.unwrap();
    let all: Vec<DirtyCustomer> = test.store.dirty(10).await.unwrap();
    assert!(all[0].version > left[0].version);
}

fn basis_key() -> BasisKey {
    BasisKey {
        boundary: Month::of(Day::from_ymd_opt(2025, 3, 1).unwrap()),
        peers: Peers::Purchasing,
        model_id: "shop".to_owned(),
        model_version: 1,
    }
}

async fn is_clean(test: &TestStore) -> bool {
    test.store
        .basis(&basis_key())
        .await
        .unwrap()
        .unwrap()
        .is_clean
}

#[tokio::test]
async fn a_basis_is_clean_until_something_before_its_boundary_changes() {
    let test = fresh_store().await;
    let (store, key) = (&test.store, basis_key());
    assert_eq!(store.basis(&key).await.unwrap(), None);
    let version = store.begin_basis(&key).await.unwrap();
    assert!(
        store
            .put_basis(&key, version, json!({"n": 1}))
            .await
            .unwrap()
    );
    let tell = |id: &'static str, at| test.tell(vec![fact_at("a", id, at, purchase(1))]);

    tell("1", "2025-03-01T00:00:00Z").await.unwrap();
    assert!(
        is_clean(&test).await,
        "the boundary's own month does not count"
    );
    tell("2", "2025-02-28T23:59:59Z").await.unwrap();
    assert!(!is_clean(&test).await);
    assert_eq!(
        store.basis(&key).await.unwrap().unwrap().body,
        Some(json!({"n": 1}))
    );

    let version = store.begin_basis(&key).await.unwrap();
    assert_eq!(
        store.begin_basis(&key).await.unwrap(),
        version,
        "two may compute the same"
    );
    let retractions = vec![retraction("a", "2")];
    let batch = customer_quality::store::RecordBatch {
        retractions,
        ..Default::default()
    };
    test.record(batch).await.unwrap();
    assert!(
        !store
            .put_basis(&key, version, json!({"n": 2}))
            .await
            .unwrap()
    );
    assert!(!is_clean(&test).await);
    let version = store.begin_basis(&key).await.unwrap();
    assert!(
        store
            .put_basis(&key, version, json!({"n": 3}))
            .await
            .unwrap()
    );
    // Told again: nothing changes.
    tell("1", "2025-03-01T00:00:00Z").await.unwrap();
    assert!(is_clean(&test).await);
}

/// Writers tell facts while bases are computed over and over. A basis that is clean must count them all.
/// Commits are slow here, so that a computation often begins between a writer's marks and its commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_clean_basis_has_seen_every_fact_before_its_boundary() {
    let test = fresh_store().await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_sleep(0.005); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON facts
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()";
    test.pool.execute(slow).await.unwrap();
    let (store, key) = (&test.store, basis_key());
    let writers = (0..4).map(|writer| {
        let test = &test;
        async move {
            for number in 0..60 {
                let id = format!("{writer}-{number}");
                let fact = fact_at(
                    &format!("c{writer}"),
                    &id,
                    "2025-02-01T00:00:00Z",
                    purchase(1),
                );
                test.tell(vec![fact]).await.unwrap();
            }
        }
    });
    let computer = async {
        let mut stored = 0;
        for _ in 0..200 {
            let version = store.begin_basis(&key).await.unwrap();
            let seen = test.count("SELECT count(*) FROM facts").await;
            if store.put_basis(&key, version, json!(seen)).await.unwrap() {
                stored += 1;
            }
            // In one statement: if it is clean now, every fact that is there now was counted.
            let stale = "SELECT count(*) FROM portfolio_bases
                         WHERE state = 3 AND body::text::bigint <> (SELECT count(*) FROM facts)";
            assert_eq!(test.count(stale).await, 0);
        }
        stored
    };
    let (_, stored) = tokio::join!(futures::future::join_all(writers), computer);
    assert!(stored > 0);
    let version = store.begin_basis(&key).await.unwrap();
    store.put_basis(&key, version, json!(240)).await.unwrap();
    assert!(is_clean(&test).await);
}

#[tokio::test]
async fn the_computation_of_a_basis_waits_for_writers_that_are_about_to_mark_it() {
    let test = fresh_store().await;
    let mut writer = PgConnection::connect(&test.database.url).await.unwrap();
    writer
        .execute("BEGIN; SELECT pg_advisory_xact_lock_shared(4848154511002)")
        .await
        .unwrap();
    let (store, key) = (&test.store, basis_key());
    let begin = store.begin_basis(&key);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(100), begin).await;
    assert!(waited.is_err());
    writer.execute("COMMIT").await.unwrap();
    store.begin_basis(&key).await.unwrap();
}

#[tokio::test]
async fn models_and_settings_are_kept_once() {
    let test = fresh_store().await;
    let insert = |document: &'static str| {
        test.store
            .insert_model_if_absent("default", 1, ModelState::Active, document)
    };
    assert!(insert("pillars: []").await.unwrap());
    assert!(!insert("other").await.unwrap());
    let models = test.store.models().await.unwrap();
    assert_eq!(
        (models.len(), models[0].document.as_str()),
        (1, "pillars: []")
    );
    assert!(models[0].activate_time.is_some() && models[0].retire_time.is_none());

    let put = |value: &'static str| test.store.put_setting_if_absent("currency", json!(value));
    let put = futures::future::try_join_all(["EUR", "USD", "CHF"].map(put))
        .await
        .unwrap();
    assert!(put.iter().all(|value| *value == put[0]));
    assert_eq!(
        test.store.setting("currency").await.unwrap().as_ref(),
        Some(&put[0])
    );
    test.store
        .put_setting("currency", json!("GBP"))
        .await
        .unwrap();
    assert_eq!(
        test.store.setting("currency").await.unwrap(),
        Some(json!("GBP"))
    );
    assert_eq!(test.store.setting("other").await.unwrap(), None);
}
