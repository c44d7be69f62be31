//! A number of a sheet or of JSON is that number, however the texts of the file write numbers.

use commands::{
    amount,
    import::{decode_options::DecodeOptions, item::Item, mapping::Mapping},
    number::{Decimal, Notation},
};
use customer_quality::pb::{
    google_type::Money,
    v1::{Fact, fact::Body},
};

use super::{
    import_book::workbook,
    import_rows::{fact, native, read},
    import_sheets::{number, row, text, texts},
};

/// The number formats of the test's workbook: none, a day, per cent.
const PLAIN: usize = 0;
const DAY: usize = 1;
const PER_CENT: usize = 7;

fn money(fact: &Fact) -> &Money {
    let amount = match &fact.body {
        Some(Body::Purchase(body)) => &body.amount,
        Some(Body::Invoice(body)) => &body.amount,
        Some(Body::Payment(body)) => &body.amount,
        Some(Body::CreditNote(body)) => &body.amount,
        other => panic!("{other:?}"),
    };
    amount.as_ref().unwrap()
}

/// The exact amounts of all facts of a file, or the rules that refuse its rows.
fn amounts(options: &DecodeOptions, name: &str, bytes: &[u8]) -> Vec<String> {
    let (rows, _) = read(options, name, bytes);
    let mut told = vec![];
    for row in rows {
        match row {
            Err(refused) => told.push(refused.refusal.rule),
            Ok(items) => told.extend(items.iter().filter_map(|item| match item {
                Item::Fact(fact) => Some(amount::exact(money(fact))),
                Item::Customer(_) => None,
            })),
        }
    }
    told
}

/// A sheet of rows below a header. A cell such as `#25.555` is a number, any other a text.
fn sheet(header: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let mut xml = texts(1, header);
    for (cells, line) in rows.iter().zip(2..) {
        let cells = cells.iter().enumerate();
        let cells = cells.map(|(at, cell)| match cell.split_at_checked(1) {
            Some(("#", value)) => number(at, line, value, PLAIN),
            Some(("@", value)) => number(at, line, value, DAY),
            Some(("%", value)) => number(at, line, value, PER_CENT),
            _ => text(at, line, cell),
        });
        xml.push_str(&row(line, &cells.collect::<Vec<_>>()));
    }
    workbook(&[("Data", &xml)])
}

fn german() -> DecodeOptions {
    let mut options = native();
    options.defaults.writing.currency = Some("EUR".to_owned());
    options.defaults.writing.notation = Notation {
        decimal: Some(Decimal::Comma),
        grouping: Some('.'),
    };
    options
}

fn mapped(mapping: &str) -> DecodeOptions {
    let text = format!("decimal: comma\ngrouping: \".\"\ncurrency: EUR\n{mapping}");
    let mapping = Mapping::parse(&text).unwrap_or_else(|words| panic!("{words}"));
    DecodeOptions::of(Some(mapping)).unwrap()
}

#[test]
fn a_number_cell_is_that_number_and_a_text_follows_the_notation() {
    let header = ["kind", "customer_id", "occur_time", "amount"];
    let of = |cell| ["purchase", "C", "2026-01-01", cell];
    let cells = ["#50.5", "#25.555", "1.234,56", "#1200", "25.555"];
    let rows = cells.map(of);
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 4]>::as_slice).collect();
    let book = sheet(&header, &rows);
    let told = amounts(&german(), "book.xlsx", &book);
    assert_eq!(told, ["50.50", "25.555", "1234.56", "1200.00", "25555.00"]);
    let mut plain = german();
    plain.defaults.writing.notation = Notation::default();
    let told = amounts(&plain, "book.xlsx", &book);
    let expected = ["50.50", "25.555", "1234.56", "1200.00", "NO_DECIMAL"];
    assert_eq!(told, expected);
}

#[test]
fn durations_rates_shares_and_smallest_units_of_a_sheet_are_their_numbers() {
    let mut options = german();
    let header = [
        "kind",
        "customer_id",
        "occur_time",
        "hours",
        "effort_kind",
        "billing",
        "amount",
        "exchange_rate",
        "our_share_bps",
    ];
    let rows: [&[&str]; 3] = [
        &["effort", "C", "@46027", "#1.125", "support", "billed"],
        &["purchase", "C", "@46027", "", "", "", "#1.5", "#1.085"],
        &[
            "wallet_estimate",
            "C",
            "@46027",
            "",
            "",
            "",
            "",
            "",
            "%0.125",
        ],
    ];
    let (rows, _) = read(&options, "book.xlsx", &sheet(&header, &rows));
    match &fact(&rows[0]).body {
        Some(Body::Effort(body)) => assert_eq!(body.duration.as_ref().unwrap().seconds, 4050),
        other => panic!("{other:?}"),
    }
    match &fact(&rows[1]).body {
        Some(Body::Purchase(body)) => assert_eq!(body.exchange_rate, "1.085"),
        other => panic!("{other:?}"),
    }
    match &fact(&rows[2]).body {
        Some(Body::WalletEstimate(body)) => assert_eq!(body.our_share_bps, Some(1250)),
        other => panic!("{other:?}"),
    }
    let header = ["kind", "customer_id", "occur_time", "amount"];
    options.defaults.writing.minor_units = true;
    let rows: [&[&str]; 2] = [
        &["purchase", "C", "2026-01-01", "#120000"],
        &["purchase", "C", "2026-01-01", "#1200.125"],
    ];
    let told = amounts(&options, "book.xlsx", &sheet(&header, &rows));
    assert_eq!(told, ["1200.00", "NO_DECIMAL"]);
}

