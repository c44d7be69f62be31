//! `merge`: two ids of one customer, merged, listed, parted and proposed like a person does it.

use std::{collections::BTreeMap, process::Stdio};

use commands::merge::alike::{Pair, pairs};
use customer_quality::pb::v1::{AttributeValues, Customer};
use prost_types::Timestamp;
use tokio::process::Command;

use super::questions::Ended;
use crate::support::{
    app::{self, App},
    book::Book,
};

async fn run(app: &App, words: &[&str]) -> Ended {
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(words)
        .env("CUSTOMER_QUALITY_SERVER", format!("http://{}", app.address))
        .env_remove("USER")
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

async fn hofmann() -> App {
    let (mut app, mut book) = (app::start_in_real_time().await, Book::default());
    for (id, name, units) in [
        ("C-1042", "Hofmann Joinery GmbH", 1_000),
        ("hofmann-joinery", "Hofmann Joinery", 500),
    ] {
        book.business(id);
        book.called(name);
        book.paid_bill("2024-03-04", id, units);
    }
    app.tell(&book).await;
    app.settle().await;
    app
}

#[tokio::test]
async fn two_ids_are_shown_merged_listed_and_parted() {
    let app = hofmann().await;
    let words = [
        "merge",
        "hofmann-joinery",
        "into",
        "C-1042",
        "--author",
        "anna",
    ];
    let asked = run(&app, &words).await;
    assert_eq!(asked.code, Some(1));
    let expected = "Hofmann Joinery (hofmann-joinery): 2 facts, revenue 500.00 EUR";
    assert!(asked.stderr.contains(expected), "{}", asked.stderr);
    assert!(
        asked.stderr.contains("Say so with --yes"),
        "{}",
        asked.stderr
    );
    let because = [&words[..], &["--yes", "--reason", "two programs"]].concat();
    let merged = run(&app, &because).await;
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    assert_eq!(
        merged.stdout,
        "hofmann-joinery is the same customer as Hofmann Joinery GmbH (C-1042) now\n\
         to take it back: customer-quality merge --undo hofmann-joinery\n"
    );
    let again = run(&app, &because).await;
    assert_eq!(
        again.stdout,
        "hofmann-joinery is the same customer as C-1042 already\n"
    );
    let card = run(&app, &["card", "hofmann-joinery"]).await;
    let line = "hofmann-joinery is the same customer as C-1042\n";
    assert!(card.stdout.contains(line), "{}", card.stdout);
    let listed = run(&app, &["merge", "--list"]).await.stdout;
    let start = "hofmann-joinery INTO Hofmann Joinery GmbH (C-1042), ";
    assert!(
        listed.starts_with(start) && listed.ends_with(" by anna: two programs\n"),
        "{listed}"
    );
    let undo = ["merge", "--undo", "hofmann-joinery", "--author", "anna"];
    let parted = run(&app, &undo).await;
    assert_eq!(
        parted.stdout,
        "hofmann-joinery and C-1042 are two customers again\n"
    );
    assert_eq!(
        run(&app, &["merge", "--list"]).await.stdout,
        "nothing is merged\n"
    );
    let again = run(&app, &undo).await;
    assert_eq!(again.code, Some(1));
    assert!(
        again.stderr.contains("is not merged into another customer"),
        "{}",
        again.stderr
    );
    // After that they can be merged again.
    assert_eq!(run(&app, &because).await.code, Some(0));
}

#[tokio::test]
async fn what_looks_the_same_is_proposed_as_a_command_that_merges_it() {
    let app = hofmann().await;
    let proposed = run(&app, &["merge", "--propose"]).await.stdout;
    assert_eq!(
        proposed,
        "# both are called Hofmann Joinery GmbH\n\
         customer-quality merge hofmann-joinery INTO C-1042\n"
    );
    let words = [
        "merge",
        "hofmann-joinery",
        "INTO",
        "C-1042",
        "--author",
        "anna",
        "--yes",
    ];
    assert_eq!(run(&app, &words).await.code, Some(0));
    let proposed = run(&app, &["merge", "--propose"]).await.stdout;
    assert_eq!(proposed, "no two customers look the same\n");
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_a_remedy() {
    let app = hofmann().await;
    for (words, remedy) in [
        (&["merge", "a", "to", "b"][..], "the word INTO"),
        (&["merge", "nobody", "INTO", "C-1042"], "`nobody`"),
        (
            &["merge", "hofmann-joinery", "INTO", "C-1042", "--yes"],
            "give --author NAME",
        ),
    ] {
        let ended = run(&app, words).await;
        assert_eq!(ended.code, Some(1), "{words:?}");
        assert!(ended.stderr.contains(remedy), "{}", ended.stderr);
    }
}

fn called(number: i64, id: &str, name: &str, mail: &str) -> Customer {
    let attribute = AttributeValues {
        values: vec![mail.to_owned()],
    };
    Customer {
        customer_id: id.to_owned(),
        name: name.to_owned(),
        attributes: BTreeMap::from([("email".to_owned(), attribute)]),
        create_time: Some(Timestamp {
            seconds: number,
            nanos: 0,
        }),
        ..Customer::default()
    }
}

fn proposed(customers: &[Customer]) -> Vec<(String, String)> {
    let pair = |pair: Pair| (pair.customer_id, pair.into_customer_id);
    pairs(customers).into_iter().map(pair).collect()
}

#[test]
fn names_mails_and_ids_are_compared_without_what_people_write_differently() {
    for (one, other) in [
        (
            ("1", "Müller & Söhne GmbH & Co. KG", ""),
            ("2", "MUELLER SOEHNE", ""),
        ),
        (("1", "Acme Ltd.", ""), ("2", "ACME  Limited", "")),
        (("1", "Acme, Inc.", ""), ("2", "acme", "")),
        (
            ("1", "A", "Info@Acme.example "),
            ("2", "B", "info@acme.example"),
        ),
        (("C-0017", "A", ""), ("c17", "B", "")),
        (("C-17", "A", ""), ("C/017", "B", "")),
    ] {
        let customers = [
            called(1, one.0, one.1, one.2),
            called(2, other.0, other.1, other.2),
        ];
        let expected = [(other.0.to_owned(), one.0.to_owned())];
        assert_eq!(proposed(&customers), expected, "{one:?} {other:?}");
    }
}

#[test]
fn others_are_not_proposed_and_an_id_is_proposed_once() {
    for (one, other) in [
        (("1", "", ""), ("2", "", "")),
        (("1", "Acme", "no address"), ("2", "Acme Two", "no address")),
        (("C-17", "A", ""), ("C-1-7", "B", "")),
        (("C-17", "A", ""), ("D-17", "B", "")),
        (("C-170", "A", ""), ("C-17", "B", "")),
    ] {
        let customers = [
            called(1, one.0, one.1, one.2),
            called(2, other.0, other.1, other.2),
        ];
        assert_eq!(proposed(&customers), [], "{one:?} {other:?}");
    }
    let customers = [
        called(1, "1", "Acme", "a@acme.example"),
        called(2, "2", "Acme", "a@acme.example"),
        called(3, "3", "Acme GmbH", "b@acme.example"),
    ];
    let expected = [("2", "1"), ("3", "1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(proposed(&customers), expected);
}

#[test]
fn a_command_quotes_ids_that_a_shell_would_cut() {
    let customers = [called(1, "it's me", "Acme", ""), called(2, "b", "Acme", "")];
    let commands: Vec<String> = pairs(&customers)
        .iter()
        .map(|pair| pair.command(""))
        .collect();
    assert_eq!(commands, ["customer-quality merge b INTO 'it'\\''s me'"]);
}

#[tokio::test]
async fn a_merged_customer_is_found_by_the_name_of_either_id() {
    let app = hofmann().await;
    let words = [
        "merge",
        "hofmann-joinery",
        "into",
        "C-1042",
        "--by",
        "anna",
        "--yes",
    ];
    assert_eq!(run(&app, &words).await.code, Some(0));
    let card = run(&app, &["card", "hofmann"]).await;
    assert_eq!(card.code, Some(0), "{}", card.stderr);
    assert!(card.stdout.contains("(C-1042)"), "{}", card.stdout);
}

#[tokio::test]
async fn an_import_by_the_name_of_a_merged_id_counts_for_the_customer() {
    let app = hofmann().await;
    let folder = tempfile::tempdir().unwrap();
    let import = async |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let words = ["import", "--create-customers", file.to_str().unwrap()];
        run(&app, &words).await
    };
    let known = "kind,customer_id,name\ncustomer,HT-9,Holztechnik Nord\n";
    assert_eq!(import("known.csv", known).await.code, Some(0));
    let words = ["merge", "HT-9", "INTO", "C-1042", "--by", "anna", "--yes"];
    assert_eq!(run(&app, &words).await.code, Some(0));
    let till = "kind,customer_name,occur_time,amount,currency\n\
                purchase,HOLZTECHNIK NORD,2026-03-02,10.00,EUR\n";
    let ended = import("till.csv", till).await;
    assert!(
        ended.stdout.contains("customers: 0 created"),
        "{}",
        ended.stdout
    );
}

#[tokio::test]
async fn merges_of_a_file_are_recorded_in_its_order() {
    let app = hofmann().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("merges.csv");
    let rows =
        (0..30).map(|at| format!("merge,A{at},2026-04-01,B{at}\nmerge,B{at},2026-04-01,A{at}\n"));
    let rows = rows.collect::<Vec<_>>().concat();
    std::fs::write(
        &file,
        format!("kind,customer_id,occur_time,into_customer_id\n{rows}"),
    )
    .unwrap();
    let names = (0..30).map(|at| format!("customer,A{at},Ann {at}\ncustomer,B{at},Bob {at}\n"));
    let names = names.collect::<Vec<_>>().concat();
    let people = folder.path().join("people.csv");
    std::fs::write(&people, format!("kind,customer_id,name\n{names}")).unwrap();
    let words = ["import", people.to_str().unwrap(), file.to_str().unwrap()];
    let ended = run(&app, &words).await;
    assert!(ended.stdout.contains("30 refused"), "{}", ended.stdout);
    let merges = run(&app, &["merge", "--list"]).await.stdout;
    assert_eq!(merges.lines().count(), 30, "{merges}");
    assert!(merges.lines().all(|line| line.starts_with('A')), "{merges}");
}
