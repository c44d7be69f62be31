//! Twelve names, their worksheet and the sorted names, in three commands against the real service. The
//! files are those of the example that the README shows.

use std::{collections::BTreeMap, fs, path::Path, process::Stdio};

use tokio::process::Command;

use crate::support::app;

const NAMES: &str = include_str!("../../../examples/pen-and-paper/names.txt");
const README: &str = include_str!("../../../README.md");
const SHEET: &str = include_str!("../../../examples/pen-and-paper/sheet.csv");

async fn run(folder: &Path, server: &str, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(words)
        .current_dir(folder)
        .env("CUSTOMER_QUALITY_SERVER", server)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), stderr.as_str()),
        (Some(0), ""),
        "{words:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Ids and names of a sheet, and the owner's sorts by name.
fn read(sheet: &str) -> (Vec<(String, String)>, BTreeMap<String, String>) {
    let mut rows = csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let ids = rows
        .iter()
        .map(|row| (row[0].to_owned(), row[1].to_owned()));
    let sorts = rows
        .iter()
        .map(|row| (row[1].to_owned(), row[2].to_uppercase()));
    (
        ids.collect(),
        sorts.filter(|(_, sort)| !sort.is_empty()).collect(),
    )
}

/// The list on which each name stands.
fn lists(sorted: &str) -> BTreeMap<String, String> {
    let (mut lists, mut title) = (BTreeMap::new(), "");
    let (sorted, _) = sorted.split_once("\n\nIDEAL ").unwrap();
    for line in sorted.lines() {
        if line.starts_with("   ") {
        } else if let Some(row) = line.strip_prefix("  ") {
            let name = row.split_once("  ").map_or(row, |(name, _)| name);
            lists.insert(name.to_owned(), title.to_owned());
        } else {
            title = line.split_once(" (").map_or("", |(title, _)| title);
        }
    }
    lists
}

#[tokio::test]
async fn twelve_names_and_a_sheet_are_sorted_as_the_owner_sorts_them() {
    let app = app::start().await;
    let server = format!("http://{}", app.address);
    let folder = tempfile::tempdir().unwrap();
    let run = async |words: &[&str]| run(folder.path(), &server, words).await;
    fs::write(folder.path().join("names.txt"), NAMES).unwrap();

    let told = run(&["import", "names.txt", "--worksheet", "blank.csv"]).await;
    assert!(
        told.starts_with("names: 12 read, 12 new, 0 known before, 0 refused\n"),
        "{told}"
    );
    let shown = told.replace("blank.csv", "sheet.csv");
    assert!(README.contains(&format!("```text\n{shown}```")), "{shown}");
    let again = run(&["import", "names.txt"]).await;
    assert!(
        again.starts_with("names: 12 read, 0 new, 12 known before, 0 refused\n"),
        "{again}"
    );
    let blank = fs::read_to_string(folder.path().join("blank.csv")).unwrap();
    assert_eq!(read(&blank).0, read(SHEET).0);

    fs::write(folder.path().join("sheet.csv"), SHEET).unwrap();
    let told = run(&["worksheet", "import", "sheet.csv"]).await;
    assert!(
        told.ends_with(" new, 0 recorded before, 0 refused\nnext: customer-quality sorted\n"),
        "{told}"
    );
    assert!(README.contains(&format!("```text\n{told}```")), "{told}");

    app.catch_up().await;
    let sorted = run(&["sorted", "--wait", "0"]).await;
    let lists = lists(&sorted);
    assert_eq!(lists.len(), 12, "{sorted}");
    for (name, sort) in read(SHEET).1 {
        assert_eq!(lists[&name], sort, "{sorted}");
    }
    assert_eq!(lists["Ärzte am Markt"], "NOT SORTED");
    assert!(sorted.contains("\nIDEAL 0, "), "{sorted}");
    assert!(
        sorted.contains(" of 9 of your own sorts agree with the numbers alone\n"),
        "{sorted}"
    );
    assert!(
        README.contains(&format!("```text\n{sorted}```")),
        "{sorted}"
    );
}
