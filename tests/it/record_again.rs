//! `RecordFacts` with `record_retracted_again`: a retracted fact is recorded again under its key, and what was
//! known before stays known as it was.

use chrono::TimeDelta;
use customer_quality::pb::v1::{
    AnswerOptions, ErrorReason, Fact, FactKind, ListFactsRequest, RecordFactsRequest,
    RecordFactsResponse, RecordedFact,
};
use prost_types::Timestamp;
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, live, recorded, refused},
    support::{
        app::App,
        ask::now,
        bodies::{buy, merge, refer},
        build::{fact, invoice, record, retraction},
        store::BUDGET,
    },
};

fn again(facts: Vec<Fact>) -> RecordFactsRequest {
    RecordFactsRequest {
        record_retracted_again: true,
        ..record(facts)
    }
}

async fn retracted(app: &mut App, fact_id: &str) -> RecordFactsResponse {
    let mut request = record(vec![]);
    request.retractions.push(retraction(fact_id));
    recorded(app, request).await
}

fn counts(response: &RecordFactsResponse) -> [i32; 4] {
    [
        response.recorded_count,
        response.duplicate_count,
        response.retracted_count,
        response.duplicate_retraction_count,
    ]
}

/// All recordings of customer C-1, one on each page.
async fn listed(app: &mut App) -> Vec<RecordedFact> {
    let mut facts = Vec::new();
    let mut request = ListFactsRequest {
        customer_id: "C-1".to_owned(),
        include_retracted: true,
        page_size: 1,
        ..ListFactsRequest::default()
    };
    loop {
        let page = app.records.list_facts(request.clone()).await.unwrap();
        let page = page.into_inner();
        facts.extend(page.facts);
        if page.next_page_token.is_empty() {
            return facts;
        }
        request.page_token = page.next_page_token;
    }
}

/// What customer C-1 bought in twelve months, in whole euros, as known at `time`.
async fn bought(app: &mut App, time: Option<Timestamp>) -> i64 {
    let options = AnswerOptions {
        as_known_time: time,
        ..AnswerOptions::default()
    };
    let score = app.score("C-1", options).await;
    score.economics.unwrap().revenue.unwrap().units
}

async fn is_consistent(app: &App) {
    let ids = ["C-1".to_owned()];
    assert_eq!(app.store.store.differences(&ids).await.unwrap(), []);
    assert_eq!(app.store.store.rebuild(&ids, BUDGET).await.unwrap(), []);
}

#[tokio::test]
async fn without_the_flag_a_retracted_fact_stays_retracted() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    retracted(&mut app, "f-1").await;
    let fault = refused(&mut app, record(vec![fact("f-1", buy(30))])).await;
    assert_eq!(fault.reason, ErrorReason::FactRetracted);
    assert!(fault.message.contains("record_retracted_again"));
    assert!(live(&mut app).await.is_empty());
}

#[tokio::test]
async fn with_the_flag_it_is_recorded_again_once_also_with_other_content() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    retracted(&mut app, "f-1").await;
    let request = again(vec![fact("f-1", buy(31))]);
    assert_eq!(
        counts(&recorded(&mut app, request.clone()).await),
        [1, 0, 0, 0]
    );
    assert_eq!(counts(&recorded(&mut app, request).await), [0, 1, 0, 0]);
    assert_eq!(live(&mut app).await, ["f-1"]);
    assert_eq!(bought(&mut app, None).await, 31);
    let other = refused(&mut app, again(vec![fact("f-1", buy(32))])).await;
    assert_eq!(other.code, Code::AlreadyExists);
    assert_eq!(other.reason, ErrorReason::FactConflict);

    assert_eq!(
        counts(&retracted(&mut app, "f-1").await),
        [0, 0, 1, 0],
        "the newest recording is retracted"
    );
    assert_eq!(counts(&retracted(&mut app, "f-1").await), [0, 0, 0, 1]);
    assert_eq!(bought(&mut app, None).await, 0);
    let third = again(vec![fact("f-1", buy(30))]);
    assert_eq!(counts(&recorded(&mut app, third).await), [1, 0, 0, 0]);
    assert_eq!(bought(&mut app, None).await, 30);
    is_consistent(&app).await;
}

#[tokio::test]
async fn what_was_known_at_each_time_stays_known() {
    let mut app = app_with_c1().await;
    let request = record(vec![fact("f-1", buy(30)), fact("f-2", buy(1))]);
    let first = recorded(&mut app, request).await.record_time;
    let gone = retracted(&mut app, "f-1").await.record_time;
    let request = again(vec![fact("f-1", buy(40))]);
    let second = recorded(&mut app, request).await.record_time;
    let gone_again = retracted(&mut app, "f-1").await.record_time;
    let mut known = Vec::new();
    app.clock.set(chrono::Utc::now());
    for time in [first, gone, second, gone_again] {
        known.push(bought(&mut app, time).await);
    }
    assert_eq!(known, [31, 1, 41, 1]);
}

