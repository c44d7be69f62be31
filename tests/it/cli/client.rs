//! The client waits for a busy server, gives up in time, and explains errors.

use std::{io::Write, time::Duration};

use client::{Client, Patience, wait, worth_another_try};
use commands::{explain, server::ServerArgs};
use customer_quality::pb::v1::{Customer, GetCustomerRequest, GetCustomerResponse};
use tokio::io::AsyncReadExt;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::{
    errors::{error, fault, invalid, unknown_customer},
    fake::Fake,
};

fn quick() -> Patience {
    let wait_min = Duration::from_millis(1);
    Patience {
        tries_max: 5,
        wait_min,
        wait_max: Duration::from_millis(20),
    }
}

async fn get(client: &Client) -> Result<GetCustomerResponse, Status> {
    let request = GetCustomerRequest {
        customer_id: "C-1".into(),
    };
    client
        .call(request, |request| async {
            client.records().get_customer(request).await
        })
        .await
}

async fn known(fake: &Fake) -> Client {
    fake.state
        .lock()
        .unwrap()
        .customers
        .insert("C-1".into(), Customer::default());
    Client::connect(&fake.start().await)
        .await
        .unwrap()
        .with_patience(quick())
}

#[tokio::test]
async fn a_call_that_fails_twice_succeeds_at_the_third_try() {
    let fake = Fake::default();
    let client = known(&fake).await;
    fake.fail_next([
        error(Code::Unavailable, "OVERLOADED", "too many calls"),
        error(
            Code::Aborted,
            "WRITE_CONFLICT",
            "another write was in the way",
        ),
    ]);
    assert!(get(&client).await.is_ok());
    assert_eq!(fake.state.lock().unwrap().tokens.len(), 3);
}

#[tokio::test]
async fn five_tries_are_enough() {
    let fake = Fake::default();
    let client = known(&fake).await;
    fake.fail_next((0..9).map(|_| error(Code::Unavailable, "SHUTTING_DOWN", "stopping")));
    assert_eq!(get(&client).await.unwrap_err().code(), Code::Unavailable);
    assert_eq!(fake.state.lock().unwrap().tokens.len(), 5);
}

#[tokio::test]
async fn what_a_second_try_cannot_mend_is_not_tried_again() {
    let fake = Fake::default();
    let client = known(&fake).await;
    fake.fail_next([error(Code::NotFound, "CUSTOMER_NOT_FOUND", "not known")]);
    assert!(get(&client).await.is_err());
    assert_eq!(fake.state.lock().unwrap().tokens.len(), 1);
    assert!(!worth_another_try(&Status::aborted("for another reason")));
}

#[test]
fn waits_double_and_keep_to_what_the_server_asks_for() {
    let patience = Patience::default();
    let busy = Status::unavailable("busy");
    for (tries, least, most) in [(1, 500, 750), (2, 1000, 1500), (4, 4000, 6000)] {
        let wait = wait(patience, tries, &busy).as_millis();
        assert!((least..=most).contains(&wait), "{wait}");
    }
    let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(3)));
    let asked = Status::with_error_details(Code::Unavailable, "busy", details);
    assert!((3000..=4500).contains(&wait(patience, 1, &asked).as_millis()));
    let details = ErrorDetails::with_retry_info(Some(Duration::from_hours(1)));
    let asked = Status::with_error_details(Code::Unavailable, "busy", details);
    assert!(wait(patience, 1, &asked) <= Duration::from_secs(45));
}

