//! The customers on the sheet, and their order.

use commands::worksheet;
use customer_quality::pb::v1::ScoreSummary;

use super::{oracle::Oracle, questions};

/// The ids and names on the sheet that a command writes.
async fn written(oracle: &Oracle, words: &[&str]) -> Vec<String> {
    let ended = questions::run(oracle, words).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let sheet = ended.stdout.strip_prefix('\u{feff}').unwrap();
    let row = |line: &str| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",");
    sheet.lines().skip(1).map(row).collect()
}

#[tokio::test]
async fn every_name_told_is_on_the_sheet_by_name_and_past_ones_where_asked_for() {
    let listed = |id: &str| ScoreSummary {
        customer_id: id.into(),
        ..ScoreSummary::default()
    };
    let oracle = Oracle {
        rows: vec![listed("C-1"), listed("C-3")],
        ..Oracle::default()
    };
    let today = [
        "C-1,Anna Berg (quiet)",
        "C-4,Ärnst & Co",
        "C-3,zoe (prospect)",
    ];
    assert_eq!(written(&oracle, &["worksheet"]).await, today);
    let all = [today[0], today[1], "C-2,Bert (past)", today[2]];
    assert_eq!(written(&oracle, &["worksheet", "--past"]).await, all);
    assert_eq!(written(&oracle, &["worksheet", "C-2"]).await, ["C-2,Bert"]);
    let good = written(&oracle, &["worksheet", "--class", "good"]).await;
    assert_eq!(good, [today[0], today[2]]);
}

#[tokio::test]
async fn a_sheet_with_semicolons_is_read_back() {
    let ended = questions::run(&Oracle::default(), &["worksheet", "--semicolons"]).await;
    let filled = ended
        .stdout
        .replace("C-1;Anna Berg (quiet);;", "C-1;Anna Berg (quiet);good;");
    let read = worksheet::parse(filled.as_bytes()).unwrap();
    let ids: Vec<&str> = read
        .answers
        .iter()
        .map(|one| one.customer_id.as_str())
        .collect();
    assert_eq!(ids, ["C-1"]);
}