#[tokio::test]
async fn the_list_shows_every_recording_with_its_retraction() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    retracted(&mut app, "f-1").await;
    recorded(&mut app, again(vec![fact("f-1", buy(31))])).await;
    retracted(&mut app, "f-1").await;
    recorded(&mut app, again(vec![fact("f-1", buy(32))])).await;
    let listed = listed(&mut app).await;
    let shown: Vec<_> = listed
        .iter()
        .map(|it| {
            let fact = it.fact.as_ref().unwrap();
            (fact.body.clone().unwrap(), it.retraction.is_some())
        })
        .collect();
    let expected = [(buy(32), false), (buy(31), true), (buy(30), true)];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_correction_under_the_same_id_is_one_call_that_may_be_repeated() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    let mut request = again(vec![fact("f-1", buy(31))]);
    request.retractions.push(retraction("f-1"));
    assert_eq!(
        counts(&recorded(&mut app, request.clone()).await),
        [1, 0, 1, 0]
    );
    for _ in 0..2 {
        assert_eq!(
            counts(&recorded(&mut app, request.clone()).await),
            [0, 1, 0, 1]
        );
    }
    assert_eq!(listed(&mut app).await.len(), 2);
    assert_eq!(bought(&mut app, None).await, 31);
    is_consistent(&app).await;
}

#[tokio::test]
async fn an_invoice_and_a_referral_recorded_again_hold_their_numbers_and_places() {
    let mut app = app_with_c1().await;
    let facts = || {
        vec![
            fact("f-1", invoice("2026-1")),
            fact("f-2", refer("C-2", None)),
        ]
    };
    let mut first = record(facts());
    first.create_missing_customers = true;
    recorded(&mut app, first).await;
    let mut gone = record(vec![]);
    gone.retractions = vec![retraction("f-1"), retraction("f-2")];
    recorded(&mut app, gone).await;
    assert_eq!(
        counts(&recorded(&mut app, again(facts())).await),
        [2, 0, 0, 0]
    );
    is_consistent(&app).await;
    let other = fact("f-3", refer("C-2", None));
    let fault = refused(&mut app, record(vec![other])).await;
    assert_eq!(fault.reason, ErrorReason::ReferrerAlreadySet);
    let same = record(vec![fact("f-4", invoice("2026-1"))]);
    assert_eq!(recorded(&mut app, same).await.duplicate_count, 1);

    let request = ListFactsRequest {
        customer_id: "C-1".to_owned(),
        kinds: vec![FactKind::Invoice.into(), FactKind::Referral.into()],
        ..ListFactsRequest::default()
    };
    let listed = app.records.list_facts(request).await.unwrap().into_inner();
    assert_eq!(listed.facts.len(), 2);
}

#[tokio::test]
async fn another_kind_may_take_the_place_of_a_retracted_fact() {
    let mut app = app_with_c1().await;
    recorded(&mut app, record(vec![fact("f-1", buy(30))])).await;
    let mut request = again(vec![fact("f-1", refer("C-2", None))]);
    request.create_missing_customers = true;
    request.retractions.push(retraction("f-1"));
    assert_eq!(counts(&recorded(&mut app, request).await), [1, 0, 1, 0]);
    is_consistent(&app).await;
    assert_eq!(counts(&retracted(&mut app, "f-1").await), [0, 0, 1, 0]);
    is_consistent(&app).await;
    let request = again(vec![fact("f-1", refer("C-2", None))]);
    assert_eq!(counts(&recorded(&mut app, request).await), [1, 0, 0, 0]);
}

#[tokio::test]
async fn a_merge_recorded_again_makes_them_one_again() {
    let mut app = app_with_c1().await;
    let mut other = record(vec![Fact {
        customer_id: "C-2".to_owned(),
        ..fact("f-0", buy(7))
    }]);
    other.create_missing_customers = true;
    recorded(&mut app, other).await;
    let same = || vec![fact("f-1", merge("C-2"))];
    recorded(&mut app, record(same())).await;
    retracted(&mut app, "f-1").await;
    assert_eq!(app.score("C-1", now()).await.customer_id, "C-1");
    let time = recorded(&mut app, again(same())).await.record_time;
    is_consistent(&app).await;
    // The database dates what is recorded, and nobody asks what will be known.
    let now_there = app.store.store.clock().await.unwrap();
    app.clock.set(now_there + TimeDelta::seconds(2));
    let known = AnswerOptions {
        as_known_time: time,
        ..AnswerOptions::default()
    };
    for options in [now(), known] {
        assert_eq!(app.score("C-1", options).await.customer_id, "C-2");
    }
    let late = fact("f-2", merge("C-2"));
    assert_eq!(
        recorded(&mut app, record(vec![late])).await.duplicate_count,
        1
    );
}
