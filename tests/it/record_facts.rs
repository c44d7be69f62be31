//! `RecordFacts`: facts are recorded once, all or none of a call.

use customer_quality::pb::v1::{
    ErrorReason, Fact, GetCustomerRequest, ListFactsRequest, RecordFactsRequest,
    RecordFactsResponse,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    bodies::buy,
    build::{at, customer, fact, invoice, record, retraction, upsert},
    fault::Fault,
};

/// A service that knows customer C-1.
pub(crate) async fn app_with_c1() -> App {
    let mut app = app::start().await;
    app.records
        .upsert_customers(upsert(vec![customer("C-1")]))
        .await
        .unwrap();
    app
}

pub(crate) async fn recorded(app: &mut App, request: RecordFactsRequest) -> RecordFactsResponse {
    app.records
        .record_facts(request)
        .await
        .unwrap()
        .into_inner()
}

pub(crate) async fn refused(app: &mut App, request: RecordFactsRequest) -> Fault {
    Fault::of(app.records.record_facts(request).await)
}

/// The ids of customer C-1's live facts.
pub(crate) async fn live(app: &mut App) -> Vec<String> {
    let request = ListFactsRequest {
        customer_id: "C-1".to_owned(),
        ..ListFactsRequest::default()
    };
    let response = app.records.list_facts(request).await.unwrap().into_inner();
    let ids = response
        .facts
        .into_iter()
        .filter_map(|recorded| recorded.fact);
    let mut ids: Vec<String> = ids.map(|fact| fact.fact_id).collect();
    ids.sort();
    ids
}

fn counts(response: &RecordFactsResponse) -> [i32; 5] {
    [
        response.recorded_count,
        response.duplicate_count,
        response.retracted_count,
        response.duplicate_retraction_count,
        response.created_customer_count,
    ]
}

#[tokio::test]
async fn a_fact_told_again_is_a_duplicate_and_no_error() {
    let mut app = app_with_c1().await;
    let request = record(vec![fact("f-1", buy(30)), fact("f-2", invoice("2026-1"))]);
    let first = recorded(&mut app, request.clone()).await;
    assert_eq!(counts(&first), [2, 0, 0, 0, 0]);
    assert!(first.record_time.is_some() && first.failures.is_empty());
    let again = recorded(&mut app, request).await;
    assert_eq!(counts(&again), [0, 2, 0, 0, 0]);
    assert_eq!(live(&mut app).await, ["f-1", "f-2"]);
}

#[tokio::test]
async fn what_is_no_part_of_the_content_makes_no_other_fact() {
    let mut app = app_with_c1().await;
    let told = Fact {
        label: "march.csv".to_owned(),
        ..fact("f-1", buy(30))
    };
    recorded(&mut app, record(vec![told.clone()])).await;
    let again = Fact {
        label: "again.csv".to_owned(),
        record_time: at(1),
        ..told
    };
    assert_eq!(
        counts(&recorded(&mut app, record(vec![again])).await),
        [0, 1, 0, 0, 0]
    );
}

#[tokio::test]
async fn a_fact_twice_in_one_call_is_recorded_once() {
    let mut app = app_with_c1().await;
    let request = record(vec![fact("f-1", buy(30)), fact("f-1", buy(30))]);
    assert_eq!(counts(&recorded(&mut app, request).await), [1, 1, 0, 0, 0]);
}

#[tokio::test]
async fn the_same_key_with_other_content_is_a_conflict_and_nothing_is_written() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    let request = record(vec![fact("f-2", buy(1)), fact("f-1", buy(31))]);
    let fault = refused(&mut app, request).await;
    let metadata = [
        ("customer_id", "C-1"),
        ("source", "billing"),
        ("fact_id", "f-1"),
        ("field", "facts[1]"),
    ];
    fault.is(Code::AlreadyExists, ErrorReason::FactConflict, &metadata);
    assert_eq!(live(&mut app).await, ["f-1"]);
}

#[tokio::test]
async fn one_invalid_item_fails_the_batch_and_every_fault_is_named() {
    let mut app = app_with_c1().await;
    let mut request = record(vec![
        fact("f-1", buy(30)),
        fact("f-2", buy(-1)),
        Fact {
            occur_time: at(NOW + 86_401),
            ..fact("", buy(30))
        },
    ]);
    request.retractions.push(retraction(" "));
    refused(&mut app, request).await.violates(&[
        ("facts[1].purchase.amount", "OUT_OF_RANGE"),
        ("facts[2].fact_id", "REQUIRED"),
        ("facts[2].occur_time", "TIME_IN_FUTURE"),
        ("retractions[0].fact_id", "SURROUNDING_BLANK"),
    ]);
    assert!(live(&mut app).await.is_empty());
}

#[tokio::test]
async fn a_fact_of_an_unknown_customer_is_refused_unless_it_may_be_created() {
    let mut app = app::start().await;
    let request = record(vec![fact("f-1", buy(30))]);
    let fault = refused(&mut app, request.clone()).await;
    let metadata = [("customer_id", "C-1"), ("field", "facts[0]")];
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    let request = RecordFactsRequest {
        create_missing_customers: true,
        ..request
    };
    assert_eq!(counts(&recorded(&mut app, request).await), [1, 0, 0, 0, 1]);
    let request = GetCustomerRequest {
        customer_id: "C-1".to_owned(),
    };
    let created = app.records.get_customer(request).await.unwrap();
    let created = created.into_inner().customer.unwrap();
    assert_eq!((created.name.as_str(), created.kind), ("", 0));
}

#[tokio::test]
async fn validate_only_says_what_would_happen_and_writes_nothing() {
    let mut app = app_with_c1().await;
    let request = record(vec![fact("f-1", buy(30))]);
    let dry = RecordFactsRequest {
        validate_only: true,
        ..request.clone()
    };
    assert_eq!(counts(&recorded(&mut app, dry).await), [1, 0, 0, 0, 0]);
    assert!(live(&mut app).await.is_empty());
    assert_eq!(counts(&recorded(&mut app, request).await), [1, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_correction_is_one_call() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", invoice("2026-1"))])).await;
    let mut request = record(vec![fact("f-1b", invoice("2026-1"))]);
    request.retractions.push(retraction("f-1"));
    assert_eq!(
        counts(&recorded(&mut app, request.clone()).await),
        [1, 0, 1, 0, 0]
    );
    assert_eq!(live(&mut app).await, ["f-1b"]);
    assert_eq!(counts(&recorded(&mut app, request).await), [0, 1, 0, 1, 0]);
}

#[tokio::test]
async fn a_call_takes_500_facts_and_retractions_together() {
    let mut app = app_with_c1().await;
    let facts = |count| {
        (0..count)
            .map(|n| fact(&format!("f-{n}"), buy(n)))
            .collect()
    };
    let mut request = record(facts(500));
    request.retractions.push(retraction("f-1"));
    let fault = refused(&mut app, request).await;
    let metadata = [("item_count", "501"), ("max_items", "500")];
    fault.is(Code::InvalidArgument, ErrorReason::BatchTooLarge, &metadata);
    assert_eq!(
        recorded(&mut app, record(facts(500))).await.recorded_count,
        500
    );
}

#[tokio::test]
async fn a_call_without_items_is_answered() {
    let mut app = app::start().await;
    let response = recorded(&mut app, record(vec![])).await;
    assert_eq!(counts(&response), [0; 5]);
    assert!(response.record_time.is_some());
}
