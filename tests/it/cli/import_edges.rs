//! Unusual files that an import just accepts or refuses, and the messages about them.

use std::fs;

use commands::day::show_date;
use customer_quality::pb::v1::{Fact, fact::Body};
use tonic::Code;

use super::{
    desk::{Desk, purchases},
    errors::error,
    oracle::Oracle,
    questions::{Ended, run},
};

const HEADER: &str = "kind,customer_id,occur_time,amount,currency";

/// Runs the command on a file of this text.
async fn ran(text: &str, flags: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    fs::write(&file, text).unwrap();
    let words = ["import", file.to_str().unwrap()];
    let words: Vec<&str> = words.into_iter().chain(flags.iter().copied()).collect();
    run(&Oracle::default(), &words).await
}

/// What is to be done about the only row of a file.
async fn remedy(desk: &Desk, row: &str, flags: &[&str]) -> String {
    let file = desk.file("row.csv", format!("{HEADER}\n{row}\n"));
    let (_, refused) = desk.import(&[&file], flags).await.unwrap();
    let mut reader = csv::Reader::from_path(&refused[0]).unwrap();
    let record = reader.records().next().unwrap().unwrap();
    format!("{}: {}", &record[4], &record[6])
}

#[tokio::test]
async fn a_wrong_command_line_could_not_run_and_help_did() {
    for words in [
        &["import"][..],
        &["import", "a.csv", "--nope"],
        &["top", "--limit", "0"],
        &["nope"],
        &["serve", "--nope"],
    ] {
        let ended = run(&Oracle::default(), words).await;
        assert_eq!(ended.code, Some(1), "{words:?}: {}", ended.stderr);
    }
    for words in [&["--help"][..], &["import", "--help"], &["--version"]] {
        assert_eq!(run(&Oracle::default(), words).await.code, Some(0));
    }
}

#[tokio::test]
async fn a_folder_is_named_as_one() {
    let ended = run(&Oracle::default(), &["import", "."]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(". is a folder"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_file_without_rows_is_told() {
    let ended = ran("", &["--kind", "purchase"]).await;
    assert!(ended.stderr.contains("a.csv: the file is empty"));
    let ended = ran(&format!("{HEADER}\n\n,,,,\n"), &[]).await;
    assert!(ended.stderr.contains("a.csv: a header and no rows"));
    assert_eq!(ended.code, Some(0));
}

#[tokio::test]
async fn rows_of_empty_cells_are_no_records() {
    let desk = Desk::new().await;
    let text = purchases(2).replace("\npurchase,C-1", "\n,,,,\n\"\", ,,,\npurchase,C-1");
    let file = desk.file("a.csv", text);
    let flags = ["--create-customers"];
    let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.rows_read, tally.rows_refused), (2, 0));
    assert_eq!(desk.fake.fact_ids(), ["a.csv:1", "a.csv:2"]);
}

#[tokio::test]
async fn a_number_or_a_date_with_two_meanings_leads_to_the_flags() {
    let desk = Desk::new().await;
    let number = remedy(&desk, "purchase,C,2026-01-01,\"1,234\",EUR", &[]).await;
    assert!(number.contains("--decimal point --grouping ,"), "{number}");
    let date = remedy(&desk, "purchase,C,03/04/2026,1,EUR", &[]).await;
    assert!(date.contains("--dates %d/%m/%Y"), "{date}");
    let flags = [
        "--decimal=point",
        "--grouping=,",
        "--dates=%d/%m/%Y",
        "--create-customers",
    ];
    let row = format!("{HEADER}\npurchase,C,03/04/2026,\"1,234\",EUR\n");
    let (tally, _) = desk
        .import(&[&desk.file("a.csv", row)], &flags)
        .await
        .unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 0));
}

#[tokio::test]
async fn a_wrong_flag_is_refused_with_a_sentence() {
    for (flag, words) in [
        ("--shift-days=abc", "give a whole number of days"),
        ("--shift-days=99999999999", "give a whole number of days"),
        ("--dates=DD.MM.YYYY", "no date format"),
        ("--dates=%d.%m.", "has no year"),
        ("--zone=Berlin", "`Berlin` is no zone"),
        ("--grouping=.", "set `decimal` to the other sign"),
    ] {
        let ended = ran(&format!("{HEADER}\n"), &[flag]).await;
        assert_eq!(ended.code, Some(1), "{flag}");
        assert!(ended.stderr.contains(words), "{flag}: {}", ended.stderr);
    }
}

