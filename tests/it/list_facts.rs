//! `ListFacts`.

use customer_quality::pb::v1::{
    ErrorReason, Fact, FactKind, ListFactsRequest, ListFactsResponse, RetractFactRequest,
};
use tonic::Code;

use crate::{
    record_facts::{app_with_c1, recorded},
    support::{
        app::{App, NOW},
        bodies::{buy, leave},
        build::{at, fact, invoice, record, retraction},
        fault::Fault,
    },
};

/// Six facts: three of C-1 from billing, two of C-2 from the shop, one of C-2 from billing.
async fn app_with_facts() -> App {
    let mut app = app_with_c1().await;
    let other = |source: &str, told: Fact| Fact {
        customer_id: "C-2".to_owned(),
        source: source.to_owned(),
        ..told
    };
    let labelled = |told: Fact| Fact {
        label: "march.csv".to_owned(),
        ..told
    };
    let after = |hours: i64, told: Fact| Fact {
        occur_time: at(NOW - 86_400 + hours * 3_600),
        ..told
    };
    let mut request = record(vec![
        after(1, labelled(fact("f-1", buy(1)))),
        after(3, fact("f-2", invoice("2026-1"))),
        after(2, fact("f-3", leave())),
        after(4, other("shop", fact("f-1", buy(4)))),
        after(4, other("shop", fact("f-0", buy(5)))),
        after(0, labelled(other("billing", fact("f-1", buy(6))))),
    ]);
    request.create_missing_customers = true;
    recorded(&mut app, request).await;
    app
}

async fn list(app: &mut App, request: ListFactsRequest) -> ListFactsResponse {
    app.records.list_facts(request).await.unwrap().into_inner()
}

async fn refused(app: &mut App, request: ListFactsRequest) -> Fault {
    Fault::of(app.records.list_facts(request).await)
}

/// Customer, source and id of each fact.
fn keys(response: &ListFactsResponse) -> Vec<String> {
    let facts = response
        .facts
        .iter()
        .filter_map(|recorded| recorded.fact.as_ref());
    facts
        .map(|fact| format!("{} {} {}", fact.customer_id, fact.source, fact.fact_id))
        .collect()
}

fn of_customer(customer_id: &str) -> ListFactsRequest {
    ListFactsRequest {
        customer_id: customer_id.to_owned(),
        ..ListFactsRequest::default()
    }
}

fn of_source(source: &str) -> ListFactsRequest {
    ListFactsRequest {
        source: source.to_owned(),
        ..ListFactsRequest::default()
    }
}

fn of_label(label: &str) -> ListFactsRequest {
    ListFactsRequest {
        label: label.to_owned(),
        ..ListFactsRequest::default()
    }
}

#[tokio::test]
async fn facts_are_listed_by_customer_source_or_label_newest_first() {
    let mut app = app_with_facts().await;
    let (c1, c2) = (of_customer("C-1"), of_customer("C-2"));
    let shop = of_source("shop");
    let both = ListFactsRequest {
        source: "billing".to_owned(),
        ..of_label("march.csv")
    };
    let neither = ListFactsRequest {
        customer_id: "C-1".to_owned(),
        ..of_source("shop")
    };
    for (request, expected) in [
        (
            c1,
            &["C-1 billing f-2", "C-1 billing f-3", "C-1 billing f-1"][..],
        ),
        (c2, &["C-2 shop f-1", "C-2 shop f-0", "C-2 billing f-1"]),
        (shop, &["C-2 shop f-1", "C-2 shop f-0"]),
        (both, &["C-1 billing f-1", "C-2 billing f-1"]),
        (neither, &[]),
        (of_customer("C-404"), &[]),
    ] {
        let found = keys(&list(&mut app, request.clone()).await);
        assert_eq!(found, expected, "{request:?}");
    }
}

