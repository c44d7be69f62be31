//! The keys of a mapping that read what other programs export.

use commands::{
    amount, day,
    import::{decode_options::DecodeOptions, item::Item, mapping::Mapping, refused::RefusedRow},
};
use customer_quality::pb::v1::{Fact, fact::Body};

use super::import_rows::read;

fn options(mapping: &str) -> DecodeOptions {
    let mapping = Mapping::parse(mapping).unwrap_or_else(|words| panic!("{words}\n{mapping}"));
    DecodeOptions {
        strict: true,
        ..DecodeOptions::of(Some(mapping)).unwrap()
    }
}

/// What a row yields in short: id of the fact, kind with its amount, customer; or line, field and rule of its refusal.
fn short(row: &Result<Vec<Item>, RefusedRow>) -> String {
    match row {
        Err(row) => {
            let refusal = &row.refusal;
            format!(
                "refused {} {} {}",
                row.origin.line, refusal.field, refusal.rule
            )
        }
        Ok(items) => {
            let items = items.iter().map(|item| match item {
                Item::Fact(fact) => of_fact(fact),
                Item::Customer(row) => format!("customer {}", row.customer.customer_id),
            });
            items.collect::<Vec<_>>().join(" + ")
        }
    }
}

fn of_fact(fact: &Fact) -> String {
    let (kind, money) = match &fact.body {
        Some(Body::Invoice(body)) => ("invoice", &body.amount),
        Some(Body::CreditNote(body)) => ("credit", &body.amount),
        Some(Body::Payment(body)) => ("payment", &body.amount),
        Some(Body::Purchase(body)) => ("purchase", &body.amount),
        _ => ("fact", &None),
    };
    let money = money.as_ref().map(amount::show).unwrap_or_default();
    format!("{} {kind} {money} of {}", fact.fact_id, fact.customer_id)
}

fn shorts(mapping: &str, text: &str) -> Vec<String> {
    let (rows, _) = read(&options(mapping), "x.csv", text.as_bytes());
    rows.iter().map(short).collect()
}

#[test]
fn an_id_is_made_of_several_columns() {
    let mapping = "currency: EUR\nrows:\n  - kind: purchase\n    fields:\n      customer_id: Who\n      \
                   fact_id: { columns: [Till, No] }\n      amount: Sum\n      \
                   occur_time: { columns: [Day, Time], between: ' ', date: '%d/%m/%Y %H:%M' }\n";
    let text = "Who,Till,No,Sum,Day,Time\nC,A,1,5,31/03/2026,10:00\nC,A,,5,31/03/2026,10:00\n\
                C,,,5,31/03/2026,10:00\nC,A,2,5,31/03/2026,\n";
    assert_eq!(
        shorts(mapping, text),
        [
            "A-1 purchase 5.00 EUR of C",
            "refused 3 fact_id BLANK_PART",
            "x.csv:3 purchase 5.00 EUR of C",
            "refused 5 occur_time BLANK_PART",
        ]
    );
    let (rows, _) = read(&options(mapping), "x.csv", text.as_bytes());
    let Ok([Item::Fact(fact)]) = rows[0].as_deref() else {
        panic!()
    };
    assert_eq!(fact.occur_time.unwrap().to_string(), "2026-03-31T10:00:00Z");
}

#[test]
fn a_negative_invoice_is_a_credit_where_the_mapping_says_so() {
    let mapping = "decimal: comma\ngrouping: '.'\ncurrency: EUR\nrows:\n\
                   \x20 - kind: invoice\n    when: [{ column: Sum, negative: false }]\n    \
                   fields: { customer_id: Who, invoice_id: No, amount: Sum, issue_date: Day, \
                   due_date: { column: Day, plus_days: 14 } }\n\
                   \x20 - kind: credit_note\n    when: [{ column: Sum, negative: true }]\n    \
                   fields: { customer_id: Who, invoice_id: No, amount: { column: Sum, number: absolute }, \
                   occur_time: Day }\n";
    let text = "Who;No;Sum;Day\nC;1;1.200,00;31.03.2026\nC;1;-50,00;01.04.2026\nC;2;x;01.04.2026\n\
                C;2;;01.04.2026\nC;3;50,00-;01.04.2026\n";
    let mapping = format!("delimiter: ';'\n{mapping}");
    assert_eq!(
        shorts(&mapping, text),
        [
            "x.csv:1 invoice 1,200.00 EUR of C",
            "x.csv:2:credit_note credit 50.00 EUR of C",
            "refused 4 Sum NO_DECIMAL",
            "",
            "x.csv:5:credit_note credit 50.00 EUR of C",
        ]
    );
    let (rows, _) = read(&options(&mapping), "x.csv", text.as_bytes());
    let Ok([Item::Fact(fact)]) = rows[0].as_deref() else {
        panic!()
    };
    let Some(Body::Invoice(invoice)) = &fact.body else {
        panic!()
    };
    assert_eq!(
        day::show_date(invoice.due_date.as_ref().unwrap()),
        "2026-04-14"
    );
}

