//! Files as other programs write them: encodings, delimiters, lines above the header, JSON lists, names of
//! columns.

use std::fs;

use commands::import::decode_options::DecodeOptions;
use commands::import::decoder::Decoder;
use commands::import::mapping::Mapping;
use commands::import::source::Source;
use customer_quality::pb::v1::{Fact, fact::Body};

use super::{
    desk::Desk,
    oracle::Oracle,
    questions::{Ended, run},
};

pub(crate) const ANYBODY: &[&str] = &["--create-customers"];

/// The amounts that the service has, in cents, in the order of the facts' ids.
pub(crate) fn cents(desk: &Desk) -> Vec<i64> {
    let state = desk.fake.state.lock().unwrap();
    let amount = |fact: &Fact| match &fact.body {
        Some(Body::Purchase(purchase)) => purchase.amount.clone().unwrap(),
        Some(Body::Payment(payment)) => payment.amount.clone().unwrap(),
        other => panic!("no amount: {other:?}"),
    };
    let facts = state.facts.values().map(amount);
    facts
        .map(|amount| amount.units * 100 + i64::from(amount.nanos) / 10_000_000)
        .collect()
}

/// The customers of all facts, each once.
pub(crate) fn customers(desk: &Desk) -> Vec<String> {
    let state = desk.fake.state.lock().unwrap();
    let mut ids: Vec<String> = state
        .facts
        .values()
        .map(|fact| fact.customer_id.clone())
        .collect();
    ids.dedup();
    ids
}

/// The refused rows of a file: line, field and rule.
pub(crate) fn refusals(file: &std::path::Path) -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[1].to_owned(), row[4].to_owned(), row[5].to_owned()))
        .collect()
}

/// Runs the command on a file.
async fn ran(name: &str, bytes: &[u8], flags: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let words = ["import", "--create-customers", file.to_str().unwrap()];
    let words: Vec<&str> = words.into_iter().chain(flags.iter().copied()).collect();
    run(&Oracle::default(), &words).await
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn windows(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| if letter == '€' { 0x80 } else { letter as u8 })
        .collect()
}

const WORDS: &str = "kind,customer_id,occur_time,voice_kind,words\r\n\
                     voice,C-1,2026-01-05,praise,Schöne Grüße für 5 €\r\n";

fn words_told(desk: &Desk) -> Vec<String> {
    let state = desk.fake.state.lock().unwrap();
    let words = |fact: &Fact| match &fact.body {
        Some(Body::Voice(voice)) => voice.words.clone(),
        other => panic!("no words: {other:?}"),
    };
    state.facts.values().map(words).collect()
}

#[tokio::test]
async fn every_usual_encoding_gives_the_same_words() {
    let files: [(&str, Vec<u8>); 8] = [
        ("utf-8", WORDS.into()),
        (
            "utf-8 with mark",
            [b"\xEF\xBB\xBF", WORDS.as_bytes()].concat(),
        ),
        ("windows", windows(WORDS)),
        (
            "little",
            utf_16(&format!("\u{feff}{WORDS}"), u16::to_le_bytes),
        ),
        ("big", utf_16(&format!("\u{feff}{WORDS}"), u16::to_be_bytes)),
        ("little without mark", utf_16(WORDS, u16::to_le_bytes)),
        ("big without mark", utf_16(WORDS, u16::to_be_bytes)),
        (
            "json",
            windows(
                "[{\"kind\": \"voice\", \"customer_id\": \"C-1\", \"occur_time\": \
                           \"2026-01-05\", \"voice_kind\": \"praise\", \"words\": \
                           \"Schöne Grüße für 5 €\"}]",
            ),
        ),
    ];
    for (name, bytes) in files {
        let desk = Desk::new().await;
        let file = desk.file(name, bytes);
        let (tally, _) = desk.import(&[&file], ANYBODY).await.unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (1, 0), "{name}");
        assert_eq!(words_told(&desk), ["Schöne Grüße für 5 €"], "{name}");
    }
}

