//! Databases of earlier versions open, answer, and recognise their recorded facts.

mod dump;

use std::collections::HashSet;

use customer_quality::pb::v1::{
    AnswerOptions, CustomerKind, ErrorReason, Fact, GetCustomerRequest, GetScoreRequest,
    GetSystemInfoRequest, ListFactsRequest, ModelState, ModelSummary, RecordFactsRequest,
    ReferrerOrder, ScoreFilter, ScoreOrder, ScoreView, score_result,
};
use sqlx::Executor;
use tonic::Code;

use crate::model_versions::EVER_SHIPPED;
use crate::support::{
    app::{self, App},
    ask::{as_of, by_model, now},
    book::time,
    fault::Fault,
    store::TestStore,
};

/// How many customers the dump of schema 6 holds, and how many facts that were not retracted.
const CUSTOMERS: usize = 263;
const FACTS: usize = 7_884;

/// When everything in the dump had been told and nobody had upgraded.
const BEFORE: &str = "2025-07-02T00:00:00Z";

async fn upgraded() -> TestStore {
    let test = dump::schema6().await;
    let found = test.store.check_schema().await.unwrap_err().to_string();
    assert!(found.contains("has schema version 6"), "{found}");
    test.store.migrate().await.unwrap();
    test.store.check_schema().await.unwrap();
    test
}

async fn ids(test: &TestStore) -> Vec<String> {
    let ids = test.store.customer_ids(None, 1_000).await.unwrap();
    assert_eq!(ids.len(), CUSTOMERS);
    ids
}

#[tokio::test]
async fn what_came_before_is_counted_by_source_and_kind() {
    let mut app = app::start_over(upgraded().await).await;
    app.feeds.catch_up().await.unwrap();
    let info = app.system.get_system_info(GetSystemInfoRequest {}).await;
    let info = info.unwrap().into_inner();
    let counted = "SELECT sum(fact_count)::bigint FROM feed_days";
    let recorded = app.store.count("SELECT count(*) FROM facts").await;
    assert_eq!(app.store.count(counted).await, recorded);
    assert!(!info.feeds.is_empty());
    assert_eq!(info.warnings, Vec::<String>::new(), "all was told at once");
}

#[tokio::test]
async fn everybody_has_an_answer_now_and_then() {
    let test = upgraded().await;
    let (ids, mut app) = (ids(&test).await, app::start_over(test).await);
    let as_known = AnswerOptions {
        as_known_time: Some(time(BEFORE)),
        ..now()
    };
    let cases = [
        (now(), false),
        (as_of("2025-06-30T12:00:00Z"), false),
        (as_known, true),
    ];
    for (options, made_later) in cases {
        for page in ids.chunks(100) {
            let results = app.scores(page, options.clone(), ScoreView::Full).await;
            for result in results {
                let Some(score_result::Result::Score(score)) = result.result else {
                    panic!("{result:?}")
                };
                let basis = score.basis.unwrap();
                assert_eq!(basis.model_made_later, made_later, "{}", score.customer_id);
            }
        }
    }
}

#[tokio::test]
async fn lists_and_trees_are_made_anew() {
    let test = upgraded().await;
    let (ids, mut app) = (ids(&test).await, app::start_over(test).await);
    app.catch_up().await;
    assert_eq!(app.waiting().await, 0);
    let listed = app.standings(ScoreFilter::default(), ScoreOrder::CustomerId, 100);
    let listed = listed.await;
    let listed: Vec<String> = listed.into_iter().map(|one| one.customer_id).collect();
    assert_eq!(listed, ids);
    let referrers = app.referrers(ReferrerOrder::TotalValue, 10).await;
    assert!(referrers.len() >= 5, "{referrers:?}");
    for referrer in referrers.iter().take(5) {
        let tree = app.tree(&referrer.customer_id, 0, 0).await;
        assert!(tree.nodes.len() > 1, "{referrer:?}");
    }
    let value = app.value("kinds-1", now()).await;
    assert_eq!(value.brought_count, 1);
}

