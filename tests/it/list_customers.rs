//! `ListCustomers`.

use customer_quality::pb::v1::{
    Customer, CustomerStanding, ErrorReason, ListCustomersRequest, ListCustomersResponse,
};
use sqlx::{AssertSqlSafe, Executor};
use tonic::Code;

use crate::support::{
    app::{self, App},
    bodies::buy,
    build::{customer, fact, record, upsert},
    fault::Fault,
    store::fresh_store,
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
        ..ListCustomersRequest::default()
    }
}

fn named(name_contains: &str) -> ListCustomersRequest {
    ListCustomersRequest {
        name_contains: name_contains.to_owned(),
        ..ListCustomersRequest::default()
    }
}

async fn app_with_names(names: &[(&str, &str)]) -> App {
    let mut app = app::start().await;
    let customers = names.iter().map(|(id, name)| Customer {
        name: (*name).to_owned(),
        ..customer(id)
    });
    let request = upsert(customers.collect());
    app.records.upsert_customers(request).await.unwrap();
    app
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

#[tokio::test]
async fn a_name_is_found_by_the_beginnings_of_its_words_whatever_case_and_accents() {
    let mut app = app_with_names(&[
        ("C-1", "Hofmann Joinery"),
        ("C-2", "Dr. Müller & Söhne"),
        ("C-3", "O'Neill-Straße"),
        ("C-4", "Кафе Йога"),
        ("C-5", "山田商店 東京"),
        ("C-6", "متجر السلام"),
        ("C-7", "Łódź ÆTHER Ørsted"),
        ("C-8", "Mu\u{308}ller, zerlegt"),
        ("C-9", ""),
    ])
    .await;
    for (words, found) in [
        ("hofm", vec!["C-1"]),
        ("JOI HOF", vec!["C-1"]),
        ("ofmann", vec![]),
        ("hofm xyz", vec![]),
        ("müll", vec!["C-2", "C-8"]),
        ("MULLER", vec!["C-2", "C-8"]),
        ("sohne", vec!["C-2"]),
        ("o'ne", vec!["C-3"]),
        ("strasse", vec!["C-3"]),
        ("STRAẞE", vec!["C-3"]),
        ("КАФ", vec!["C-4"]),
        ("йо", vec!["C-4"]),
        ("山田", vec!["C-5"]),
        ("東", vec!["C-5"]),
        ("السل", vec!["C-6"]),
        ("lodz aeth orst", vec!["C-7"]),
        ("'; DROP", vec![]),
        ("a | b & !c:*", vec![]),
    ] {
        assert_eq!(ids(&list(&mut app, named(words)).await), found, "{words}");
    }
    let both = ListCustomersRequest {
        customer_id_prefix: "C-8".to_owned(),
        ..named("muller")
    };
    assert_eq!(ids(&list(&mut app, both).await), ["C-8"]);
}

#[tokio::test]
async fn names_follow_a_change_and_their_pages_are_in_the_order_of_ids() {
    let mut app = app_with_names(&[("b", "Moser"), ("a", "Moser"), ("c", "Moser")]).await;
    let request = |page_token: &str| ListCustomersRequest {
        page_size: 2,
        page_token: page_token.to_owned(),
        ..named("mos")
    };
    let first = list(&mut app, request("")).await;
    assert_eq!(ids(&first), ["a", "b"]);
    let last = list(&mut app, request(&first.next_page_token)).await;
    assert_eq!((ids(&last), last.next_page_token.as_str()), (vec!["c"], ""));
    let other = ListCustomersRequest {
        name_contains: "mo".to_owned(),
        ..request(&first.next_page_token)
    };
    let fault = Fault::of(app.records.list_customers(other).await);
    fault.is(Code::InvalidArgument, ErrorReason::PageTokenMismatch, &[]);
    let renamed = Customer {
        name: "Huber".to_owned(),
        ..customer("b")
    };
    let renamed = upsert(vec![renamed]);
    app.records.upsert_customers(renamed).await.unwrap();
    assert_eq!(ids(&list(&mut app, named("mos")).await), ["a", "c"]);
}

#[tokio::test]
async fn names_without_a_letter_and_too_long_ones_are_refused() {
    let mut app = app::start().await;
    for (words, rule) in [
        ("...", "REQUIRED"),
        (&*"x".repeat(257), "TOO_LONG"),
        ("a\nb", "CONTROL_CHARACTER"),
    ] {
        let fault = Fault::of(app.records.list_customers(named(words)).await);
        fault.violates(&[("name_contains", rule)]);
    }
    list(&mut app, named(&"x".repeat(256))).await;
}

/// The words in the statement must be exactly those of the index. Otherwise a question reads all customers.
#[tokio::test]
async fn a_name_is_looked_up_in_the_index() {
    let test = fresh_store().await;
    let plan = include_str!("../../src/store/sql/customers_by_name.sql");
    let mut connection = test.pool.acquire().await.unwrap();
    let not_whole = "SET enable_seqscan = off";
    connection.execute(not_whole).await.unwrap();
    let explain = AssertSqlSafe(format!("EXPLAIN {plan}"));
    let lines: Vec<String> = sqlx::query_scalar(explain)
        .bind("hof")
        .bind("")
        .bind(None::<&str>)
        .bind("")
        .bind(10_i64)
        .bind(false)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    let plan = lines.join("\n");
    assert!(
        plan.contains("Bitmap Index Scan on customers_by_name"),
        "{plan}"
    );
}
