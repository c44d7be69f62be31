//! The evaluator's queue, the models and the settings.

use customer_quality::store::ModelState;
use serde_json::json;

use crate::support::facts::{fact_at, purchase};
use crate::support::store::fresh_store;

#[tokio::test]
async fn a_mark_made_while_its_customer_is_evaluated_stays() {
    let test = fresh_store().await;
    let tell = |id: &'static str, at| test.tell(vec![fact_at("a", id, at, purchase(1))]);
    tell("1", "2025-01-01T00:00:00Z").await.unwrap();
    let seen = test.store.due_marks(i64::MAX, 10, false).await.unwrap();
    assert_eq!(seen.len(), 1);
    tell("2", "2025-01-01T00:00:00Z").await.unwrap();
    test.store.take_off_queue(&seen).await.unwrap();
    let left = test.store.due_marks(i64::MAX, 10, false).await.unwrap();
    assert_eq!(left.len(), 1);
    // A version is never used again, also not after the row has gone.
    test.store.take_off_queue(&left).await.unwrap();
    assert_eq!(test.store.waiting_count().await.unwrap(), 0);
    tell("3", "2025-01-01T00:00:00Z").await.unwrap();
    test.store.take_off_queue(&left).await.unwrap();
    assert_eq!(test.store.waiting_count().await.unwrap(), 1);
    let again = test.store.due_marks(i64::MAX, 10, false).await.unwrap();
    assert!(again[0].version > left[0].version);
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
