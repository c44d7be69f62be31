//! Calls around a restart of the service on the same port. A call that finds no server waits. A call that
//! is cut is made again, by the service config beside the protos.

use customer_quality::pb::v1::UpsertCustomersRequest;
use sqlx::{Connection, postgres::PgConnection};
use tokio::net::TcpListener;

use super::workshop::begin;
use crate::clients::run::Run;
use crate::{
    crash::house::{House, until},
    support::build::{customer, upsert},
};

/// A service that knows one customer.
async fn house_with_a_customer() -> House {
    let mut house = House::new();
    house.start().await;
    let request: UpsertCustomersRequest = upsert(vec![customer("C-1")]);
    house.records().upsert_customers(request).await.unwrap();
    house
}

fn ask(house: &House, words: &[&str]) -> Run {
    begin(words, &[("CUSTOMER_QUALITY_SERVER", &house.address())])
}

#[tokio::test]
async fn a_call_sent_while_the_service_is_down_is_answered_once_it_is_back() {
    let mut house = house_with_a_customer().await;
    house.kill_service().await;
    // Somebody listens in its place, to see that the call is on its way.
    let address = house.address().trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind(&address).await.unwrap();
    let run = ask(&house, &["discount", "C-1", "5"]);
    let (attempt, _) = listener.accept().await.unwrap();
    drop((attempt, listener));
    house.start().await;
    let said = run.end().await.said();
    assert!(said.starts_with("C-1\n  Standing   a customer\n"), "{said}");
}

#[tokio::test]
async fn a_write_that_a_crash_cuts_is_made_again_and_counts_once() {
    let mut house = house_with_a_customer().await;
    let mut connection = PgConnection::connect(&house.database()).await.unwrap();
    let mut lock = connection.begin().await.unwrap();
    // Only who writes facts waits for this one.
    let statement = "LOCK TABLE facts IN SHARE MODE";
    sqlx::query(statement).execute(&mut *lock).await.unwrap();
    let words = ["thank", "C-1", "49.90", "2026-06-30", "88", "anna"];
    let run = ask(&house, &words);
    let waiting =
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'facts'::regclass";
    until("the write waits", async || {
        house.number(waiting).await.is_some_and(|count| count > 0)
    })
    .await;
    house.kill_service().await;
    lock.rollback().await.unwrap();
    house.start().await;
    let said = run.end().await.said();
    let expected = "The gift is recorded: 49.90 EUR for C-1, receipt 88.\n";
    assert_eq!(said, expected);
    let facts = house.facts("sales", "").await;
    let mut ids: Vec<&str> = facts.iter().map(|fact| fact.fact_id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["gift-88", "thanks-88"]);
}