#[tokio::test]
async fn kinds_narrow_the_list() {
    let mut app = app_with_facts().await;
    let kinds = vec![FactKind::Departure.into(), FactKind::Invoice.into()];
    let response = list(
        &mut app,
        ListFactsRequest {
            kinds,
            ..of_customer("C-1")
        },
    )
    .await;
    assert_eq!(keys(&response), ["C-1 billing f-2", "C-1 billing f-3"]);
}

#[tokio::test]
async fn pages_lead_through_all_facts_also_between_equal_times() {
    let mut app = app_with_facts().await;
    let whole = keys(&list(&mut app, of_customer("C-2")).await);
    let (mut found, mut token) = (Vec::new(), String::new());
    loop {
        let request = ListFactsRequest {
            page_size: 1,
            page_token: token,
            ..of_customer("C-2")
        };
        let page = list(&mut app, request).await;
        found.extend(keys(&page));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found, whole);
}

#[tokio::test]
async fn retracted_facts_are_listed_only_when_asked_for() {
    let mut app = app_with_facts().await;
    let request = RetractFactRequest {
        retraction: Some(retraction("f-3")),
    };
    let retracted = app
        .records
        .retract_fact(request)
        .await
        .unwrap()
        .into_inner();
    let live = list(&mut app, of_customer("C-1")).await;
    assert_eq!(keys(&live), ["C-1 billing f-2", "C-1 billing f-1"]);
    let request = ListFactsRequest {
        include_retracted: true,
        ..of_customer("C-1")
    };
    let all = list(&mut app, request).await;
    assert_eq!(all.facts.len(), 3);
    assert_eq!(all.facts[1].retraction, Some(retraction("f-3")));
    assert_eq!(all.facts[1].retract_time, retracted.record_time);
    assert!(all.facts[0].retraction.is_none() && all.facts[0].retract_time.is_none());
}

#[tokio::test]
async fn a_fact_comes_back_as_it_was_told_with_the_servers_time() {
    let mut app = app_with_c1().await;
    let told = Fact {
        source_record_time: at(NOW),
        author: "anna".to_owned(),
        label: "march.csv".to_owned(),
        ..fact("f-1", invoice("2026-1"))
    };
    let response = recorded(&mut app, record(vec![told.clone()])).await;
    let listed = list(&mut app, of_customer("C-1")).await;
    let expected = Fact {
        record_time: response.record_time,
        ..told
    };
    assert_eq!(listed.facts[0].fact, Some(expected));
}

#[tokio::test]
async fn a_question_names_a_customer_a_source_or_a_label() {
    let mut app = app_with_c1().await;
    refused(&mut app, ListFactsRequest::default())
        .await
        .violates(&[("", "AT_LEAST_ONE")]);
    let wrong = ListFactsRequest {
        source: " x".to_owned(),
        kinds: vec![1, 0, 99],
        page_size: -5,
        ..ListFactsRequest::default()
    };
    refused(&mut app, wrong).await.violates(&[
        ("source", "SURROUNDING_BLANK"),
        ("kinds[1]", "REQUIRED"),
        ("kinds[2]", "UNKNOWN_ENUM"),
        ("page_size", "OUT_OF_RANGE"),
    ]);
}

#[tokio::test]
async fn a_token_belongs_to_its_question() {
    let mut app = app_with_facts().await;
    let first = list(
        &mut app,
        ListFactsRequest {
            page_size: 1,
            ..of_customer("C-1")
        },
    )
    .await;
    let page_token = first.next_page_token;
    let other = ListFactsRequest {
        page_token: page_token.clone(),
        ..of_customer("C-2")
    };
    let retracted = ListFactsRequest {
        page_token: page_token.clone(),
        include_retracted: true,
        ..of_customer("C-1")
    };
    for request in [other, retracted] {
        let fault = refused(&mut app, request).await;
        fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    }
    let broken = ListFactsRequest {
        page_token: page_token[1..].to_owned(),
        ..of_customer("C-1")
    };
    let fault = refused(&mut app, broken).await;
    fault.is(Code::InvalidArgument, ErrorReason::InvalidPageToken, &[]);
}