#[test]
fn what_a_mapping_makes_of_a_number_keeps_its_meaning() {
    let header = ["Nr", "Tag", "Betrag", "Währung"];
    let rows: [&[&str]; 3] = [
        &["A-1", "2026-01-01", "-1.234,5", "EUR"],
        &["A-1", "2026-01-01", "#25.555", "EUR"],
        &["A-1", "2026-01-01", "", "EUR"],
    ];
    let book = sheet(&header, &rows);
    let rows_of = |keys: &str, amount: &str, when: &str| {
        let text = format!(
            "{keys}rows:\n  - kind: purchase\n{when}    fields:\n      customer_id: Nr\n      occur_time: Tag\n      \
             amount: {amount}\n"
        );
        amounts(&mapped(&text), "book.xlsx", &book)
    };
    let skip = "skip: [{column: Betrag, blank: true}]\n";
    let table = [
        (skip, "Betrag", "", &["-1234.50", "25.555"][..]),
        (
            skip,
            "{ column: Betrag, number: absolute }",
            "",
            &["1234.50", "25.555"],
        ),
        (
            skip,
            "{ column: Betrag, suffix: \" EUR\" }",
            "",
            &["-1234.50", "25.555"],
        ),
        (
            skip,
            "{ columns: [Betrag, Währung], between: \" \" }",
            "",
            &["-1234.50", "25.555"],
        ),
        (
            skip,
            "Betrag",
            "    when: [{column: Betrag, negative: false}]\n",
            &["25.555"],
        ),
        (
            "fill_down: [Betrag]\n",
            "Betrag",
            "",
            &["-1234.50", "25.555", "25.555"],
        ),
        (
            skip,
            "Betrag",
            "    once_per: [Nr]\n    sum: Betrag\n",
            &["-1208.945"],
        ),
    ];
    for (keys, amount, when, expected) in table {
        assert_eq!(rows_of(keys, amount, when), expected, "{amount} {when}");
    }
}

#[test]
fn a_number_of_json_is_that_number_and_a_text_of_json_is_a_text() {
    let json = |amount: &str| {
        format!(
            r#"{{"kind":"purchase","customer_id":"C","occur_time":"2026-01-01","amount":{amount}}}"#
        )
    };
    let mut plain = german();
    plain.defaults.writing.notation = Notation::default();
    let table = [
        ("1.234", "1.234", "1.234"),
        ("\"1.234\"", "1234.00", "NO_DECIMAL"),
        ("\"1.234,5\"", "1234.50", "1234.50"),
        ("12.5", "12.50", "12.50"),
        ("\"12.5\"", "NO_DECIMAL", "12.50"),
    ];
    for (written, in_german, without) in table {
        let json = json(written);
        let told = amounts(&german(), "x.jsonl", json.as_bytes());
        assert_eq!(told, [in_german], "{written}");
        let told = amounts(&plain, "x.jsonl", json.as_bytes());
        assert_eq!(told, [without], "{written}");
    }
}

#[test]
fn a_row_of_a_sheet_may_end_with_blank_cells() {
    let rows: [&[&str]; 2] = [
        &["C-1", "2026-01-01", "#5", "a note"],
        &["C-2", "2026-01-02", "#6"],
    ];
    let by_name = mapped(
        "rows:\n  - kind: purchase\n    fields: {customer_id: Nr, occur_time: Tag, amount: Betrag, fact_id: Notiz}\n",
    );
    let book = sheet(&["Nr", "Tag", "Betrag", "Notiz"], &rows);
    assert_eq!(amounts(&by_name, "book.xlsx", &book), ["5.00", "6.00"]);
    // The first row, which is no header, is a short one.
    let by_number = mapped(
        "header: false\nrows:\n  - kind: purchase\n    fields: {customer_id: 1, occur_time: 2, amount: 3, fact_id: 4}\n",
    );
    let book = sheet(&["C-2", "2026-01-02", "6"], &rows);
    let told = amounts(&by_number, "book.xlsx", &book);
    assert_eq!(told, ["6.00", "5.00", "6.00"]);
}