#[tokio::test]
async fn a_guessed_encoding_is_said_and_can_be_named() {
    let ended = ran("a.csv", &windows(WORDS), &[]).await;
    assert_eq!(ended.code, Some(0));
    let words = "a.csv: the file is read as Windows-1252; if letters are wrong, name its encoding with \
                 --encoding";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
    let ended = ran("a.csv", WORDS.as_bytes(), &[]).await;
    assert!(!ended.stderr.contains("encoding"), "{}", ended.stderr);
    let ended = ran("a.csv", WORDS.as_bytes(), &["--encoding", "klingon"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("`klingon` is no encoding of text"),
        "{}",
        ended.stderr
    );

    let desk = Desk::new().await;
    let file = desk.file("a.csv", b"name\nK\x8ahler & Co\nAnna\n");
    desk.import(&[&file], &["--encoding", "macintosh"])
        .await
        .unwrap();
    let state = desk.fake.state.lock().unwrap();
    let names = state
        .customers
        .values()
        .map(|customer| customer.name.clone());
    assert_eq!(names.collect::<Vec<_>>(), ["Anna", "Kähler & Co"]);
}

#[tokio::test]
async fn a_row_that_is_not_utf_8_in_a_file_that_is_refuses_itself() {
    let desk = Desk::new().await;
    let text = [
        WORDS.as_bytes(),
        b"voice,C-1,2026-01-06,praise,M\xFCller\r\nvoice,C-1,2026-01-07,praise,fine\r\n",
    ];
    let file = desk.file("a.csv", text.concat());
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 1));
    let told = refusals(&refused[0]);
    assert_eq!(told, [("3".into(), "column 5".into(), "NOT_UTF_8".into())]);
}

#[tokio::test]
async fn signs_that_nobody_writes_refuse_their_row() {
    let desk = Desk::new().await;
    let rows = [
        "form\u{c}feed",
        "nul\0byte",
        "lost \u{fffd} letter",
        "a\ttab",
    ]
    .map(|words| format!("voice,C-1,2026-01-06,praise,{words}\n"));
    let file = desk.file("a.csv", format!("{WORDS}{}", rows.concat()));
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (2, 3));
    let rules: Vec<String> = refusals(&refused[0]).into_iter().map(|row| row.2).collect();
    assert_eq!(
        rules,
        ["CONTROL_CHARACTER", "CONTROL_CHARACTER", "LOST_LETTER"]
    );

    let line = |words: &str| {
        format!(
            "{{\"kind\": \"voice\", \"customer_id\": \"C-1\", \"occur_time\": \"2026-01-05\", \
                 \"voice_kind\": \"praise\", \"words\": \"{words}\"}}\n"
        )
    };
    let file = desk.file("b.jsonl", [line("\\u0000"), line("fine")].concat());
    let (tally, _) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 1));
}

#[tokio::test]
async fn the_delimiter_follows_from_the_header_or_from_the_line_for_spreadsheets() {
    for sign in [",", ";", "\t", "|", "sep=;\n;", "SEP=|\r\n|", "sep=\t\n\t"] {
        let (first, delimiter) = sign.split_at(sign.len() - 1);
        let text = "kind,customer_id,occur_time,amount,currency\n\
                    purchase,C-1,2026-01-05,10.50,EUR\n";
        let desk = Desk::new().await;
        let file = desk.file("a.csv", format!("{first}{}", text.replace(',', delimiter)));
        let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
        assert_eq!((tally.rows_read, refused.len()), (1, 0), "{sign:?}");
        assert_eq!(cents(&desk), [1050], "{sign:?}");
    }
}

#[tokio::test]
async fn the_title_of_a_report_stands_above_the_header() {
    let text = "Sales report; January\n\nprinted 2026-02-01\nKind;Customer ID;Occur Time;*Amount;CURRENCY\n\
                purchase;C-1;2026-01-05;10.50;EUR\npurchase;C-1;2026-01-06;x;EUR\nTotal;;;10.50;\n";
    let desk = Desk::new().await;
    let file = desk.file("a.csv", text);
    let (tally, refused) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 2));
    assert_eq!(desk.fake.fact_ids(), ["a.csv:1"]);
    let told: Vec<String> = refusals(&refused[0]).into_iter().map(|row| row.0).collect();
    assert_eq!(told, ["6", "7"]);
    let ended = ran("a.csv", text.as_bytes(), &[]).await;
    let words = "a.csv: the header is on line 4; what stands above it is not read as rows";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
}

const LEDGER: &str = "rows:\n  - kind: payment\n    fields:\n      customer_id: Kunde Nr\n      \
                      invoice_id: Beleg\n      occur_time: Datum\n      amount: Betrag\n";

#[tokio::test]
async fn a_mapping_finds_its_columns_below_other_lines_and_in_other_spelling() {
    let text = "\"Kunde Nr\";Auszug\n17;2026\n*kunde_nr;BELEG;datum;Betrag;Info;Info;;\n\
                17;R-1;2026-01-05;10.50;a;b;;\n";
    let desk = Desk::new().await;
    let map = desk.file("map.yaml", format!("currency: EUR\n{LEDGER}"));
    let file = desk.file("a.csv", text);
    let flags = ["--create-customers", "--map", map.to_str().unwrap()];
    desk.import(&[&file], &flags).await.unwrap();
    assert_eq!(
        (cents(&desk), customers(&desk)),
        (vec![1050], vec!["17".to_owned()])
    );
}

