//! `GetSystemInfo`.

use customer_quality::pb::v1::{GetSystemInfoRequest, Limits, ModelState};
use prost_types::Duration;

use crate::support::app;

#[tokio::test]
async fn callers_learn_which_models_there_are() {
    let mut app = app::start().await;
    let response = app.system.get_system_info(GetSystemInfoRequest {}).await;
    let models = response.unwrap().into_inner().models;
    let active = models
        .iter()
        .filter(|model| model.state() == ModelState::Active);
    let mut active: Vec<&str> = active.map(|model| model.model_id.as_str()).collect();
    active.sort_unstable();
    assert_eq!(active, ["default", "good-ok-bad", "shop"]);
    assert_eq!(models.len(), 5);
    assert!(
        models
            .iter()
            .all(|model| model.version == 3 && !model.description.is_empty())
    );
}

#[tokio::test]
async fn callers_learn_what_the_server_takes() {
    let mut app = app::start().await;
    let response = app
        .system
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap();
    let info = response.into_inner();
    assert_eq!(info.server_version, env!("CARGO_PKG_VERSION"));
    assert_eq!(info.api_versions, ["customerquality.v1"]);
    assert_eq!(info.reporting_currency, "EUR");
    let seconds = |seconds| Some(Duration { seconds, nanos: 0 });
    let limits = Limits {
        max_facts_per_call: 500,
        max_customers_per_call: 500,
        max_batch_reads: 500,
        max_full_batch_reads: 100,
        max_page_size: 1_000,
        max_message_bytes: 4 * 1024 * 1024,
        max_referral_depth: 1_000,
        max_tree_nodes: 10_000,
        max_live_tree_nodes: 10_000,
        default_deadline: seconds(10),
        max_deadline: seconds(30),
        max_occur_ahead: seconds(24 * 60 * 60),
    };
    assert_eq!(info.limits, Some(limits));
}
