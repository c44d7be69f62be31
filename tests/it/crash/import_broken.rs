//! A foreign file with all common faults of foreign files, from its check to its undo.

use nix::sys::signal::Signal;

use super::house::{End, House, signal, until};
use super::sheet::Sheet;

const MAPPING: &str = r#"delimiter: ";"
decimal: comma
grouping: "."
dates: ["%d.%m.%Y"]
currency: EUR
skip:
  - { column: Typ, is: [ST] }
rows:
  - kind: { column: Typ, words: { RE: invoice, GU: credit_note } }
    fields:
      customer_id: Kunde
      invoice_id: Beleg
      amount: Betrag
      issue_date: Datum
      due_date: Zahlbar
      occur_time: Datum
  - kind: payment
    when: [{ column: Bezahlt, blank: false }]
    fields:
      customer_id: Kunde
      invoice_id: Beleg
      amount: Betrag
      occur_time: Bezahlt
"#;

/// The bytes of a foreign program: a byte order mark, CRLF, and one line in another encoding.
fn foreign() -> Vec<u8> {
    let lines: [&[u8]; 11] = [
        b"\xef\xbb\xbfTyp;Kunde;Beleg;Betrag;Datum;Zahlbar;Bezahlt",
        b"RE;100;1;1.200,50;01.03.2026;15.03.2026;14.03.2026",
        b"RE;100;2;300;01.04.2026;15.04.2026;",
        b"ST;100;3;300;01.04.2026;15.04.2026;",
        b"RE;100;4;12,5,0;01.04.2026;15.04.2026;",
        b"RE;100;5;300;31.02.2026;15.04.2026;",
        b"RE;100;6;300;01.04.2026",
        b"XX;100;7;300;01.04.2026;15.04.2026;",
        b"RE;M\xfcller;8;300;01.04.2026;15.04.2026;",
        b"RE;100;1;1,00;01.04.2026;15.04.2026;",
        b"GU;200;2;-5;01.04.2026;;",
    ];
    lines.join(&b"\r\n"[..])
}

#[tokio::test]
async fn a_broken_foreign_file_is_checked_imported_and_undone() {
    let mut house = House::new();
    house.start().await;
    house.write("map.yaml", MAPPING);
    house.write("ledger.csv", foreign());
    let words = ["--map", "map.yaml", "--create-customers", "ledger.csv"];

    let checked = house.import(&[&words[..], &["--check"]].concat()).await;
    assert_eq!(checked.code, Some(2), "{checked:?}");
    assert!(
        checked.answer.contains("nothing was written"),
        "{checked:?}"
    );
    for table in ["facts", "customers", "customer_months", "retractions"] {
        let rows = house.number(&format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(rows, Some(0), "{table}");
    }

    let end = house.import(&words).await;
    assert_eq!(end.code, Some(2), "{end:?}");
    let counts: Vec<&str> = end.answer.lines().take(3).collect();
    insta::assert_snapshot!(counts.join("\n"), @r"
    rows: 10 read, 1 left out by the mapping, 6 refused
    facts: 4 new, 0 recorded before
    customers: 2 created, 0 updated, 0 unchanged
    ");
    insta::assert_snapshot!(house.read("ledger.csv.refused.csv"), @r#"
    file,line,record,item,field,rule,remedy,text
    ledger.csv,5,4,invoice,amount,NO_DECIMAL,"`12,5,0` is no number such as 1234,56; correct it, or say how the file writes numbers: --decimal and --grouping, in a mapping `decimal` and `grouping`","RE;100;4;12,5,0;01.04.2026;15.04.2026;"
    ledger.csv,6,5,invoice,occur_time,NO_TIME,"`31.02.2026` is no date written as %d.%m.%Y; correct it, or say how the file writes dates: --dates, in a mapping `dates`",RE;100;5;300;31.02.2026;15.04.2026;
    ledger.csv,7,6,,,TOO_FEW_COLUMNS,"the row has 5 columns, not 7; is a value unquoted?",RE;100;6;300;01.04.2026
    ledger.csv,8,7,,kind,UNKNOWN_WORD,"`XX` is none of GU, RE; add it to the mapping",XX;100;7;300;01.04.2026;15.04.2026;
    ledger.csv,9,8,,column 2,NOT_UTF_8,"the text is not UTF-8 like the rest of the file; save the file as UTF-8, or name its encoding with --encoding",RE;M�ller;8;300;01.04.2026;15.04.2026;
    ledger.csv,10,9,invoice,invoice.amount,INVOICE_EXISTS,"customer `100` has an invoice `1` already, fact `ledger.csv:1` from source `import`, with other content (amount is `1200.50 EUR` there and `1.00 EUR` here, issue_date is `2026-03-01` there and `2026-04-01` here, due_date is `2026-03-15` there and `2026-04-15` here, occur_time is `2026-03-01T00:00:00Z` there and `2026-04-01T00:00:00Z` here): retract that fact and record this one, or use another invoice_id","RE;100;1;1,00;01.04.2026;15.04.2026;"
    "#);
    assert_eq!(house.facts("", "ledger.csv").await.len(), 4);
    house.is_consistent().await;

    let undo = ["--undo", "ledger.csv", "--yes"];
    let undone = house.import(&undo).await;
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert!(undone.answer.contains("facts: 4 retracted"), "{undone:?}");
    assert!(house.facts("", "ledger.csv").await.is_empty());
    let again = house.import(&undo).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.answer.contains("facts: 0 retracted"), "{again:?}");
    assert!(again.remarks.contains("nothing to undo"), "{again:?}");
    house.is_consistent().await;
}

#[tokio::test]
async fn an_interrupted_import_and_an_interrupted_undo_are_finished_by_running_them_again() {
    let mut house = House::new();
    house.start().await;
    let sheet = Sheet::new("a.csv", 100, 3_000);
    sheet.put_into(&house);
    let import = house.begin_import(&["a.csv"]);
    house.first_fact_of("a.csv").await;
    signal(&import, Signal::SIGINT);
    let end = End::of(import).await;
    assert_eq!(end.code, Some(130), "{end:?}");
    assert!(
        end.remarks.contains("run the same command again"),
        "{end:?}"
    );
    sheet.is_finished(&house.import(&["a.csv"]).await);
    sheet.is_all_there(&house).await;

    let undo = ["--undo", "a.csv", "--yes"];
    let undoing = house.begin_import(&undo);
    let retracted = "SELECT count(*) FROM retractions";
    until("some are retracted", async || {
        house.number(retracted).await.is_some_and(|count| count > 0)
    })
    .await;
    signal(&undoing, Signal::SIGINT);
    let end = End::of(undoing).await;
    assert_eq!(end.code, Some(130), "{end:?}");
    let end = house.import(&undo).await;
    assert_eq!(end.code, Some(0), "{end:?}");
    assert!(house.facts("", "a.csv").await.is_empty());
    house.is_consistent().await;
}
