//! A stray quotation mark costs its own row. It swallows no other row in silence.

use super::{
    desk::Desk,
    import_files::{ANYBODY, cents, refusals},
};

const HEADER: &str = "kind,customer_id,occur_time,amount,currency,note";

/// The lines of the refused rows, and the sum of the others in cents.
async fn told(rows: &[&str]) -> (Vec<String>, i64) {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    let refused = refused.first().map_or_else(Vec::new, |file| refusals(file));
    assert_eq!(tally.rows_refused as usize, refused.len());
    assert!(
        refused.iter().all(|row| row.2 == "OPEN_QUOTATION"),
        "{refused:?}"
    );
    let lines = refused.into_iter().map(|row| row.0).collect();
    (lines, cents(&desk).iter().sum())
}

#[tokio::test]
async fn a_mark_that_closes_before_text_refuses_the_row_that_opened_it() {
    let rows = [
        "purchase,Q-1,2026-01-05,10.00,EUR,\"19 inch rack",
        "purchase,Q-1,2026-01-06,20.00,EUR,",
        "purchase,Q-1,2026-01-07,30.00,EUR,\"boxed\"",
        "purchase,Q-1,2026-01-08,40.00,EUR,",
    ];
    assert_eq!(told(&rows).await, (vec!["2".to_owned()], 9000));
}

#[tokio::test]
async fn two_stray_marks_do_not_lose_what_lies_between() {
    for mark in ["\"rack", "\"", "\" ", "rack\""] {
        for first in ["\"19 inch rack", "\""] {
            let row = |at: u32| {
                let note = match at {
                    1 => first,
                    60 => mark,
                    _ => "",
                };
                let id = if at.is_multiple_of(3) { "ACME" } else { "Q-1" };
                format!("payment,{id},2026-01-05,{at}.00,EUR,{note}")
            };
            let rows: Vec<String> = (1..=61).map(row).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let (lines, sum) = told(&rows).await;
            let (kept, of_60) = if mark == "rack\"" {
                (vec!["2"], 6000)
            } else {
                (vec!["2", "61"], 0)
            };
            assert_eq!(
                (lines, sum),
                (
                    kept.iter().map(|&l| l.to_owned()).collect(),
                    (1890 - 60) * 100 + of_60
                )
            );
        }
    }
}

#[tokio::test]
async fn neighbours_with_a_stray_mark_each_are_both_refused() {
    let rows = [
        "purchase,Q-1,2026-01-05,10.00,EUR,\"",
        "purchase,Müller,2026-01-06,20.00,EUR,\"",
        "purchase,Q-1,2026-01-08,40.00,EUR,",
    ];
    let (lines, sum) = told(&rows).await;
    assert_eq!((lines, sum), (vec!["2".to_owned(), "3".to_owned()], 4000));
}

#[tokio::test]
async fn a_mark_that_was_meant_for_inches_is_refused_on_its_line_or_read() {
    let rows = [
        "purchase,Q-1,2026-01-05,10.00,EUR,\"19\" rack\"",
        "purchase,Q-1,2026-01-06,20.00,EUR,19\" rack",
        "purchase,Q-1,2026-01-07,30.00,EUR,\"19\"\" rack\" ",
    ];
    assert_eq!(told(&rows).await, (vec!["2".to_owned()], 5000));
}

#[tokio::test]
async fn a_cell_of_several_lines_is_one_value() {
    let rows = [
        "purchase,Q-1,2026-01-05,10.00,EUR,\"Dear Anna,\n\nthank you, it was, as always, a pleasure\n\"\"19 inch\"\"\"",
        "purchase,Q-1,2026-01-06,\"20.00\",EUR,\"12345 Town, Germany,\nEurope\"",
    ];
    assert_eq!(told(&rows).await, (vec![], 3000));
}

#[tokio::test]
async fn a_row_of_several_lines_with_too_few_cells_stays_one_record() {
    let desk = Desk::new().await;
    let rows = "purchase,Q-1,2026-01-05,\"10.00\nor more\"\npurchase,Q-1,2026-01-06,20.00,EUR,\n";
    let file = desk.file("a.csv", format!("{HEADER}\n{rows}"));
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.rows_read, tally.rows_refused), (2, 1));
    let told = refusals(&refused[0]);
    assert_eq!(
        told,
        [("2".into(), String::new(), "TOO_FEW_COLUMNS".into())]
    );
    assert_eq!(desk.fake.fact_ids(), ["a.csv:2"]);
}

#[tokio::test]
async fn a_file_without_a_header_has_rows_as_wide_as_its_first() {
    let desk = Desk::new().await;
    let map = "header: false\ncurrency: EUR\nrows:\n  - kind: purchase\n    fields: {customer_id: 1, \
               occur_time: 2, amount: 3}\n";
    let map = desk.file("map.yaml", map);
    let text = "A,2026-01-05,1,x\nB,2026-01-05,2,\"\nC,2026-01-05,4,y\nD,2026-01-05,8,\"\nE,2026-01-05,16,z\n";
    let file = desk.file("a.csv", text);
    let flags = ["--create-customers", "--map", map.to_str().unwrap()];
    let (tally, _) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (3, 2));
    assert_eq!(cents(&desk), [100, 400, 1600]);
}

#[tokio::test]
async fn a_mark_that_closes_in_another_whole_row_is_refused_whatever_the_cells_look_like() {
    let rows = [
        "purchase,EN,2026-01-05,10.00,EUR,x",
        "purchase,\"19 inch,2026-01-06,20.00,EUR,",
        "9,1042,07.01.2026,x,y,",
        "purchase,C-3\",2026-01-08,40.00,EUR,",
    ];
    let desk = Desk::new().await;
    let file = desk.file("a.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    let lines: Vec<String> = refusals(&refused[0]).into_iter().map(|row| row.0).collect();
    assert_eq!((lines[0].as_str(), tally.rows_read), ("3", 4), "{lines:?}");

    let rows = [
        "purchase,EN,2026-01-06,20.00,EUR,\"19 inch",
        "purchase,1042,2026-01-07,10.00,EUR",
        "purchase,EN,2026-01-08,40.00,EUR,boxed\"",
    ];
    let desk = Desk::new().await;
    let file = desk.file("a.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let (_, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    let refused: Vec<(String, String)> = refusals(&refused[0])
        .into_iter()
        .map(|row| (row.0, row.2))
        .collect();
    let wanted = [("2", "OPEN_QUOTATION"), ("3", "TOO_FEW_COLUMNS")];
    assert_eq!(
        refused,
        wanted.map(|(line, rule)| (line.to_owned(), rule.to_owned()))
    );
    assert_eq!(cents(&desk).iter().sum::<i64>(), 4000);
}