/// Every fact that counts, page by page.
async fn facts(app: &mut App, ids: &[String]) -> Vec<Fact> {
    let mut all = Vec::new();
    for id in ids {
        let mut request = ListFactsRequest {
            customer_id: id.clone(),
            page_size: 1_000,
            ..ListFactsRequest::default()
        };
        loop {
            let page = app.records.list_facts(request.clone()).await.unwrap();
            let page = page.into_inner();
            all.extend(page.facts.into_iter().map(|told| told.fact.unwrap()));
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
    }
    all
}

#[tokio::test]
async fn what_was_told_before_is_known_when_it_is_told_again() {
    let test = upgraded().await;
    let ids = ids(&test).await;
    assert_eq!(test.store.differences(&ids).await.unwrap(), []);
    let mut app = app::start_over(test).await;
    let facts = facts(&mut app, &ids).await;
    assert_eq!(facts.len(), FACTS);
    let kinds = facts.iter().map(|fact| fact.body.as_ref().unwrap());
    let kinds: HashSet<_> = kinds.map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), 16, "every kind of fact");
    for told in facts.chunks(500) {
        let request = RecordFactsRequest {
            facts: told.to_vec(),
            ..RecordFactsRequest::default()
        };
        let answer = app.records.record_facts(request).await.unwrap();
        let answer = answer.into_inner();
        let counts = (answer.recorded_count, answer.duplicate_count as usize);
        assert_eq!(counts, (0, told.len()));
    }
}

#[tokio::test]
async fn a_kind_that_nobody_told_is_not_told() {
    let mut app = app::start_over(upgraded().await).await;
    for (customer_id, kind) in [
        ("untold-1", CustomerKind::Unspecified),
        ("untold-2", CustomerKind::Business),
        ("untold-3", CustomerKind::Unspecified),
        ("nameless", CustomerKind::Business),
        ("kinds-1", CustomerKind::Business),
        ("kinds-2", CustomerKind::Individual),
    ] {
        let request = GetCustomerRequest {
            customer_id: customer_id.to_owned(),
        };
        let found = app.records.get_customer(request).await.unwrap();
        let found = found.into_inner().customer.unwrap();
        assert_eq!(
            (found.kind(), found.prospect),
            (kind, false),
            "{customer_id}"
        );
    }
}

#[tokio::test]
async fn models_of_the_first_form_are_retired_and_asked_for_in_vain() {
    let test = upgraded().await;
    let stored = "SELECT model_id || ' 1 ' || encode(document_hash, 'hex') FROM models";
    let stored: Vec<String> = sqlx::query_scalar(stored)
        .fetch_all(&test.pool)
        .await
        .unwrap();
    assert_eq!(stored.len(), 5);
    for line in &stored {
        assert!(EVER_SHIPPED.lines().any(|known| known == line), "{line}");
    }
    let mut app = app::start_over(test).await;
    let info = app.system.get_system_info(GetSystemInfoRequest {}).await;
    let models = info.unwrap().into_inner().models;
    let first = models.iter().filter(|model| model.version == 1);
    let states: Vec<ModelState> = first.map(ModelSummary::state).collect();
    assert_eq!(states, [ModelState::Retired; 5]);
    let options = AnswerOptions {
        model_version: 1,
        ..by_model("default")
    };
    let request = GetScoreRequest {
        customer_id: "kinds-1".to_owned(),
        options: Some(options),
        view: ScoreView::Unspecified.into(),
    };
    let metadata = [("model_id", "default"), ("model_version", "1")];
    let fault = Fault::of(app.quality.get_score(request).await);
    fault.is(
        Code::FailedPrecondition,
        ErrorReason::ModelFormat,
        &metadata,
    );
}

#[tokio::test]
async fn a_database_with_the_demonstration_says_so() {
    let test = upgraded().await;
    let weeks = test.store.setting("demo_shift_weeks").await.unwrap();
    assert_eq!(weeks, Some(serde_json::json!(1_408)));
}

/// Citus takes no list of statements, and nobody may ever see half a migration.
#[tokio::test]
async fn a_migration_is_sent_statement_by_statement_in_one_transaction() {
    let test = dump::schema6().await;
    let mut blocker = test.pool.begin().await.unwrap();
    blocker.execute("LOCK TABLE models").await.unwrap();
    let store = test.store.clone();
    let migrating = tokio::spawn(async move { store.migrate().await });
    test.waits_for_a_lock().await;

    let waiting = "SELECT query FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let sent: String = sqlx::query_scalar(waiting)
        .fetch_one(&mut *blocker)
        .await
        .unwrap();
    assert!(sent.starts_with("ALTER TABLE models"), "{sent}");
    assert!(!sent.contains(';'), "{sent}");
    let earlier = "SELECT count(*) FROM pg_class WHERE relname = 'hours'";
    assert_eq!(test.count(earlier).await, 0);

    blocker.rollback().await.unwrap();
    migrating.await.unwrap().unwrap();
    test.store.check_schema().await.unwrap();
}
