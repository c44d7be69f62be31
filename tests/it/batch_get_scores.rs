//! `BatchGetScores`: each item succeeds or fails by itself, in request order.

use customer_quality::models::Registry;
use customer_quality::pb::v1::{
    AnswerOptions, BatchGetScoresRequest, ErrorReason, Score, ScoreFilter, ScoreOrder, ScoreResult,
    ScoreView, score_result,
};
use tonic::Code;

use crate::support::{
    app::{self, App},
    ask::{as_of, by_model, now},
    book::{Book, buy},
    fault::Fault,
    portfolio::portfolio,
    store::fresh_store,
};

fn score(result: &ScoreResult) -> &Score {
    match &result.result {
        Some(score_result::Result::Score(score)) => score,
        other => panic!("{other:?}"),
    }
}

fn fault(result: &ScoreResult) -> Fault {
    match &result.result {
        Some(score_result::Result::Error(error)) => Fault::of_item(error),
        other => panic!("{other:?}"),
    }
}

async fn app_with(ids: &[&str]) -> App {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ids {
        book.business(id);
        book.rate_all("2026-05-01", id, 4, &["anna"]);
    }
    app.tell(&book).await;
    app
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

async fn refused(app: &mut App, request: BatchGetScoresRequest) -> Fault {
    Fault::of(app.quality.batch_get_scores(request).await)
}

#[tokio::test]
async fn items_come_in_request_order_each_with_its_answer_or_error() {
    let mut app = app_with(&["C-1", "C-2"]).await;
    let asked = ["C-2", "C-9", "C-1", "C-2", "C-9"];
    let results = app
        .scores(&owned(&asked), now(), ScoreView::Unspecified)
        .await;
    let ids: Vec<&str> = results.iter().map(|one| one.customer_id.as_str()).collect();
    assert_eq!(ids, asked);
    for place in [0, 2, 3] {
        assert_eq!(score(&results[place]).customer_id, asked[place]);
        assert!(score(&results[place]).points.is_some());
    }
    assert_eq!(score(&results[0]), score(&results[3]));
    for place in [1, 4] {
        let metadata = [("customer_id", "C-9")];
        fault(&results[place]).is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    }
}

#[tokio::test]
async fn the_basic_view_is_the_default() {
    let mut app = app_with(&["C-1"]).await;
    let ids = owned(&["C-1"]);
    let full = app.scores(&ids, now(), ScoreView::Full).await;
    assert_eq!(score(&full[0]), &app.score("C-1", now()).await);
    let basic = Score {
        pillars: Vec::new(),
        findings: Vec::new(),
        ..score(&full[0]).clone()
    };
    for view in [ScoreView::Basic, ScoreView::Unspecified] {
        assert_eq!(score(&app.scores(&ids, now(), view).await[0]), &basic);
    }
}

#[tokio::test]
async fn a_batch_says_what_single_questions_say() {
    let (book, mut app) = (portfolio(31), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app.tell(&book).await;
    let ids = book.ids();
    for options in [
        now(),
        by_model("four-pillars"),
        as_of("2023-10-12T09:00:00Z"),
        as_of("2024-03-20T18:00:00Z"),
    ] {
        let batch = app.scores(&ids, options.clone(), ScoreView::Full).await;
        for (id, item) in ids.iter().zip(&batch) {
            assert_eq!(score(item), &app.score(id, options.clone()).await, "{id}");
        }
    }
}

#[tokio::test]
async fn too_many_are_refused_and_fewer_taken_in_full() {
    let mut app = app_with(&["C-1"]).await;
    for (count, view, max) in [
        (501, ScoreView::Basic, "500"),
        (501, ScoreView::Unspecified, "500"),
        (101, ScoreView::Full, "100"),
    ] {
        let request = BatchGetScoresRequest {
            customer_ids: vec!["C-1".to_owned(); count],
            options: None,
            view: view.into(),
        };
        let count = count.to_string();
        let metadata = [("item_count", count.as_str()), ("max_items", max)];
        let fault = refused(&mut app, request).await;
        fault.is(Code::InvalidArgument, ErrorReason::BatchTooLarge, &metadata);
    }
    for (count, view) in [(500, ScoreView::Basic), (100, ScoreView::Full)] {
        let ids = vec!["C-1".to_owned(); count];
        assert_eq!(app.scores(&ids, now(), view).await.len(), count);
    }
}

#[tokio::test]
async fn a_batch_that_breaks_the_rules_is_refused_as_a_whole() {
    let mut app = app_with(&["C-1"]).await;
    let batch = |ids: &[&str]| BatchGetScoresRequest {
        customer_ids: owned(ids),
        options: None,
        view: 0,
    };
    refused(&mut app, batch(&[]))
        .await
        .violates(&[("customer_ids", "REQUIRED")]);
    refused(&mut app, batch(&["C-1", "", "C\t2"]))
        .await
        .violates(&[
            ("customer_ids[1]", "REQUIRED"),
            ("customer_ids[2]", "CONTROL_CHARACTER"),
        ]);
    let unknown_view = BatchGetScoresRequest {
        view: -1,
        ..batch(&["C-1"])
    };
    refused(&mut app, unknown_view)
        .await
        .violates(&[("view", "UNKNOWN_ENUM")]);
    let unknown_model = BatchGetScoresRequest {
        options: Some(by_model("no-such")),
        ..batch(&["C-1"])
    };
    let metadata = [("model_id", "no-such"), ("model_version", "0")];
    let fault = refused(&mut app, unknown_model).await;
    fault.is(Code::NotFound, ErrorReason::ModelNotFound, &metadata);
    let ahead = BatchGetScoresRequest {
        options: Some(AnswerOptions {
            as_known_time: crate::support::build::at(app::NOW + 1),
            ..AnswerOptions::default()
        }),
        ..batch(&["C-1"])
    };
    let fault = refused(&mut app, ahead).await;
    fault.violates(&[("options.as_known_time", "TIME_IN_FUTURE")]);
}

#[tokio::test]
async fn who_no_active_model_applies_to_is_told_in_place() {
    let store = fresh_store().await;
    Registry::open(&store.store).await.unwrap();
    // Only `shop` is left, which is for those who purchase.
    sqlx::query("UPDATE models SET state = 1 WHERE model_id <> 'shop'")
        .execute(&store.pool)
        .await
        .unwrap();
    let (mut app, mut book) = (app::start_over(store).await, Book::default());
    book.business("C-1");
    book.business("P-1");
    book.tell("2026-06-01", "P-1", buy(30));
    // Customers are told and read all the same.
    app.tell(&book).await;
    let results = app
        .scores(&owned(&["C-1", "P-1"]), now(), ScoreView::Basic)
        .await;
    let metadata = [("customer_id", "C-1")];
    let reason = ErrorReason::NoActiveModel;
    fault(&results[0]).is(Code::FailedPrecondition, reason, &metadata);
    assert!(score(&results[1]).points.is_some());
    app.catch_up().await;
    let listed = app
        .standings(ScoreFilter::default(), ScoreOrder::CustomerId, 10)
        .await;
    assert_eq!(listed.len(), 1);
    assert_eq!(app.waiting().await, 0);
    let named = app.score("C-1", by_model("default")).await;
    assert_eq!(named.points, None);
}
