//! Rows with the importer's own column names become customers and facts.

use std::io::Write;

use commands::import::{
    decode_options::DecodeOptions, decoder::Decoder, item::Item, layout::Layout,
    refused::RefusedRow, source::Source,
};
use customer_quality::pb::v1::{Fact, fact::Body};

type Row = Result<Vec<Item>, RefusedRow>;

pub(crate) fn options(layout: Layout) -> DecodeOptions {
    DecodeOptions {
        layout,
        ..DecodeOptions::of(None).unwrap()
    }
}

/// The rows of a file, and the warnings.
pub(crate) fn read(options: &DecodeOptions, name: &str, text: &[u8]) -> (Vec<Row>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(text)
        .unwrap();
    let source = Source::open(&path, None).unwrap();
    let mut decoder = Decoder::begin(&source, options).unwrap();
    let (mut rows, mut warnings) = (vec![], vec![]);
    while let Some(decoded) = decoder.read().unwrap() {
        warnings.extend(decoded.warnings);
        let items = decoded.items;
        rows.push(items.map(|parts| parts.into_iter().map(|part| part.thing).collect()));
    }
    (rows, warnings)
}

pub(crate) fn native() -> DecodeOptions {
    options(Layout::Native { kind: None })
}

pub(crate) fn fact(row: &Row) -> &Fact {
    match row.as_deref() {
        Ok([Item::Fact(fact)]) => fact,
        other => panic!("no fact: {other:?}"),
    }
}

#[test]
fn a_blank_kind_makes_no_customer_of_a_row() {
    let csv = "kind,customer_id,name,customer_kind,amount,currency,occur_time\n\
               ,A-1,,individual,10,EUR,2026-05-05\n";
    let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
    let refused = rows[0].as_ref().unwrap_err();
    assert!(format!("{refused:?}").contains("MISSING"), "{refused:?}");
}

#[test]
fn an_invoice_happens_on_its_issue_date_and_gets_an_id_from_its_place() {
    let text = "kind,customer_id,invoice_id,amount,currency,issue_date,due_date\n\
                \n\
                invoice,C-1,I-1,1200.50,EUR,2026-03-31,2026-04-14\n";
    let (rows, warnings) = read(&native(), "march.csv", text.as_bytes());
    let fact = fact(&rows[0]);
    assert_eq!(
        (fact.fact_id.as_str(), fact.label.as_str()),
        ("march.csv:1", "march.csv")
    );
    assert_eq!(fact.source, "import");
    assert_eq!(fact.occur_time.unwrap().to_string(), "2026-03-31T00:00:00Z");
    let Some(Body::Invoice(invoice)) = &fact.body else {
        panic!("{fact:?}")
    };
    let amount = invoice.amount.clone().unwrap();
    assert_eq!(
        (amount.units, amount.nanos, amount.currency_code.as_str()),
        (1200, 500_000_000, "EUR")
    );
    assert_eq!(invoice.due_date.unwrap().day, 14);
    assert!(warnings.is_empty());
}

#[test]
fn the_rows_own_id_source_and_author_win() {
    let text = r#"{"kind":"purchase","customer_id":"C-1","fact_id":"p-9","source":"shop","author":"anna","occur_time":"2026-03-31T10:00:00Z","amount":29.95,"currency":"EUR"}"#;
    let (rows, _) = read(&native(), "x.jsonl", text.as_bytes());
    let fact = fact(&rows[0]);
    let told = [fact.fact_id.as_str(), &fact.source, &fact.author];
    assert_eq!(told, ["p-9", "shop", "anna"]);
}

#[test]
fn customers_replace_only_what_the_file_has() {
    let csv = "kind;customer_id;name;customer_kind;attribute.industry\n\
               customer;C-1;Hofmann Joinery;business;carpentry; furniture\n";
    let (rows, _) = read(
        &native(),
        "x.csv",
        csv.replace("carpentry; furniture", "\"carpentry; furniture\"")
            .as_bytes(),
    );
    let Ok([Item::Customer(row)]) = rows[0].as_deref() else {
        panic!("{rows:?}")
    };
    assert_eq!(row.mask, ["name", "attributes", "kind"]);
    assert_eq!(
        row.customer.attributes["industry"].values,
        ["carpentry", "furniture"]
    );
}

