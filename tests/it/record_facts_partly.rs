//! `RecordFacts` with `allow_partial_success`: good facts are recorded, and the others come back with
//! errors.

use customer_quality::pb::v1::{ErrorReason, Fact, RecordFactsRequest};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded},
    support::{
        bodies::buy,
        build::{at, fact, record, retraction},
        fault::Fault,
    },
};

fn partly(facts: Vec<Fact>) -> RecordFactsRequest {
    RecordFactsRequest {
        allow_partial_success: true,
        ..record(facts)
    }
}

#[tokio::test]
async fn failures_come_in_the_order_of_the_request_with_their_places() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-0", buy(1))])).await;
    let unknown = Fact {
        customer_id: "C-404".to_owned(),
        ..fact("f-3", buy(1))
    };
    let mut request = partly(vec![
        fact("f-1", buy(-1)),
        fact("f-2", buy(2)),
        unknown,
        fact("f-0", buy(2)),
        fact("f-4", buy(4)),
    ]);
    request.retractions = vec![retraction("f-404"), retraction("")];
    let response = recorded(&mut app, request).await;
    assert_eq!((response.recorded_count, response.retracted_count), (2, 0));
    assert_eq!(live(&mut app).await, ["f-0", "f-2", "f-4"]);
    let found: Vec<_> = response
        .failures
        .iter()
        .map(|failure| {
            let fault = Fault::of_item(failure.status.as_ref().unwrap());
            (
                failure.index,
                failure.fact_id.as_str(),
                fault.code,
                fault.reason,
            )
        })
        .collect();
    let expected = [
        (0, "f-1", Code::InvalidArgument, ErrorReason::InvalidField),
        (2, "f-3", Code::NotFound, ErrorReason::CustomerNotFound),
        (3, "f-0", Code::AlreadyExists, ErrorReason::FactConflict),
        (5, "f-404", Code::NotFound, ErrorReason::FactNotFound),
        (6, "", Code::InvalidArgument, ErrorReason::InvalidField),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_failure_has_the_details_of_an_error_of_the_whole_call() {
    let mut app = app_with_c1().await;
    let unknown = Fact {
        customer_id: "C-404".to_owned(),
        ..fact("f-2", buy(1))
    };
    let request = partly(vec![fact("f-0", buy(-1)), fact("f-1", buy(-1)), unknown]);
    let response = recorded(&mut app, request).await;
    let fault = |place: usize| Fault::of_item(response.failures[place].status.as_ref().unwrap());
    fault(1).violates(&[("facts[1].purchase.amount", "OUT_OF_RANGE")]);
    let metadata = [("customer_id", "C-404"), ("field", "facts[2]")];
    fault(2).is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
}

#[tokio::test]
async fn duplicates_are_no_failures() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(1))])).await;
    let response = recorded(&mut app, partly(vec![fact("f-1", buy(1))])).await;
    assert_eq!((response.duplicate_count, response.failures.len()), (1, 0));
}

#[tokio::test]
async fn a_batch_of_which_nothing_is_valid_is_answered_with_its_failures() {
    let mut app = app_with_c1().await;
    let broken = Fact {
        occur_time: at(-1),
        ..fact("f-1", buy(1))
    };
    let response = recorded(&mut app, partly(vec![broken])).await;
    assert_eq!((response.recorded_count, response.failures.len()), (0, 1));
    assert!(response.record_time.is_some());
}
