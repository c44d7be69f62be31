//! The commands that ask questions, run like a person runs them, against a service with fixed answers.

use std::process::Stdio;

use customer_quality::pb::v1::{
    Customer, CustomerClass, CustomerStanding,
    customer_quality_service_server::CustomerQualityServiceServer,
    customer_records_service_server::CustomerRecordsServiceServer,
    system_service_server::SystemServiceServer,
};
use serde_json::Value;
use tokio::{net::TcpListener, process::Command};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

use super::{fake::Fake, oracle::Oracle};

pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command as a person does, against a service with a handful of customers of whom one has left.
pub(crate) async fn run(oracle: &Oracle, words: &[&str]) -> Ended {
    let fake = Fake::default();
    for (id, name, standing) in [
        ("C-1", "Anna Berg", CustomerStanding::Quiet),
        ("C-2", "Bert", CustomerStanding::Past),
        ("C-3", "zoe", CustomerStanding::Prospect),
        ("C-4", "Ärnst & Co", CustomerStanding::Active),
    ] {
        let customer = Customer {
            customer_id: id.to_owned(),
            name: name.to_owned(),
            standing: standing.into(),
            ..Customer::default()
        };
        let mut state = fake.state.lock().unwrap();
        state.customers.insert(id.into(), customer);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = format!("http://{}", listener.local_addr().unwrap());
    let serving = Server::builder()
        .add_service(CustomerQualityServiceServer::new(oracle.clone()))
        .add_service(CustomerRecordsServiceServer::new(fake))
        .add_service(SystemServiceServer::new(oracle.clone()))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(serving);
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(words)
        .env("CUSTOMER_QUALITY_SERVER", server)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(super) fn document(ended: &Ended) -> Value {
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    serde_json::from_str(&ended.stdout).unwrap()
}

#[tokio::test]
async fn a_card_is_one_json_document() {
    let card = document(&run(&Oracle::default(), &["card", "C-1", "--json"]).await);
    assert_eq!(card["customer"]["customer_id"], "C-1");
    assert_eq!(card["score"]["points"], 742);
    assert_eq!(
        card["classification"]["customer_class"],
        "CUSTOMER_CLASS_GOOD"
    );
    assert!(card["referral_value"].is_object());
}

#[tokio::test]
async fn a_card_asks_for_the_time_and_model_told() {
    let oracle = Oracle::default();
    let words = [
        "card",
        "C-1",
        "--as-of",
        "2026-03-31",
        "--model",
        "default",
        "--model-version",
        "3",
    ];
    assert_eq!(run(&oracle, &words).await.code, Some(0));
    let options = oracle.asked.lock().unwrap()[0].options.clone().unwrap();
    assert_eq!(
        options.as_of_time.unwrap().to_string(),
        "2026-03-31T00:00:00Z"
    );
    assert_eq!(
        (options.model_id.as_str(), options.model_version),
        ("default", 3)
    );
}

#[tokio::test]
async fn a_card_of_somebody_unknown_says_so() {
    let ended = run(&Oracle::default(), &["card", "C-9"]).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(
        ended
            .stderr
            .starts_with("error: no customer has the id or the name `C-9`\nhint: list those"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_tree_is_one_json_document() {
    let tree = document(&run(&Oracle::default(), &["tree", "C-1", "--json"]).await);
    assert_eq!(tree["tree"]["nodes"][0]["customer_id"], "C-1");
}

#[tokio::test]
async fn lists_are_fetched_page_by_page_up_to_the_limit() {
    let oracle = Oracle::default();
    let rows = async |words: &[&str]| run(&oracle, words).await.stdout.lines().count() - 1;
    assert_eq!(rows(&["top", "--csv", "--all"]).await, 5);
    assert_eq!(rows(&["top", "--csv", "--limit", "3"]).await, 3);
    assert_eq!(rows(&["top", "--scores", "--csv"]).await, 5);
    let filter = [
        "top",
        "--scores",
        "--class",
        "bad",
        "--min-points",
        "10",
        "--attribute",
        "a=b",
    ];
    assert_eq!(run(&oracle, &filter).await.code, Some(0));
    let asked = oracle
        .lists
        .lock()
        .unwrap()
        .last()
        .cloned()
        .unwrap()
        .filter
        .unwrap();
    assert_eq!(
        (asked.classes, asked.min_points),
        (vec![CustomerClass::Bad as i32], Some(10))
    );
    assert_eq!(
        (
            asked.attributes[0].key.as_str(),
            asked.attributes[0].value.as_str()
        ),
        ("a", "b")
    );
}

#[tokio::test]
async fn an_import_tells_by_its_exit_code_whether_rows_were_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    let file = file.to_str().unwrap();
    let text = "kind,customer_id,occur_time,amount,currency\npurchase,C-1,2026-01-01,5,EUR\n";
    std::fs::write(file, text).unwrap();
    let ended = run(&Oracle::default(), &["import", file]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("facts: 1 new, 0 recorded before"));
    std::fs::write(file, text.replace('5', "five")).unwrap();
    let ended = run(&Oracle::default(), &["import", "--json", file]).await;
    assert_eq!(ended.code, Some(2));
    let counts: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(
        (&counts["rows_read"], &counts["rows_refused"]),
        (&1.into(), &1.into())
    );
    assert!(ended.stderr.contains("a.csv.refused.csv"));
    let ended = run(&Oracle::default(), &["import", "none.csv"]).await;
    assert_eq!(ended.code, Some(1));
}

#[tokio::test]
async fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(["import", "--columns"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[tokio::test]
async fn a_name_in_a_list_is_no_formula() {
    let ended = run(&Oracle::default(), &["top", "--csv"]).await;
    assert!(ended.stdout.contains("\nC-0,'@C-0,"), "{}", ended.stdout);
    let ended = run(&Oracle::default(), &["top", "--scores", "--csv"]).await;
    assert!(ended.stdout.contains("\nC-0,'=C-0(),"), "{}", ended.stdout);
}