#[tokio::test]
async fn a_customer_who_is_not_known_has_one_remedy() {
    let desk = Desk::new().await;
    let words = remedy(&desk, "purchase,C-9,2026-01-01,1,EUR", &[]).await;
    assert!(words.contains("--create-customers"), "{words}");
    assert!(!words.contains("upsert"), "{words}");
}

#[tokio::test]
async fn a_place_in_the_call_is_not_told_as_one_in_the_file() {
    let desk = Desk::new().await;
    let words = "`facts[2].referral`: customer `C` cannot refer itself";
    desk.fake
        .fail_next([error(Code::InvalidArgument, "SELF_REFERRAL", words)]);
    let told = remedy(&desk, "comeback,C,2026-01-01,,", &[]).await;
    assert_eq!(told, "referral: customer `C` cannot refer itself");
}

#[tokio::test]
async fn an_id_is_a_text_or_a_whole_number() {
    let desk = Desk::new().await;
    let line = |id: &str| {
        format!(
            "{{\"kind\": \"comeback\", \"customer_id\": {id}, \"occur_time\": \"2026-01-01\"}}\n"
        )
    };
    let ids = ["\"C-1\"", "17", "true", "1.5", "-3", "1e5", "[1]"];
    let file = desk.file("a.jsonl", ids.map(line).concat());
    let flags = ["--create-customers"];
    let (tally, refused) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 5));
    let written = fs::read_to_string(&refused[0]).unwrap();
    assert!(written.contains("customer_id,NO_ID,`true` is no id; give a text"));
}

#[tokio::test]
async fn the_purchases_with_a_header_are_imported_by_the_map_beside_them() {
    let desk = Desk::new().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cdnow");
    let map = format!("{folder}/purchases.map.yaml");
    let all = fs::read_to_string(format!("{folder}/purchases.csv")).unwrap();
    let head: Vec<&str> = all.lines().take(21).collect();
    let file = desk.file("purchases.csv", head.join("\n"));
    let flags = ["--currency", "EUR", "--map", &map];
    let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (20, 0));
    let state = desk.fake.state.lock().unwrap();
    assert!(state.facts.values().all(|fact| fact.source == "cdnow"));
    assert_eq!(state.customers["cdnow-0001"].name, "CD buyer 0001");
    let is_at_noon = |fact: &Fact| fact.occur_time.unwrap().seconds % 86_400 == 43_200;
    assert!(state.facts.values().all(is_at_noon));
}

#[tokio::test]
async fn all_days_of_a_file_are_moved_by_as_many_as_are_given() {
    let desk = Desk::new().await;
    let text = concat!(
        r#"{"kind":"customer","customer_id":"C-1","name":"Anna","onboard_date":"2026-01-02"}"#,
        "\n",
        r#"{"kind":"invoice","customer_id":"C-1","fact_id":"F-1","invoice_id":"R-1","amount":5,"#,
        r#""currency":"EUR","issue_date":"2026-03-01","due_date":"2026-03-15"}"#,
        "\n",
        r#"{"kind":"voice","customer_id":"C-1","fact_id":"F-2","voice_kind":"wish","words":"more","#,
        r#""occur_time":"2026-03-01 08:37"}"#,
    );
    let file = desk.file("moved.jsonl", text);
    let (tally, _) = desk
        .import(&[&file], &["--shift-days", "-3"])
        .await
        .unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 0));
    let state = desk.fake.state.lock().unwrap();
    let onboard_date = state.customers["C-1"].onboard_date.unwrap();
    assert_eq!(show_date(&onboard_date), "2025-12-30");
    let facts: Vec<&Fact> = state.facts.values().collect();
    let times = facts
        .iter()
        .map(|fact| fact.occur_time.unwrap().to_string());
    let expected = ["2026-02-26T00:00:00Z", "2026-02-26T08:37:00Z"];
    assert_eq!(times.collect::<Vec<_>>(), expected);
    let Some(Body::Invoice(invoice)) = &facts[0].body else {
        panic!("{facts:?}")
    };
    assert_eq!(show_date(&invoice.due_date.unwrap()), "2026-03-12");
}
