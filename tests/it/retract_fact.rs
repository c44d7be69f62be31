//! `RetractFact`.

use customer_quality::pb::v1::{ErrorReason, RetractFactRequest, RetractFactResponse, Retraction};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded},
    support::{
        app::App,
        bodies::buy,
        build::{fact, record, retraction},
        fault::Fault,
    },
};

fn asking(retraction: Retraction) -> RetractFactRequest {
    RetractFactRequest {
        retraction: Some(retraction),
    }
}

async fn retracted(app: &mut App, retraction: Retraction) -> RetractFactResponse {
    app.records
        .retract_fact(asking(retraction))
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn a_retracted_fact_is_gone_from_the_list() {
    let mut app = app_with_c1().await;
    recorded(
        &mut app,
        record(vec![fact("f-1", buy(1)), fact("f-2", buy(2))]),
    )
    .await;
    let response = retracted(&mut app, retraction("f-1")).await;
    assert!(!response.already_retracted && response.record_time.is_some());
    assert_eq!(live(&mut app).await, ["f-2"]);
}

#[tokio::test]
async fn retracting_again_is_no_error_and_tells_the_first_time() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(1))])).await;
    let first = retracted(&mut app, retraction("f-1")).await;
    let other = Retraction {
        reason: "another reason".to_owned(),
        ..retraction("f-1")
    };
    let again = retracted(&mut app, other).await;
    assert!(again.already_retracted);
    assert_eq!(again.record_time, first.record_time);
}

#[tokio::test]
async fn a_fact_never_told_is_not_found() {
    let mut app = app_with_c1().await;
    let stranger = Retraction {
        customer_id: "C-404".to_owned(),
        ..retraction("f-1")
    };
    for (told, customer_id) in [(retraction("f-1"), "C-1"), (stranger, "C-404")] {
        let fault = Fault::of(app.records.retract_fact(asking(told)).await);
        let metadata = [
            ("customer_id", customer_id),
            ("source", "billing"),
            ("fact_id", "f-1"),
        ];
        fault.is(Code::NotFound, ErrorReason::FactNotFound, &metadata);
    }
}

#[tokio::test]
async fn a_retraction_needs_a_reason_and_an_author() {
    let mut app = app_with_c1().await;
    let empty = RetractFactRequest { retraction: None };
    let fault = Fault::of(app.records.retract_fact(empty).await);
    fault.violates(&[("retraction", "REQUIRED")]);
    let bare = Retraction {
        reason: String::new(),
        author: String::new(),
        ..retraction("f-1")
    };
    let fault = Fault::of(app.records.retract_fact(asking(bare)).await);
    fault.violates(&[
        ("retraction.reason", "REQUIRED"),
        ("retraction.author", "REQUIRED"),
    ]);
}
