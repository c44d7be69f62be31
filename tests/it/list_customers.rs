//! `ListCustomers`.

use customer_quality::pb::v1::{
    Customer, CustomerStanding, ErrorReason, ListCustomersRequest, ListCustomersResponse,
};
use tonic::Code;

use crate::support::{
    app::{self, App},
    bodies::buy,
    build::{customer, fact, record, upsert},
    fault::Fault,
};

async fn app_with(ids: &[&str]) -> App {
    let mut app = app::start().await;
    let customers = ids.iter().map(|id| customer(id)).collect();
    app.records
        .upsert_customers(upsert(customers))
        .await
        .unwrap();
    app
}

async fn list(app: &mut App, request: ListCustomersRequest) -> ListCustomersResponse {
    app.records
        .list_customers(request)
        .await
        .unwrap()
        .into_inner()
}

fn page(page_size: i32, prefix: &str, page_token: &str) -> ListCustomersRequest {
    ListCustomersRequest {
        page_size,
        page_token: page_token.to_owned(),
        customer_id_prefix: prefix.to_owned(),
    }
}

fn ids(response: &ListCustomersResponse) -> Vec<&str> {
    response
        .customers
        .iter()
        .map(|customer| customer.customer_id.as_str())
        .collect()
}

#[tokio::test]
async fn pages_lead_through_all_customers_by_id() {
    let mut app = app_with(&["C-3", "C-1", "C-5", "C-2", "C-4"]).await;
    let first = list(&mut app, page(2, "", "")).await;
    assert_eq!(ids(&first), ["C-1", "C-2"]);
    let second = list(&mut app, page(2, "", &first.next_page_token)).await;
    assert_eq!(ids(&second), ["C-3", "C-4"]);
    let last = list(&mut app, page(2, "", &second.next_page_token)).await;
    assert_eq!(
        (ids(&last), last.next_page_token.as_str()),
        (vec!["C-5"], "")
    );
}

#[tokio::test]
async fn the_size_may_change_from_page_to_page() {
    let mut app = app_with(&["C-1", "C-2", "C-3", "C-4"]).await;
    let first = list(&mut app, page(1, "", "")).await;
    let rest = list(&mut app, page(1_000_000, "", &first.next_page_token)).await;
    assert_eq!(
        (ids(&rest), rest.next_page_token.as_str()),
        (vec!["C-2", "C-3", "C-4"], "")
    );
}

#[tokio::test]
async fn an_unsaid_size_is_50() {
    let all: Vec<String> = (100..151).map(|number| format!("C-{number}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut app = app_with(&all).await;
    let first = list(&mut app, page(0, "", "")).await;
    assert_eq!(first.customers.len(), 50);
    let last = list(&mut app, page(0, "", &first.next_page_token)).await;
    assert_eq!(ids(&last), ["C-150"]);
}

#[tokio::test]
async fn a_prefix_is_taken_literally() {
    let mut app = app_with(&["C-1", "C_1", "C%1", "C-10", "D-1"]).await;
    assert_eq!(
        ids(&list(&mut app, page(0, "C-1", "")).await),
        ["C-1", "C-10"]
    );
    assert_eq!(ids(&list(&mut app, page(0, "C_", "")).await), ["C_1"]);
    assert_eq!(
        ids(&list(&mut app, page(0, "X", "")).await),
        Vec::<&str>::new()
    );
}

#[tokio::test]
async fn each_customer_of_a_page_has_its_standing() {
    let mut app = app_with(&["C-1", "C-2"]).await;
    app.records
        .record_facts(record(vec![fact("f-1", buy(30))]))
        .await
        .unwrap();
    let response = list(&mut app, page(0, "", "")).await;
    let standings: Vec<_> = response.customers.iter().map(Customer::standing).collect();
    assert_eq!(standings, [CustomerStanding::New, CustomerStanding::Active]);
}

#[tokio::test]
async fn a_token_with_another_prefix_is_a_mismatch_and_a_foreign_one_invalid() {
    let mut app = app_with(&["C-1", "C-2"]).await;
    let token = list(&mut app, page(1, "C", "")).await.next_page_token;
    let fault = Fault::of(app.records.list_customers(page(1, "D", &token)).await);
    fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    let fault = Fault::of(app.records.list_customers(page(1, "C", "made up")).await);
    fault.is(Code::InvalidArgument, ErrorReason::InvalidPageToken, &[]);
}

#[tokio::test]
async fn a_negative_size_is_refused() {
    let mut app = app::start().await;
    let fault = Fault::of(app.records.list_customers(page(-1, "", "")).await);
    fault.violates(&[("page_size", "OUT_OF_RANGE")]);
}