#[test]
fn the_sign_of_an_amount_is_turned() {
    let mapping = "currency: EUR\nrows:\n  - kind: purchase\n    fields: { customer_id: Who, occur_time: Day, \
                   amount: { column: Sum, number: negate } }\n";
    let text = "Who,Day,Sum\nC,2026-01-01,-5.00\nC,2026-01-01,(6.00)\nC,2026-01-01,7.00\nC,2026-01-01,€-8.00\n";
    assert_eq!(
        shorts(mapping, text),
        [
            "x.csv:1 purchase 5.00 EUR of C",
            "x.csv:2 purchase 6.00 EUR of C",
            "x.csv:3 purchase -7.00 EUR of C",
            "x.csv:4 purchase 8.00 EUR of C",
        ]
    );
}

#[test]
fn a_blank_cell_means_the_cell_above_it() {
    let mapping = "currency: EUR\nfill_down: [Who]\nskip: [{ column: Who, starts_with: Total }]\nrows:\n  \
                   - kind: purchase\n    when: [{ column: Day, blank: false }]\n    \
                   fields: { customer_id: Who, occur_time: Day, amount: Sum }\n";
    let text = "Who,Day,Sum\nC-1,,\n,2026-01-01,5\n,2026-01-02,6\nTotal C-1,,11\nC-2,,\n,2026-01-03,7,surplus\n\
                ,2026-01-04,8\nC-3,2026-01-05,9\n";
    assert_eq!(
        shorts(mapping, text),
        [
            "",
            "x.csv:2 purchase 5.00 EUR of C-1",
            "x.csv:3 purchase 6.00 EUR of C-1",
            "",
            "",
            "refused 7  TOO_MANY_COLUMNS",
            "refused 8 Who NOTHING_ABOVE",
            "x.csv:8 purchase 9.00 EUR of C-3",
        ]
    );
}

const PER_INVOICE: &str = "currency: EUR\nrows:\n  - kind: invoice\n    once_per: [No]\n    fields: \
                           { customer_id: Who, invoice_id: No, issue_date: Day, due_date: Day, amount: Total }\n";

#[test]
fn rows_that_repeat_an_invoice_yield_it_once() {
    let text = "Who,No,Day,Total,Item\nC,1,2026-01-01,30,a\nC,1,2026-01-01,30,b\nC,2,2026-01-01,5,c\n\
                C,1,2026-01-01,31,d\nC,,2026-01-01,5,e\nC,1,2026-01-01,30,f\n";
    assert_eq!(
        shorts(PER_INVOICE, text),
        [
            "x.csv:1 invoice 30.00 EUR of C",
            "",
            "x.csv:3 invoice 5.00 EUR of C",
            "refused 5  REPEATED_OTHERWISE",
            "refused 6 No MISSING",
            "",
        ]
    );
}

#[test]
fn parts_of_a_total_are_added_up_and_never_without_one_of_them() {
    let mapping = PER_INVOICE.replace("once_per: [No]", "once_per: [No]\n    sum: Total");
    let text = "Who,No,Day,Total\nC,1,2026-01-01,10.50\nC,1,2026-01-01,20.25\nC,2,2026-01-01,5\n\
                C,3,2026-01-01,1\nC,3,2026-01-01,x\nC,3,2026-01-01,2\nC,4,2026-01-01,7\nC,1,2026-01-01,9\n\
                C,5,2026-01-01\nC,5,2026-01-01,3\nC,6,2026-01-01,4\nC,7,x,1\nC,7,2026-01-01,2\n\
                C,8,2026-01-01,€ 1.234,\nC,8,2026-01-01,1\n";
    assert_eq!(
        shorts(&mapping, text),
        [
            "refused 2  ROWS_APART",
            "refused 3  ROWS_APART",
            "x.csv:3 invoice 5.00 EUR of C",
            "",
            "refused 6 amount NO_DECIMAL",
            "refused 7 amount PART_REFUSED",
            "x.csv:7 invoice 7.00 EUR of C",
            "refused 9  ROWS_APART",
            "refused 10  TOO_FEW_COLUMNS",
            "refused 11 amount PART_REFUSED",
            "x.csv:11 invoice 4.00 EUR of C",
            "",
            "refused 14  REPEATED_OTHERWISE",
            "refused 15 amount NO_DECIMAL",
            "refused 16 amount PART_REFUSED",
        ]
    );
}

/// The first error in a mapping says this, in no programmer's words.
fn check_said(mapping: &str, words: &str) {
    let told = Mapping::parse(mapping).unwrap_err();
    assert!(told.contains(words), "{mapping}\n{told}");
    let codes = ["variant", "untagged", "enum", "struct", "sequence"];
    assert!(
        codes.iter().all(|code| !told.contains(code)),
        "{mapping}\n{told}"
    );
}

