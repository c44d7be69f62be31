//! `RecordFacts` with `equal_facts`: new facts that equal facts with another label are named or refused.

use customer_quality::pb::v1::{
    EqualFacts, ErrorReason, Fact, RecordFactsRequest, RecordFactsResponse,
};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded, refused},
    support::{
        app::{App, NOW},
        bodies::{buy, pay},
        build::{at, fact, invoice, record, retraction},
        fault::Fault,
    },
};

/// A purchase that came with the file `label`.
fn bought(label: &str, fact_id: &str, units: i64) -> Fact {
    Fact {
        label: label.to_owned(),
        ..fact(fact_id, buy(units))
    }
}

fn asking(equal_facts: EqualFacts, facts: Vec<Fact>) -> RecordFactsRequest {
    RecordFactsRequest {
        equal_facts: equal_facts.into(),
        ..record(facts)
    }
}

async fn reported(app: &mut App, facts: Vec<Fact>) -> RecordFactsResponse {
    recorded(app, asking(EqualFacts::Report, facts)).await
}

/// The places of the new facts, each with the id of the fact that it equals.
fn pairs(response: &RecordFactsResponse) -> Vec<(i32, &str)> {
    let equal = response.equal_facts.iter();
    equal.map(|it| (it.index, it.fact_id.as_str())).collect()
}

/// Customer C-1 with a purchase from the file of May.
async fn app_with_may() -> App {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![bought("may.csv", "m-1", 30)])).await;
    app
}

#[tokio::test]
async fn an_equal_fact_with_another_label_is_named_and_recorded() {
    let mut app = app_with_may().await;
    let facts = vec![bought("year.csv", "y-1", 31), bought("year.csv", "y-2", 30)];
    let response = reported(&mut app, facts).await;
    assert_eq!(response.recorded_count, 2);
    let [equal] = &response.equal_facts[..] else {
        panic!("one equal fact: {:?}", response.equal_facts)
    };
    let named = (equal.source.as_str(), equal.fact_id.as_str());
    assert_eq!((equal.index, named), (1, ("billing", "m-1")));
    assert_eq!(equal.label, "may.csv");
    assert!(equal.record_time.is_some());
    assert_eq!(live(&mut app).await, ["m-1", "y-1", "y-2"]);
}

#[tokio::test]
async fn without_the_question_nothing_is_named() {
    let mut app = app_with_may().await;
    let response = recorded(&mut app, record(vec![bought("year.csv", "y-1", 30)])).await;
    assert_eq!((response.recorded_count, pairs(&response)), (1, vec![]));
}

#[tokio::test]
async fn another_amount_time_customer_or_the_same_label_is_not_equal() {
    let mut app = app_with_may().await;
    let facts = vec![
        bought("year.csv", "y-1", 29),
        Fact {
            occur_time: at(NOW - 86_401),
            ..bought("year.csv", "y-2", 30)
        },
        Fact {
            customer_id: "C-2".to_owned(),
            ..bought("year.csv", "y-3", 30)
        },
        bought("may.csv", "m-2", 30),
    ];
    let request = RecordFactsRequest {
        create_missing_customers: true,
        ..asking(EqualFacts::Refuse, facts)
    };
    let response = recorded(&mut app, request).await;
    assert_eq!((response.recorded_count, pairs(&response)), (4, vec![]));
}

#[tokio::test]
async fn author_and_source_make_no_difference() {
    let mut app = app_with_may().await;
    let other = Fact {
        source: "shop".to_owned(),
        author: "anna".to_owned(),
        ..bought("", "s-1", 30)
    };
    let response = reported(&mut app, vec![other]).await;
    assert_eq!(pairs(&response), [(0, "m-1")]);
}

#[tokio::test]
async fn each_recorded_fact_answers_for_one_new_fact() {
    let mut app = app_with_may().await;
    let three = |ids: [&str; 3]| ids.map(|id| bought("year.csv", id, 30)).to_vec();
    let response = reported(&mut app, three(["y-1", "y-2", "y-3"])).await;
    assert_eq!(pairs(&response), [(0, "m-1")]);
    // The same file goes on in another call: the fact of May has its counterpart.
    let response = reported(&mut app, three(["y-4", "y-5", "y-6"])).await;
    assert_eq!(pairs(&response), []);

    recorded(&mut app, record(vec![bought("may.csv", "m-2", 7)])).await;
    recorded(&mut app, record(vec![bought("may.csv", "m-3", 7)])).await;
    let three = ["y-7", "y-8", "y-9"].map(|id| bought("year.csv", id, 7));
    let response = reported(&mut app, three.to_vec()).await;
    assert_eq!(pairs(&response), [(0, "m-2"), (1, "m-3")]);
}

