//! `BatchGetClassifications`: each item succeeds or fails by itself, in request order.

use customer_quality::pb::v1::{
    BatchGetClassificationsRequest, Classification, ClassificationResult, ErrorReason,
    classification_result,
};
use tonic::Code;

use crate::support::{
    app::{self, App},
    ask::{as_of, by_model, now},
    book::Book,
    fault::Fault,
    portfolio::portfolio,
};

fn class(result: &ClassificationResult) -> &Classification {
    match &result.result {
        Some(classification_result::Result::Classification(class)) => class,
        other => panic!("{other:?}"),
    }
}

fn fault(result: &ClassificationResult) -> Fault {
    match &result.result {
        Some(classification_result::Result::Error(error)) => Fault::of_item(error),
        other => panic!("{other:?}"),
    }
}

async fn refused(app: &mut App, request: BatchGetClassificationsRequest) -> Fault {
    Fault::of(app.quality.batch_get_classifications(request).await)
}

#[tokio::test]
async fn items_come_in_request_order_each_with_its_answer_or_error() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.business("C-1");
    book.business("C-2");
    book.rate_all("2026-05-01", "C-2", 4, &["anna"]);
    app.tell(&book).await;
    let asked = ["C-9", "C-2", "C-1", "C-2"];
    let asked: Vec<String> = asked.iter().map(|id| (*id).to_owned()).collect();
    let results = app.classifications(&asked, now()).await;
    let ids: Vec<String> = results.iter().map(|one| one.customer_id.clone()).collect();
    assert_eq!(ids, asked);
    let metadata = [("customer_id", "C-9")];
    fault(&results[0]).is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    for (item, id) in results[1..].iter().zip(&asked[1..]) {
        assert_eq!(class(item), &app.classification(id, now()).await);
    }
}

#[tokio::test]
async fn a_batch_says_what_single_questions_say() {
    let (book, mut app) = (portfolio(32), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    app.tell(&book).await;
    let ids = book.ids();
    for options in [now(), by_model("default"), as_of("2024-01-20T18:00:00Z")] {
        let batch = app.classifications(&ids, options.clone()).await;
        for (id, item) in ids.iter().zip(&batch) {
            let single = app.classification(id, options.clone()).await;
            assert_eq!(class(item), &single, "{id}");
            let score = app.score(id, options.clone()).await;
            assert_eq!(
                (score.points, score.customer_class, score.basis),
                (single.points, single.customer_class, single.basis),
                "{id}"
            );
        }
    }
}

#[tokio::test]
async fn a_batch_that_breaks_the_rules_is_refused_as_a_whole() {
    let mut app = app::start().await;
    let batch = |ids: Vec<&str>| BatchGetClassificationsRequest {
        customer_ids: ids.into_iter().map(str::to_owned).collect(),
        options: None,
    };
    let fault = refused(&mut app, batch(vec!["C-1"; 501])).await;
    let metadata = [("item_count", "501"), ("max_items", "500")];
    fault.is(Code::InvalidArgument, ErrorReason::BatchTooLarge, &metadata);
    refused(&mut app, batch(vec![]))
        .await
        .violates(&[("customer_ids", "REQUIRED")]);
    let fault = refused(&mut app, batch(vec!["C-1", " "])).await;
    fault.violates(&[("customer_ids[1]", "SURROUNDING_BLANK")]);
    let unknown_model = BatchGetClassificationsRequest {
        options: Some(by_model("no-such")),
        ..batch(vec!["C-1"])
    };
    let metadata = [("model_id", "no-such"), ("model_version", "0")];
    let fault = refused(&mut app, unknown_model).await;
    fault.is(Code::NotFound, ErrorReason::ModelNotFound, &metadata);
}
