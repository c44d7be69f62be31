//! Lists of objects in JSON.

use std::fs;

use super::{
    desk::Desk,
    import_files::{ANYBODY, cents, refusals},
    import_rows::{native, read},
};

fn json(id: &str, amount: &str) -> String {
    format!(
        "{{\"Kind\": \"purchase\", \"Customer ID\": {id}, \"Occur Time\": \"2026-01-05\", \"amount\": \
         {amount}, \"currency\": \"EUR\"}}"
    )
}

#[tokio::test]
async fn a_json_list_is_read_on_one_line_and_over_many() {
    let rows = [
        json("\"C-1\"", "10"),
        json("2", "\"20\""),
        json("\"C-3\"", "30.5"),
    ];
    let pretty = rows
        .each_ref()
        .map(|row| row.replace(", ", ",\n    ").replace('}', "\n  }"));
    let files = [
        format!("[{}]", rows.join(",")),
        format!("[\n  {}\n]\n", rows.join(",\n  ")),
        format!("\u{feff}[\n  {}\n]\n", pretty.join(",\n  ")),
        format!("[{}]", pretty.join(", ")),
        pretty.join("\n"),
    ];
    for text in files {
        let desk = Desk::new().await;
        let file = desk.file("a.json", &text);
        let (tally, _) = desk.import(&[&file], ANYBODY).await.unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (3, 0), "{text}");
        // The customer `2` comes before the others.
        assert_eq!(cents(&desk), [2000, 1000, 3050]);
    }
}

#[tokio::test]
async fn a_broken_element_of_a_json_list_is_refused_alone_with_its_line() {
    let (first, last) = (json("\"C-1\"", "10"), json("\"C-9\"", "90"));
    let broken = [
        ("17", "NO_JSON_OBJECT"),
        ("\"text\"", "NO_JSON_OBJECT"),
        ("[{\"a\": 1}]", "NO_JSON_OBJECT"),
        ("null", "NO_JSON_OBJECT"),
        (
            "{\"kind\": \"purchase\", \"customer_id\": \"C-2\"",
            "NO_JSON_OBJECT",
        ),
        (
            "{\"kind\": \"purchase\", \"customer_id: \"C-2\"}",
            "NO_JSON_OBJECT",
        ),
        ("{\"kind\": \"purchase}", "NO_JSON_OBJECT"),
        ("{\"kind\": \"purchase\"]", "NO_JSON_OBJECT"),
        ("{\"kind\": \"purchase\"}}", "NO_JSON_OBJECT"),
        (
            "{\"usage\": {\"users\": 1, \"kind\": \"usage\"}",
            "NO_JSON_OBJECT",
        ),
    ];
    for (element, rule) in broken {
        let desk = Desk::new().await;
        let file = desk.file(
            "a.json",
            format!("[\n  {first},\n  {element},\n  {last}\n]\n"),
        );
        let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (2, 1), "{element}");
        assert_eq!(desk.fake.fact_ids(), ["a.json:1", "a.json:3"], "{element}");
        let told = refusals(&refused[0]);
        assert_eq!(
            told,
            [("3".into(), String::new(), rule.into())],
            "{element}"
        );
    }
    let desk = Desk::new().await;
    let file = desk.file("a.json", format!("[\n  {first},\n  {last}"));
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 1));
    let written = fs::read_to_string(&refused[0]).unwrap();
    assert!(
        written.contains("no closing `]`: is the end of the file missing?"),
        "{written}"
    );
}

#[tokio::test]
async fn a_trait_is_told_by_its_short_name_in_json_too() {
    let desk = Desk::new().await;
    let text = "{\"kind\": \"assessment\", \"customer_id\": \"C-1\", \"occur_time\": \"2026-01-05\", \
                \"trait\": \"respects_us\", \"rating\": 4, \"assessor\": \"anna\"}\n";
    let file = desk.file("a.jsonl", text);
    let (tally, _) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 0));
    let twice = text.replace(
        "\"rating\"",
        "\"assessed_trait\": \"respects_us\", \"rating\"",
    );
    let file = desk.file("b.jsonl", twice);
    let (_, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!(refusals(&refused[0])[0].2, "TOLD_TWICE");
}

#[tokio::test]
async fn a_wrong_name_in_json_leads_to_the_one_that_was_meant() {
    let text = format!(
        "{}\n",
        json("\"C-1\"", "10").replace('}', ", \"sorce\": \"shop\"}")
    );
    let options = native();
    let (rows, warnings) = read(&options, "a.jsonl", text.as_bytes());
    assert!(rows[0].is_ok());
    let words = "`sorce` means nothing for purchase and is left out (did you mean `source`?)";
    assert!(warnings[0].ends_with(words), "{warnings:?}");
}