#[tokio::test]
async fn a_fact_sent_again_is_a_duplicate_and_not_named() {
    let mut app = app_with_may().await;
    let facts = vec![bought("year.csv", "y-1", 30)];
    assert_eq!(
        pairs(&reported(&mut app, facts.clone()).await),
        [(0, "m-1")]
    );
    let response = reported(&mut app, facts).await;
    assert_eq!((response.duplicate_count, pairs(&response)), (1, vec![]));
}

#[tokio::test]
async fn a_retracted_fact_equals_nothing() {
    let mut app = app_with_may().await;
    let mut request = asking(EqualFacts::Refuse, vec![bought("year.csv", "y-1", 30)]);
    request.retractions.push(retraction("m-1"));
    let response = recorded(&mut app, request).await;
    assert_eq!((response.recorded_count, pairs(&response)), (1, vec![]));
    let mut request = record(vec![]);
    request.retractions.push(retraction("y-1"));
    recorded(&mut app, request).await;
    let response = reported(&mut app, vec![bought("may.csv", "m-2", 30)]).await;
    assert_eq!((response.recorded_count, pairs(&response)), (1, vec![]));
}

#[tokio::test]
async fn validate_only_names_equal_facts_and_writes_nothing() {
    let mut app = app_with_may().await;
    let request = RecordFactsRequest {
        validate_only: true,
        ..asking(EqualFacts::Report, vec![bought("year.csv", "y-1", 30)])
    };
    for _ in 0..2 {
        let response = recorded(&mut app, request.clone()).await;
        assert_eq!(pairs(&response), [(0, "m-1")]);
    }
    assert_eq!(live(&mut app).await, ["m-1"]);
}

#[tokio::test]
async fn equal_facts_are_refused_with_the_other_fact_and_a_remedy() {
    let mut app = app_with_may().await;
    let facts = vec![
        bought("year.csv", "y-1", -1),
        bought("year.csv", "y-2", 30),
        bought("year.csv", "y-3", 30),
    ];
    let fault = refused(&mut app, asking(EqualFacts::Refuse, facts[1..].to_vec())).await;
    let metadata = |place: &'static str| {
        [
            ("customer_id", "C-1"),
            ("source", "billing"),
            ("fact_id", "m-1"),
            ("label", "may.csv"),
            ("field", place),
        ]
    };
    let reason = ErrorReason::EqualFactRecorded;
    fault.is(Code::AlreadyExists, reason, &metadata("facts[0]"));
    assert_eq!(live(&mut app).await, ["m-1"]);

    let partly = RecordFactsRequest {
        allow_partial_success: true,
        ..asking(EqualFacts::Refuse, facts)
    };
    let response = recorded(&mut app, partly).await;
    assert_eq!((response.recorded_count, response.failures.len()), (1, 2));
    let fault = Fault::of_item(response.failures[1].status.as_ref().unwrap());
    fault.is(Code::AlreadyExists, reason, &metadata("facts[1]"));
    assert_eq!(live(&mut app).await, ["m-1", "y-3"]);
}

#[tokio::test]
async fn a_reported_fact_has_its_place_in_the_request() {
    let mut app = app_with_may().await;
    let facts = vec![bought("year.csv", "y-1", -1), bought("year.csv", "y-2", 30)];
    let partly = RecordFactsRequest {
        allow_partial_success: true,
        ..asking(EqualFacts::Report, facts)
    };
    assert_eq!(pairs(&recorded(&mut app, partly).await), [(1, "m-1")]);
}

#[tokio::test]
async fn an_unknown_way_to_handle_equal_facts_is_refused() {
    let mut app = app_with_may().await;
    let request = RecordFactsRequest {
        equal_facts: 7,
        ..record(vec![bought("year.csv", "y-1", 30)])
    };
    let fault = refused(&mut app, request).await;
    fault.violates(&[("equal_facts", "UNKNOWN_ENUM")]);
}

#[tokio::test]
async fn receipts_of_an_invoice_are_refused_whatever_their_label_if_asked() {
    let mut app = app_with_c1().await;
    let labelled = |fact_id: &str, body| Fact {
        label: "ledger.csv".to_owned(),
        ..fact(fact_id, body)
    };
    let first = vec![
        labelled("l-1", invoice("2026-1")),
        labelled("l-2", pay("2026-1", 30)),
        labelled("l-3", buy(5)),
    ];
    recorded(&mut app, record(first)).await;
    let moved = vec![
        labelled("l-4", pay("2026-1", 30)),
        labelled("l-5", buy(5)),
        labelled("l-6", pay("2026-2", 30)),
        labelled("l-7", pay("2026-2", 30)),
    ];
    let partly = RecordFactsRequest {
        allow_partial_success: true,
        ..asking(EqualFacts::RefuseAnyLabel, moved)
    };
    let response = recorded(&mut app, partly).await;
    assert_eq!(response.recorded_count, 3);
    assert_eq!(response.failures[0].fact_id, "l-4");
}
