//! `UpsertCustomers`.

use chrono::TimeDelta;
use customer_quality::pb::v1::{
    AttributeValues, BuysAs, Customer, CustomerKind, CustomerStanding, ErrorReason,
    GetCustomerRequest, UpsertCustomersRequest, UpsertCustomersResponse,
};
use prost_types::FieldMask;
use tonic::Code;

use crate::support::{
    app::{self, App},
    build::{customer, date, upsert},
    fault::Fault,
};

async fn upserted(app: &mut App, request: UpsertCustomersRequest) -> UpsertCustomersResponse {
    app.records
        .upsert_customers(request)
        .await
        .unwrap()
        .into_inner()
}

async fn refused(app: &mut App, request: UpsertCustomersRequest) -> Fault {
    Fault::of(app.records.upsert_customers(request).await)
}

async fn is_known(app: &mut App, customer_id: &str) -> bool {
    let request = GetCustomerRequest {
        customer_id: customer_id.to_owned(),
    };
    app.records.get_customer(request).await.is_ok()
}

fn masked(paths: &[&str], customers: Vec<Customer>) -> UpsertCustomersRequest {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    UpsertCustomersRequest {
        update_mask: Some(FieldMask { paths }),
        ..upsert(customers)
    }
}

fn hofmann() -> Customer {
    let values = vec!["carpentry".to_owned()];
    Customer {
        name: "Hofmann Joinery".to_owned(),
        acquisition_source: "trade-fair".to_owned(),
        buys_as: BuysAs::Middleman.into(),
        attributes: [("industry".to_owned(), AttributeValues { values })].into(),
        prospect: true,
        ..customer("C-1")
    }
}

fn counts(response: &UpsertCustomersResponse) -> (i32, i32, i32) {
    (
        response.created_count,
        response.updated_count,
        response.unchanged_count,
    )
}

#[tokio::test]
async fn who_is_told_to_be_a_prospect_is_one_and_has_what_was_told() {
    let mut app = app::start().await;
    let response = upserted(&mut app, upsert(vec![hofmann()])).await;
    assert_eq!(counts(&response), (1, 0, 0));
    let told = response.customers[0].clone();
    assert!(told.revision > 0 && told.create_time.is_some() && told.update_time.is_some());
    let expected = Customer {
        standing: CustomerStanding::Prospect.into(),
        revision: told.revision,
        create_time: told.create_time,
        update_time: told.update_time,
        ..hofmann()
    };
    assert_eq!(told, expected);
}