#[test]
fn a_customer_row_that_says_nothing_is_refused_and_never_clears_anything() {
    let (rows, _) = read(
        &native(),
        "x.csv",
        b"kind,customer_id,customer_kind\ncustomer,C-1,\n",
    );
    assert_eq!(rows[0].as_ref().unwrap_err().refusal.rule, "MISSING");
}

#[test]
fn a_customer_needs_no_kind_and_may_be_none_yet() {
    let csv = "kind,customer_id,name,customer_kind,prospect\n\
               customer,C-1,A name,,yes\n\
               customer,C-2,A name,business,\n\
               customer,C-3,A name,,perhaps\n";
    let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
    let told: Vec<_> = rows[..2]
        .iter()
        .map(|row| match row.as_deref() {
            Ok([Item::Customer(row)]) => (row.customer.prospect, row.customer.kind, &row.mask),
            other => panic!("{other:?}"),
        })
        .collect();
    let masks = [
        vec!["name".to_owned(), "prospect".to_owned()],
        vec!["name".to_owned(), "prospect".to_owned(), "kind".to_owned()],
    ];
    assert_eq!(told, [(true, 0, &masks[0]), (false, 1, &masks[1])]);
    let refusal = &rows[2].as_ref().unwrap_err().refusal;
    let why = (refusal.field.as_str(), refusal.rule.as_str());
    assert_eq!(why, ("prospect", "UNKNOWN_WORD"));
}

#[test]
fn rows_that_cannot_be_read_say_which_field_which_rule_and_what_to_do() {
    let header = "kind,customer_id,occur_time,amount,currency,assessed_trait,rating,minutes,hours,effort_kind";
    let table = [
        (
            "purchase,C,2026-01-01,12.3456789,EUR,,,,,",
            "amount",
            "NO_DECIMAL",
        ),
        ("purchase,C,2026-01-01,1,,,,,,", "currency", "MISSING"),
        ("purchase,C,01/02/2026,1,EUR,,,,,", "occur_time", "NO_TIME"),
        (
            "assessment,C,2026-01-01,,,kindness,4,,,",
            "assessed_trait",
            "UNKNOWN_WORD",
        ),
        (
            "assessment,C,2026-01-01,,,respects_us,4.5,,,",
            "rating",
            "NO_WHOLE_NUMBER",
        ),
        ("effort,C,2026-01-01,,,,,5,1,support", "minutes", "ONE_OF"),
        ("hug,C,2026-01-01,,,,,,,", "kind", "UNKNOWN_KIND"),
        (",C,2026-01-01,,,,,,,", "kind", "MISSING"),
        ("purchase,C,2026-01-01", "", "TOO_FEW_COLUMNS"),
        (
            "purchase,C,2026-01-01,1,EUR,,,,,,surplus",
            "",
            "TOO_MANY_COLUMNS",
        ),
    ];
    for (line, field, rule) in table {
        let (rows, _) = read(&native(), "x.csv", format!("{header}\n{line}\n").as_bytes());
        let refused = rows[0].as_ref().unwrap_err();
        let told = (
            refused.refusal.field.as_str(),
            refused.refusal.rule.as_str(),
        );
        assert_eq!(told, (field, rule), "{line}");
        assert!(!refused.refusal.remedy.is_empty());
        assert_eq!((refused.origin.line, &*refused.origin.text), (2, line));
    }
}

#[test]
fn blank_columns_at_the_end_are_no_harm() {
    let (rows, _) = read(&native(), "x.csv", b"kind,customer_id\ncomeback,C,,,\n");
    assert!(rows[0].is_ok());
}

#[test]
fn a_value_that_means_nothing_for_its_kind_is_told_once_or_refused() {
    let csv =
        b"kind,customer_id,occur_time,minutes\ncomeback,C,2026-01-01,5\ncomeback,C,2026-01-02,6\n";
    let (rows, warnings) = read(&native(), "x.csv", csv);
    assert!(rows.iter().all(Result::is_ok));
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].ends_with("x.csv: `minutes` means nothing for comeback and is left out"));
    let strict = DecodeOptions {
        strict: true,
        ..native()
    };
    let (rows, _) = read(&strict, "x.csv", csv);
    assert_eq!(rows[0].as_ref().unwrap_err().refusal.rule, "UNKNOWN_COLUMN");
}
