//! `GetCustomer`.

use customer_quality::pb::v1::{
    Comeback, Customer, CustomerStanding, ErrorReason, Fact, GetCustomerRequest, Negotiation,
    NegotiationMoment, fact::Body,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    bodies::leave,
    build::{at, customer, fact, invoice, record, upsert},
    fault::Fault,
};

fn asking(customer_id: &str) -> GetCustomerRequest {
    GetCustomerRequest {
        customer_id: customer_id.to_owned(),
    }
}

async fn get(app: &mut App, customer_id: &str) -> Customer {
    let response = app.records.get_customer(asking(customer_id)).await.unwrap();
    response.into_inner().customer.unwrap()
}

#[tokio::test]
async fn a_customer_is_found_as_it_was_told() {
    let mut app = app::start().await;
    let told = app
        .records
        .upsert_customers(upsert(vec![customer("C-1")]))
        .await
        .unwrap();
    assert_eq!(get(&mut app, "C-1").await, told.into_inner().customers[0]);
}

#[tokio::test]
async fn a_customer_never_told_is_not_found() {
    let mut app = app::start().await;
    let fault = Fault::of(app.records.get_customer(asking("C-404")).await);
    let metadata = [("customer_id", "C-404")];
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
}

#[tokio::test]
async fn an_id_that_breaks_the_rules_is_refused() {
    let mut app = app::start().await;
    for (id, rule) in [("", "REQUIRED"), ("a\nb", "CONTROL_CHARACTER")] {
        let fault = Fault::of(app.records.get_customer(asking(id)).await);
        fault.violates(&[("customer_id", rule)]);
    }
}

#[tokio::test]
async fn the_standing_follows_from_the_facts() {
    let mut app = app::start().await;
    app.records
        .upsert_customers(upsert(vec![customer("C-1")]))
        .await
        .unwrap();
    let mut last = get(&mut app, "C-1").await;
    assert_eq!(
        last.standing(),
        CustomerStanding::Active,
        "known by id alone"
    );
    let first_deal = Body::Negotiation(Negotiation {
        moment: NegotiationMoment::FirstDeal.into(),
        rounds: Some(1),
        ..Negotiation::default()
    });
    let steps = [
        (first_deal, CustomerStanding::Prospect),
        (invoice("2026-1"), CustomerStanding::New),
        (leave(), CustomerStanding::Past),
        (Body::Comeback(Comeback::default()), CustomerStanding::New),
    ];
    for (hour, (body, standing)) in (1..).zip(steps) {
        let told = Fact {
            occur_time: at(NOW - 86_400 + hour * 3_600),
            ..fact(&format!("f-{hour}"), body)
        };
        app.records.record_facts(record(vec![told])).await.unwrap();
        let now = get(&mut app, "C-1").await;
        assert_eq!(now.standing(), standing);
        assert!(now.revision > last.revision);
        assert_eq!(now.update_time, last.update_time);
        last = now;
    }
}