#[tokio::test]
async fn telling_the_same_again_changes_nothing() {
    let mut app = app::start().await;
    let first = upserted(&mut app, upsert(vec![hofmann()])).await;
    let again = upserted(&mut app, upsert(vec![hofmann()])).await;
    assert_eq!(counts(&again), (0, 0, 1));
    assert_eq!(again.customers, first.customers);
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_request_and_are_counted() {
    let mut app = app::start().await;
    upserted(&mut app, upsert(vec![customer("C-1"), customer("C-2")])).await;
    let renamed = Customer {
        name: "New name".to_owned(),
        ..customer("C-2")
    };
    let request = upsert(vec![customer("C-3"), renamed, customer("C-1")]);
    let response = upserted(&mut app, request).await;
    assert_eq!(counts(&response), (1, 1, 1));
    let ids: Vec<&str> = response
        .customers
        .iter()
        .map(|c| c.customer_id.as_str())
        .collect();
    assert_eq!(ids, ["C-3", "C-2", "C-1"]);
}

#[tokio::test]
async fn without_a_mask_all_fields_are_replaced_but_an_untold_kind() {
    let mut app = app::start().await;
    let person = Customer {
        kind: CustomerKind::Individual.into(),
        ..hofmann()
    };
    let first = upserted(&mut app, upsert(vec![person])).await;
    assert!(first.customers[0].prospect);
    let blank = Customer {
        kind: 0,
        ..customer("C-1")
    };
    let response = upserted(&mut app, upsert(vec![blank])).await;
    let now = &response.customers[0];
    assert_eq!((now.name.as_str(), now.attributes.len()), ("", 0));
    assert_eq!(now.kind(), CustomerKind::Individual);
    assert!(!now.prospect);
    assert_eq!(now.buys_as(), BuysAs::EndUser);
    assert!(now.revision > first.customers[0].revision);
}

#[tokio::test]
async fn a_mask_replaces_only_what_it_names() {
    let mut app = app::start().await;
    upserted(&mut app, upsert(vec![hofmann()])).await;
    let change = Customer {
        name: "Hofmann & Sons".to_owned(),
        ..customer("C-1")
    };
    let response = upserted(&mut app, masked(&["name", "buys_as"], vec![change])).await;
    let now = &response.customers[0];
    assert_eq!(now.name, "Hofmann & Sons");
    assert_eq!(now.buys_as(), BuysAs::EndUser);
    assert_eq!(now.acquisition_source, "trade-fair");
    assert_eq!(now.attributes, hofmann().attributes);
}

#[tokio::test]
async fn a_mask_with_a_path_that_is_no_such_field_is_refused() {
    let mut app = app::start().await;
    let fault = refused(&mut app, masked(&["name", "standing"], vec![hofmann()])).await;
    fault.violates(&[("update_mask.paths[1]", "UNKNOWN_PATH")]);
    assert!(!is_known(&mut app, "C-1").await);
}

#[tokio::test]
async fn a_new_customer_needs_no_kind_and_may_be_told_one_later() {
    let mut app = app::start().await;
    let kindless = Customer {
        kind: 0,
        name: "A name".to_owned(),
        ..customer("C-1")
    };
    let first = upserted(&mut app, upsert(vec![kindless.clone()])).await;
    assert_eq!(counts(&first), (1, 0, 0));
    assert_eq!(first.customers[0].kind(), CustomerKind::Unspecified);
    let told = upserted(&mut app, masked(&["kind"], vec![customer("C-1")])).await;
    assert_eq!(counts(&told), (0, 1, 0));
    assert_eq!(told.customers[0].kind(), CustomerKind::Business);
    assert_eq!(told.customers[0].name, "A name");
    let forgotten = upserted(&mut app, masked(&["kind"], vec![kindless])).await;
    assert_eq!(counts(&forgotten), (0, 1, 0));
    assert_eq!(forgotten.customers[0].kind(), CustomerKind::Unspecified);
}

#[tokio::test]
async fn who_is_no_customer_yet_may_become_one() {
    let mut app = app::start().await;
    let prospect = Customer {
        prospect: true,
        ..customer("C-1")
    };
    let first = upserted(&mut app, upsert(vec![prospect])).await;
    assert!(first.customers[0].prospect);
    assert_eq!(first.customers[0].standing(), CustomerStanding::Prospect);
    let named = masked(&["name"], vec![customer("C-1")]);
    assert!(upserted(&mut app, named).await.customers[0].prospect);
    let bought = masked(&["prospect"], vec![customer("C-1")]);
    let response = upserted(&mut app, bought).await;
    assert_eq!(counts(&response), (0, 1, 0));
    assert!(!response.customers[0].prospect);
    assert_eq!(response.customers[0].standing(), CustomerStanding::Active);
}

#[tokio::test]
async fn validate_only_answers_as_if_and_writes_nothing() {
    let mut app = app::start().await;
    let request = UpsertCustomersRequest {
        validate_only: true,
        ..upsert(vec![hofmann()])
    };
    let response = upserted(&mut app, request).await;
    assert_eq!(counts(&response), (1, 0, 0));
    assert_eq!(response.customers[0].name, "Hofmann Joinery");
    assert_eq!(response.customers[0].standing(), CustomerStanding::Prospect);
    assert!(!is_known(&mut app, "C-1").await);
}

#[tokio::test]
async fn validate_only_shows_the_standing_that_a_known_customer_would_have() {
    let mut app = app::start().await;
    upserted(&mut app, upsert(vec![customer("C-1")])).await;
    let onboarded = Customer {
        onboard_date: date(2026, 7, 1),
        ..customer("C-1")
    };
    let request = UpsertCustomersRequest {
        validate_only: true,
        ..upsert(vec![onboarded])
    };
    let response = upserted(&mut app, request).await;
    assert_eq!(counts(&response), (0, 1, 0));
    assert_eq!(response.customers[0].standing(), CustomerStanding::New);
    let unchanged = upserted(&mut app, upsert(vec![customer("C-1")])).await;
    assert_eq!(counts(&unchanged), (0, 0, 1));
    assert_eq!(unchanged.customers[0].standing(), CustomerStanding::Active);
}

#[tokio::test]
async fn an_onboard_date_makes_a_customer_new_once_it_has_come() {
    let mut app = app::start().await;
    let onboarded = |id, day| Customer {
        onboard_date: date(2026, 7, day),
        ..customer(id)
    };
    let request = upsert(vec![onboarded("C-1", 1), onboarded("C-2", 2)]);
    let response = upserted(&mut app, request).await;
    let standings: Vec<_> = response.customers.iter().map(Customer::standing).collect();
    assert_eq!(standings, [CustomerStanding::New, CustomerStanding::Active]);
    app.clock.set(app.clock.now() + TimeDelta::days(1));
    let request = GetCustomerRequest {
        customer_id: "C-2".to_owned(),
    };
    let tomorrow = app
        .records
        .get_customer(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(tomorrow.customer.unwrap().standing(), CustomerStanding::New);
}

#[tokio::test]
async fn every_fault_of_every_customer_is_told_at_once() {
    let mut app = app::start().await;
    let long = Customer {
        name: "x".repeat(257),
        ..customer("C-1")
    };
    let strange = Customer {
        buys_as: 7,
        ..customer(" C-2")
    };
    let request = upsert(vec![long, strange, customer("C-1")]);
    refused(&mut app, request).await.violates(&[
        ("customers[0].name", "TOO_LONG"),
        ("customers[1].customer_id", "SURROUNDING_BLANK"),
        ("customers[1].buys_as", "UNKNOWN_ENUM"),
        ("customers[2].customer_id", "DUPLICATE"),
    ]);
}

#[tokio::test]
async fn a_call_tells_1_to_500_customers() {
    let mut app = app::start().await;
    refused(&mut app, upsert(vec![]))
        .await
        .violates(&[("customers", "REQUIRED")]);
    let many = |count| (0..count).map(|n| customer(&format!("C-{n}"))).collect();
    let fault = refused(&mut app, upsert(many(501))).await;
    let metadata = [("item_count", "501"), ("max_items", "500")];
    fault.is(Code::InvalidArgument, ErrorReason::BatchTooLarge, &metadata);
    assert_eq!(
        upserted(&mut app, upsert(many(500))).await.created_count,
        500
    );
}

#[tokio::test]
async fn an_attribute_that_nobody_may_be_scored_by_is_refused() {
    let mut app = app::start().await;
    let values = vec!["50".to_owned()];
    let attributes = [("owner_age".to_owned(), AttributeValues { values })].into();
    let wire = Customer {
        attributes,
        ..customer("C-1")
    };
    let fault = refused(&mut app, upsert(vec![wire])).await;
    let field = "customers[0].attributes[\"owner_age\"]";
    let metadata = [("attribute", "owner_age"), ("field", field)];
    fault.is(
        Code::InvalidArgument,
        ErrorReason::AttributeRefused,
        &metadata,
    );
}
