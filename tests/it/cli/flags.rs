//! Flags mean the same in every command, and errors name them.

use tokio::process::Command;

use super::{
    by_hand::Office,
    oracle::Oracle,
    questions::{self, document},
};

async fn help(command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(command)
        .arg("--help")
        .output()
        .await
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_sheet_for_german_spreadsheets_has_its_mark_semicolons_and_commas() {
    let oracle = Oracle::default();
    for words in [
        &["top", "--semicolons"] as &[&str],
        &["top", "--scores", "--csv", "--semicolons"],
        &["sorted", "--semicolons"],
        &["worksheet", "--semicolons"],
    ] {
        let ended = questions::run(&oracle, words).await;
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{words:?}"
        );
        let text = ended.stdout.strip_prefix('\u{feff}').expect("a mark");
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(b';').from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert!(header.len() > 5, "{words:?}: {header:?}");
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(!rows.is_empty(), "{words:?}");
        for (name, cell) in rows.iter().flat_map(|row| header.iter().zip(row)) {
            let is_number = name.ends_with("value") || name == "coverage" || name == "contribution";
            assert!(!(is_number && cell.contains('.')), "{name}: {cell}");
        }
    }
    let plain = questions::run(&oracle, &["top", "--csv"]).await.stdout;
    assert!(plain.starts_with("customer_id,name,"), "{plain}");
}

#[tokio::test]
async fn the_token_of_a_page_leads_to_the_next_one() {
    for list in [&["top"] as &[&str], &["top", "--scores"]] {
        let mut ids = vec![];
        let mut token = String::new();
        loop {
            let page = [list, &["--json", "--limit", "2", "--page-token", &token]].concat();
            let page = document(&questions::run(&Oracle::default(), &page).await);
            let (answer, rows) = match page.get("scores") {
                Some(answer) => (answer, "scores"),
                _ => (&page["top_referrers"], "referrers"),
            };
            let rows = answer[rows].as_array().unwrap();
            ids.extend(rows.iter().map(|row| row["customer_id"].to_string()));
            token = answer["next_page_token"].as_str().unwrap().to_owned();
            if token.is_empty() {
                break;
            }
        }
        let count = ids.len();
        ids.dedup();
        assert_eq!((count, ids.len()), (5, 5), "{list:?}");
    }
}

#[tokio::test]
async fn an_error_names_the_flag_that_was_typed() {
    let office = Office::with("Hofmann\n").await;
    let long = "x".repeat(200);
    for (words, flag) in [
        (
            &["card", "hofmann", "--as-of", "2040-01-01"] as &[&str],
            "\n  --as-of: ",
        ),
        (
            &["tree", "hofmann", "--as-known", "2040-01-01"],
            "\n  --as-known: ",
        ),
        (&["card", "hofmann", "--model", &long], "\n  --model: "),
    ] {
        let ended = office.run(words).await;
        assert_eq!(ended.code, Some(1), "{words:?}");
        assert!(ended.stderr.contains(flag), "{}", ended.stderr);
        assert!(!ended.stderr.contains("options."), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn help_shows_what_matters_to_the_command() {
    let serve = help(&["serve"]).await;
    assert!(serve.contains("--listen") && serve.contains("--max-streams"));
    for command in ["verify", "migrate"] {
        let help = help(&[command]).await;
        assert!(
            help.contains("--data-folder") && help.contains("DATABASE_URL"),
            "{help}"
        );
        assert!(
            !help.contains("--listen") && !help.contains("--max-streams"),
            "{help}"
        );
        assert!(help.lines().count() < 50, "{help}");
    }
    for command in ["card", "tree", "rate", "sort", "note"] {
        let help = help(&[command]).await;
        assert!(
            help.contains("the id, or the beginning of the name"),
            "{help}"
        );
    }
    for command in ["rate", "sort", "note"] {
        let help = help(&[command]).await;
        assert!(
            help.contains("--by <NAME>") && help.contains("--date <DAY>"),
            "{help}"
        );
    }
}
