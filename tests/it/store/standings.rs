//! What the evaluator keeps: bases and its queue; and models and settings.

use customer_quality::store::{BasisKey, ModelState, RecordBatch, Store};
use domain::customer::Peers;
use domain::time::{Day, Month};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection};

use crate::support::facts::{fact_at, purchase, retraction};
use crate::support::store::{TestStore, fresh_store};

#[tokio::test]
async fn a_mark_made_while_its_customer_is_evaluated_stays() {
    let test = fresh_store().await;
    let tell = |id: &'static str, at| test.tell(vec![fact_at("a", id, at, purchase(1))]);
    tell("1", "2025-01-01T00:00:00Z").await.unwrap();
    let seen = test.store.dirty_page(i64::MAX, 10).await.unwrap();
    assert_eq!(seen.len(), 1);
    tell("2", "2025-01-01T00:00:00Z").await.unwrap();
    test.store.clean(&seen).await.unwrap();
    let left = test.store.dirty_page(i64::MAX, 10).await.unwrap();
    assert_eq!(left.len(), 1);
    // A version is never used again, also not after the row has gone.
    test.store.clean(&left).await.unwrap();
    assert_eq!(test.store.waiting_count().await.unwrap(), 0);
    test.store.mark_dirty(&["a".to_owned()]).await.unwrap();
    test.store.clean(&left).await.unwrap();
    assert_eq!(test.store.waiting_count().await.unwrap(), 1);
    test.store.mark_all_dirty().await.unwrap();
    let all = test.store.dirty_page(i64::MAX, 10).await.unwrap();
    assert!(all[0].1 > left[0].1);
}

fn basis_key() -> BasisKey {
    BasisKey {
        boundary: Month::of(Day::from_ymd_opt(2025, 3, 1).unwrap()),
        peers: Peers::Purchasing,
        model_id: "shop".to_owned(),
        model_version: 1,
    }
}

async fn kept(test: &TestStore) -> Option<Value> {
    test.store
        .bases(&[basis_key()])
        .await
        .unwrap()
        .remove(&basis_key())
}

async fn is_clean(test: &TestStore) -> bool {
    kept(test).await.is_some()
}

async fn begin(store: &Store) -> Vec<i64> {
    store.begin_bases(&[basis_key()]).await.unwrap()
}

async fn finish(store: &Store, begun: &[i64], body: Value) {
    store
        .finish_bases(&[basis_key()], begun, vec![body])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_basis_is_clean_until_something_before_its_boundary_changes() {
    let test = fresh_store().await;
    let store = &test.store;
    assert!(!is_clean(&test).await);
    let begun = begin(store).await;
    finish(store, &begun, json!({"n": 1})).await;
    assert_eq!(kept(&test).await, Some(json!({"n": 1})));
    let tell = |id: &'static str, at| test.tell(vec![fact_at("a", id, at, purchase(1))]);

    tell("1", "2025-03-01T00:00:00Z").await.unwrap();
    assert!(
        is_clean(&test).await,
        "the boundary's own month does not count"
    );
    tell("2", "2025-02-28T23:59:59Z").await.unwrap();
    assert!(!is_clean(&test).await);

    let begun = begin(store).await;
    assert_eq!(begin(store).await, begun, "two may compute the same");
    let batch = RecordBatch {
        retractions: vec![retraction("a", "2")],
        ..Default::default()
    };
    test.record(batch).await.unwrap();
    finish(store, &begun, json!({"n": 2})).await;
    assert!(!is_clean(&test).await);
    let begun = begin(store).await;
    finish(store, &begun, json!({"n": 3})).await;
    // Told again: nothing changes.
    tell("1", "2025-03-01T00:00:00Z").await.unwrap();
    assert_eq!(kept(&test).await, Some(json!({"n": 3})));
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
    let store = &test.store;
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
            let begun = begin(store).await;
            let seen = test.count("SELECT count(*) FROM facts").await;
            finish(store, &begun, json!(seen)).await;
            stored += i32::from(is_clean(&test).await);
            // In one statement: if it is clean now, every fact that is there now was counted.
            let stale = "SELECT count(*) FROM portfolio_bases
                         WHERE state = 3 AND body::text::bigint <> (SELECT count(*) FROM facts)";
            assert_eq!(test.count(stale).await, 0);
        }
        stored
    };
    let (_, stored) = tokio::join!(futures::future::join_all(writers), computer);
    assert!(stored > 0);
    let begun = begin(store).await;
    finish(store, &begun, json!(240)).await;
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
    let release = async {
        test.waits_for_a_lock().await;
        writer.execute("COMMIT").await.unwrap();
    };
    tokio::join!(begin(&test.store), release);
}

#[tokio::test]
async fn models_and_settings_are_kept_once() {
    let test = fresh_store().await;
    let add = |document: &'static str| {
        test.store
            .add_model("default", 1, ModelState::Active, (document, 2))
    };
    add("pillars: []").await.unwrap();
    add("other").await.unwrap();
    let models = test.store.models().await.unwrap();
    assert_eq!(
        (models.len(), models[0].document.as_str()),
        (1, "pillars: []")
    );

    let put = |value: &'static str| test.store.setting_or("currency", json!(value));
    let put = futures::future::try_join_all(["EUR", "USD", "CHF"].map(put))
        .await
        .unwrap();
    assert!(put.iter().all(|value| *value == put[0]));
    assert_eq!(test.store.setting("figures").await.unwrap(), None);
    test.store.put_setting("figures", json!(1)).await.unwrap();
    test.store.put_setting("figures", json!(2)).await.unwrap();
    assert_eq!(test.store.setting("figures").await.unwrap(), Some(json!(2)));
}