#[tokio::test]
async fn the_first_token_of_a_file_is_sent_as_bearer() {
    let fake = Fake::default();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(
        file,
        "\u{feff}# the first one is sent\r\n\r\nsecret-1\r\nsecret-2\r\n"
    )
    .unwrap();
    let args = ServerArgs {
        token_file: Some(file.path().to_owned()),
        ..fake.start().await
    };
    let client = args.connect().await.unwrap();
    let _ = get(&client).await;
    assert_eq!(
        fake.state.lock().unwrap().tokens,
        [Some("Bearer secret-1".to_owned())]
    );
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_at_once() {
    let args = ServerArgs {
        server: "http://127.0.0.1:1".into(),
        ca: None,
        token_file: None,
        timeout: 1,
    };
    let words = args.connect().await.unwrap_err().to_string();
    assert!(
        words.starts_with("cannot reach the service at http://127.0.0.1:1"),
        "{words}"
    );
}

#[test]
fn errors_are_told_with_field_rule_and_what_to_do() {
    let status = invalid("facts[3].amount", "NOT_NEGATIVE", "must be zero or more");
    insta::assert_snapshot!(explain::explain(&status), @r"
    a field is wrong (INVALID_FIELD)
      facts[3].amount: must be zero or more
    ");
    let status = error(
        Code::Unauthenticated,
        "TOKEN_MISSING",
        "the call needs a bearer token",
    );
    insta::assert_snapshot!(explain::explain(&status), @r"
    the call needs a bearer token (TOKEN_MISSING)
    hint: name the file with the token: --token-file
    ");
    let status = error(
        Code::Unauthenticated,
        "TOKEN_INVALID",
        "the bearer token is not known",
    );
    insta::assert_snapshot!(explain::explain(&status), @r"
    the bearer token is not known (TOKEN_INVALID)
    hint: the first token of the file that --token-file names is not one the server takes: put one first that it takes
    ");
    insta::assert_snapshot!(explain::explain(&unknown_customer("C-9")), @r"
    there is no customer `C-9` at the time asked about (CUSTOMER_NOT_FOUND)
    hint: list those there are with `customer-quality top --scores --order id --all`, or tell more with `customer-quality import`
    ");
    let status = Status::unavailable("connection refused");
    insta::assert_snapshot!(explain::explain(&status), @r"
    connection refused
    hint: is the service running? see --server
    ");
}

#[test]
fn a_fault_of_the_service_is_told_with_the_id_under_which_its_log_has_it() {
    let words = "this is a fault of the service: tell the operator the call's request id";
    let fault = fault(Code::Internal, "INTERNAL", words, "0af7651916cd43dd");
    insta::assert_snapshot!(explain::explain(&fault), @r"
    this is a fault of the service: tell the operator the call's request id (INTERNAL)
    request id: 0af7651916cd43dd
    ");
    let item = prost::Message::decode(fault.details()).unwrap();
    for refusals in [explain::refusals(&fault), explain::item_refusals(&item)] {
        assert_eq!(refusals[0].remedy, format!("{words}: 0af7651916cd43dd"));
    }
    // A proxy between has an answer of its own, and the id may still be there.
    let mut bare = Status::unknown("broken");
    bare.metadata_mut()
        .insert("x-request-id", "mine-2".parse().unwrap());
    insta::assert_snapshot!(explain::explain(&bare), @r"
    broken
    request id: mine-2
    ");
    let mut fine = error(Code::NotFound, "FACT_NOT_FOUND", "there is no such fact");
    fine.metadata_mut()
        .insert("x-request-id", "mine-2".parse().unwrap());
    assert!(!explain::explain(&fine).contains("mine-2"));
}

#[tokio::test]
async fn an_answer_lost_with_its_connection_is_asked_for_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let args = ServerArgs {
        server: format!("http://{}", listener.local_addr().unwrap()),
        ca: None,
        token_file: None,
        timeout: 5,
    };
    let mut calls = 0;
    let cutting = async {
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            // What the caller says first; then the connection is cut.
            let _ = connection.read(&mut [0; 1024]).await.unwrap();
            calls += 1;
        }
    };
    let asking = async {
        let client = args.connect().await.unwrap().with_patience(quick());
        get(&client).await.unwrap_err()
    };
    let status = tokio::select! {
        status = asking => status,
        () = cutting => panic!("it is cut for ever"),
    };
    assert!(worth_another_try(&status), "{status:?}");
    assert!(calls >= 3, "{calls}");
}

#[tokio::test]
async fn a_service_that_hangs_is_told_as_such_and_not_asked_again() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let args = ServerArgs {
        server: format!("http://{}", listener.local_addr().unwrap()),
        ca: None,
        token_file: None,
        timeout: 1,
    };
    let client = args.connect().await.unwrap().with_patience(quick());
    let status = get(&client).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::DeadlineExceeded, "no answer within 1s")
    );
    assert!(!worth_another_try(&status));
}