#[test]
fn a_wrong_mapping_names_the_place_and_what_was_meant() {
    let table = [
        (
            "colour: red\nrows: []",
            "line 1, column 1: there is no key `colour`",
        ),
        ("decimals: comma\nrows: []", "did you mean `decimal`?"),
        (
            "decimal: colon\nrows: []",
            "`colon` is none of point, comma",
        ),
        ("currency: EUR", "the key `rows` is missing"),
        (
            "year: now\nrows: []",
            "`year` is a year such as 2026, or { line: 1, column: 13 }",
        ),
        (
            "zone: Berlin\nrows: [{ kind: comeback, fields: {} }]",
            "`Berlin` is no zone",
        ),
        (
            "rows: [{ kind: comeback, fields: {} }]\nrows: []",
            "the key `rows` is there twice",
        ),
        (
            "skip: [{ column: a, is: ST }]\nrows: []",
            "write a list here, such as [a, b]",
        ),
        (
            "skip: [{ column: a, blank: yes }]\nrows: []",
            "write true or false",
        ),
        (
            "rows:\n  - kind: invoic\n    fields: {}",
            "`invoic` is no kind of row (did you mean `invoice`?)",
        ),
        (
            "rows:\n  - kind: [invoice]\n    fields: {}",
            "line 2, column 5",
        ),
        (
            "rows:\n  - kind: invoice\n    sum: a\n    fields: {}",
            "`sum` needs `once_per`",
        ),
    ];
    for (mapping, words) in table {
        check_said(mapping, words);
    }
}

#[test]
fn a_wrong_field_names_the_place_and_what_was_meant() {
    let table = [
        (
            "amount: { colum: a }",
            "line 4, column 17: there is no key `colum` (did you mean `column`?)",
        ),
        (
            "ammount: a",
            "line 4, column 16: invoice has no field `ammount` (did you mean `amount`?)",
        ),
        (
            "amount: [a]",
            "line 4, column 7: write the name or the number of a column",
        ),
        ("amount: -1", "write the name or the number of a column"),
        (
            "amount: { column: { a: b } }",
            "a column is a name or a number",
        ),
        (
            "amount: { column: a, value: b }",
            "give either `column` or `value`",
        ),
        (
            "invoice_id: { value: a, strip: b }",
            "`strip` changes a column's text",
        ),
        (
            "invoice_id: { column: a, words: { a: b }, strip: b }",
            "`strip` does not go with `words`",
        ),
        (
            "issue_date: { column: a, date: '%Y', prefix: b }",
            "`prefix` does not go with `date`",
        ),
        (
            "issue_date: { column: a, date: '%d%m' }",
            "`%d%m` has no year",
        ),
        (
            "invoice_id: { column: a, date: '%Y' }",
            "are for fields that are days or times",
        ),
        (
            "issue_date: { column: a, number: negate }",
            "`number` is for amounts",
        ),
        (
            "invoice_id: { column: a, between: b }",
            "`between` stands between `columns`",
        ),
    ];
    for (field, words) in table {
        check_said(
            &format!("rows:\n  - kind: invoice\n    fields:\n      {field}\n"),
            words,
        );
    }
}

#[test]
fn the_year_stands_above_the_header_or_in_the_mapping() {
    let mapping = |year: &str| {
        let text = format!(
            "year: {year}\nrows:\n  - kind: comeback\n    fields: {{ customer_id: a, occur_time: {{ column: b, date: '%d%m' }} }}\n"
        );
        Mapping::parse(&text).unwrap()
    };
    let above = [vec![
        "EXTF".to_owned(),
        "20250701".to_owned(),
        "2026".to_owned(),
        "x".to_owned(),
    ]];
    let in_cell =
        |column: usize| mapping(&format!("{{ line: 1, column: {column} }}")).year_from(&above);
    assert_eq!(in_cell(2).unwrap().unwrap().to_string(), "2025-07-01");
    assert_eq!(in_cell(3).unwrap().unwrap().to_string(), "2026-01-01");
    assert!(
        in_cell(4)
            .unwrap_err()
            .contains("column 4 of line 1 is `x`")
    );
    assert!(in_cell(9).is_err());
    let fixed = mapping("2026").writing().unwrap().dates.year_from;
    assert_eq!(fixed.unwrap().to_string(), "2026-01-01");
}

#[test]
fn a_column_that_the_file_lacks_is_named_with_the_one_that_was_meant() {
    let options = options(
        "rows:\n  - kind: comeback\n    fields: { customer_id: Kunde, occur_time: Datum }\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, "Kunden,Datum\nC,2026-01-01\n").unwrap();
    let source = commands::import::source::Source::open(&path, None).unwrap();
    let told = commands::import::decoder::Decoder::begin(&source, &options)
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("did you mean `Kunden`?"), "{told}");
}
