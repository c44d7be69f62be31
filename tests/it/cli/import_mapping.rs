//! A mapping reads foreign files. A wrong mapping is refused before the importer reads a row.
//! `cdnow_head.txt` is the beginning of the CDNOW sample, published by Fader and Hardie for research and
//! teaching.

use commands::import::{decode_options::DecodeOptions, item::Item, mapping::Mapping};
use customer_quality::pb::v1::fact::Body;

use super::import_rows::read;

const CDNOW: &str = include_str!("../../../examples/cdnow.map.yaml");

fn options(mapping: &str) -> DecodeOptions {
    let mapping = Mapping::parse(mapping).unwrap();
    DecodeOptions {
        strict: true,
        ..DecodeOptions::of(Some(mapping)).unwrap()
    }
}

#[test]
fn the_cdnow_sample_is_read_as_customers_and_purchases() {
    let head = include_bytes!("data/cdnow_head.txt");
    let (rows, warnings) = read(&options(CDNOW), "CDNOW_sample.txt", head);
    assert_eq!((rows.len(), warnings.len()), (12, 0));
    let Ok([Item::Customer(customer), Item::Fact(fact)]) = rows[0].as_deref() else {
        panic!("{:?}", rows[0])
    };
    assert_eq!(
        (
            customer.customer.customer_id.as_str(),
            customer.customer.kind
        ),
        ("cdnow-00004", 2)
    );
    assert_eq!(customer.mask, ["kind"]);
    assert_eq!(
        (fact.customer_id.as_str(), fact.fact_id.as_str()),
        ("cdnow-00004", "CDNOW_sample.txt:1")
    );
    assert_eq!(fact.occur_time.unwrap().to_string(), "1997-01-01T00:00:00Z");
    let Some(Body::Purchase(purchase)) = &fact.body else {
        panic!("{fact:?}")
    };
    let amount = purchase.amount.clone().unwrap();
    assert_eq!(
        (amount.units, amount.nanos, amount.currency_code.as_str()),
        (29, 330_000_000, "USD")
    );
}

const LEDGER: &str = r#"
delimiter: ";"
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
      currency: { column: Waehrung, default: EUR }
  - kind: payment
    when: [{ column: Bezahlt, blank: false }]
    fields:
      customer_id: Kunde
      invoice_id: Beleg
      amount: Betrag
      occur_time: Bezahlt
"#;

#[test]
fn a_row_may_yield_an_invoice_and_its_payment() {
    let csv = "Typ;Kunde;Beleg;Betrag;Datum;Zahlbar;Bezahlt;Waehrung;Egal\n\
               RE;7;R1;1.234,50;31.03.2026;14.04.2026;10.04.2026;;x\n\
               RE;7;R2;10;01.04.2026;15.04.2026;;CHF;x\n\
               ST;7;R3;10;01.04.2026;15.04.2026;;;x\n\
               ??;7;R4;10;01.04.2026;15.04.2026;;;x\n";
    let (rows, _) = read(&options(LEDGER), "ledger.csv", csv.as_bytes());
    let ids = |at: usize| -> Vec<String> {
        let items = rows[at].as_ref().unwrap().iter();
        items
            .map(|item| match item {
                Item::Fact(fact) => fact.fact_id.clone(),
                Item::Customer(_) => panic!("no fact"),
            })
            .collect()
    };
    assert_eq!(ids(0), ["ledger.csv:1", "ledger.csv:1:payment"]);
    assert_eq!(ids(1), ["ledger.csv:2"]);
    assert!(rows[2].as_ref().unwrap().is_empty());
    let refusal = &rows[3].as_ref().unwrap_err().refusal;
    assert_eq!(
        (refusal.field.as_str(), refusal.rule.as_str()),
        ("kind", "UNKNOWN_WORD")
    );
    let Ok([Item::Fact(invoice), Item::Fact(payment)]) = rows[0].as_deref() else {
        panic!()
    };
    let Some(Body::Invoice(body)) = &invoice.body else {
        panic!()
    };
    assert_eq!(body.amount.as_ref().unwrap().nanos, 500_000_000);
    assert_eq!(
        payment.occur_time.unwrap().to_string(),
        "2026-04-10T00:00:00Z"
    );
}

#[test]
fn json_lines_are_mapped_by_the_names_of_their_fields() {
    let mapping = "format: jsonl\nrows:\n  - kind: voice\n    fields:\n      customer_id: who.id\n      \
                   occur_time: at\n      words: said\n      voice_kind: { value: wish }\n";
    let line = br#"{"who": {"id": "C-1"}, "at": "2026-01-01", "said": "payroll too"}"#;
    let (rows, _) = read(&options(mapping), "x.jsonl", line);
    let Ok([Item::Fact(fact)]) = rows[0].as_deref() else {
        panic!("{rows:?}")
    };
    assert_eq!(fact.customer_id, "C-1");
}

#[test]
fn wrong_mappings_are_refused_and_say_what_is_wrong() {
    let table = [
        ("rows: []", "`rows` is empty"),
        (
            "rows: [{ kind: hug, fields: {} }]",
            "`hug` is no kind of row",
        ),
        (
            "rows: [{ kind: payment, fields: { minutes: 1 } }]",
            "payment has no field `minutes`",
        ),
        (
            "rows: [{ kind: comeback, fields: { reason: 0 } }]",
            "numbered from 1",
        ),
        (
            "header: false\nrows: [{ kind: comeback, fields: { reason: Grund } }]",
            "given by number",
        ),
        (
            "rows: [{ kind: comeback, fields: { reason: {} } }]",
            "either `column` or `value`",
        ),
        (
            "dates: [DD.MM.YYYY]\nrows: [{ kind: comeback, fields: {} }]",
            "no date format",
        ),
        (
            "delimiter: ab\nrows: [{ kind: comeback, fields: {} }]",
            "no single character",
        ),
        (
            "skip: [{ column: 1 }]\nrows: [{ kind: comeback, fields: {} }]",
            "a condition needs",
        ),
        (
            "rows: [{ kind: comeback, fields: {} }, { kind: voice, fields: {} }, { kind: voice, fields: {} }]",
            "give a suffix",
        ),
        (
            "colour: red\nrows: [{ kind: comeback, fields: {} }]",
            "colour",
        ),
    ];
    for (mapping, words) in table {
        let told = Mapping::parse(mapping).unwrap_err();
        assert!(told.contains(words), "{mapping}\n{told}");
    }
}

#[test]
fn a_sign_between_groups_is_no_other_part_of_numbers() {
    let with = |head: &str| {
        Mapping::parse(&format!(
            "{head}\nrows: [{{kind: comeback, fields: {{reason: a}}}}]"
        ))
    };
    for head in [
        "decimal: comma\ngrouping: '.'",
        "grouping: ','",
        "grouping: ' '",
    ] {
        assert!(with(head).is_ok(), "{head}");
    }
    for head in [
        "grouping: '.'",
        "decimal: comma\ngrouping: ','",
        "grouping: '0'",
        "grouping: '-'",
    ] {
        let words = with(head).unwrap_err();
        assert!(words.contains("`grouping` is"), "{words}");
    }
}