#[test]
fn the_lines_above_the_header_stay_readable_as_cells() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let text = "\"EXTF\";700;\"a;b\"\n\nKunde Nr;Beleg;Datum;Betrag\n17;R-1;2026-01-05;10.50\n";
    fs::write(&path, text).unwrap();
    let source = Source::open(&path, None).unwrap();
    for line in ["", "header_line: 3\n"] {
        let mapping = Mapping::parse(&format!("{line}currency: EUR\n{LEDGER}")).unwrap();
        let options = DecodeOptions::of(Some(mapping)).unwrap();
        let decoder = Decoder::begin(&source, &options).unwrap();
        assert_eq!(decoder.above(), [vec!["EXTF", "700", "a;b"], vec![""]]);
    }
}

#[tokio::test]
async fn a_wrong_column_leads_to_the_one_that_was_meant() {
    let text = "kind,customer_id,occur_time,ammount,currency\ncomeback,C-1,2026-01-05,1,EUR\n";
    let ended = ran("a.csv", text.as_bytes(), &[]).await;
    let words = "no kind of row has the column `ammount` (did you mean `amount`?)";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);

    let desk = Desk::new().await;
    let map = desk.file("map.yaml", LEDGER.replace("Betrag", "Betrg"));
    let file = desk.file(
        "a.csv",
        "Kunde Nr;Beleg;Datum;Betrag\n17;R-1;2026-01-05;10.50\n",
    );
    let failure = desk
        .import(&[&file], &["--map", map.to_str().unwrap()])
        .await;
    let words = failure.unwrap_err().to_string();
    assert!(
        words.contains("no such column (did you mean `Betrag`?)"),
        "{words}"
    );
}

#[tokio::test]
async fn missing_columns_are_named_together_with_a_way_to_read_the_file() {
    let report = "Transaction List by Customer\nJune 2026\n\n\
                  Datum,Customer,Transaction type,Memo\n05.06.2026,Anna,Invoice,x\n";
    let ended = ran("a.csv", report.as_bytes(), &["--preset", "quickbooks"]).await;
    let words = "a.csv: Date, Posting (Y/N), Num, Amount, Due date: NO_SUCH_COLUMN: the file has no such columns; it has Datum, \
                 Customer, Transaction type, Memo; `import --guess FILE` writes a mapping for this file\n";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);

    let fit = "`--preset lexoffice` fits its columns, and `import --guess FILE` writes a mapping for this file\n";
    let sample = std::fs::read("examples/presets/lexoffice/belege-week.csv").unwrap();
    for (flags, field) in [
        (&["--preset", "xero"][..], "NO_SUCH_COLUMN"),
        (&[], "kind: NO_SUCH_COLUMN"),
    ] {
        let ended = ran("b.csv", &sample, flags).await;
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.stderr.contains(field) && ended.stderr.contains(fit),
            "{}",
            ended.stderr
        );
    }
}

#[tokio::test]
async fn equal_names_of_columns_harm_only_where_they_are_read() {
    let desk = Desk::new().await;
    let header = "kind,customer_id,occur_time,amount,currency,Info,Info,,";
    let row = "purchase,C-1,2026-01-05,10.50,EUR,a,b,c,d";
    let file = desk.file("a.csv", format!("{header}\n{row}\n"));
    let (tally, _) = desk.import(&[&file], ANYBODY).await.unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 0));
    let file = desk.file(
        "b.csv",
        format!("{}\n{row}\n", header.replace("Info,,", "Amount,,")),
    );
    let words = desk
        .import(&[&file], ANYBODY)
        .await
        .unwrap_err()
        .to_string();
    assert!(words.contains("amount: TOLD_TWICE"), "{words}");
}

#[tokio::test]
async fn an_old_spreadsheet_is_not_read_as_text() {
    let ended = ran("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &[]).await;
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .contains("an old Excel file, or one with a password: save it as .xlsx"),
        "{}",
        ended.stderr
    );
}

#[tokio::test]
async fn a_file_whose_lines_end_with_cr_alone_is_refused() {
    let desk = Desk::new().await;
    let file = desk.file("a.csv", "kind,customer_id,name\rcustomer,C-1,Ann\r");
    let failed = desk
        .import(&[&file], ANYBODY)
        .await
        .unwrap_err()
        .to_string();
    assert!(failed.contains("its lines end with CR alone"), "{failed}");
}
