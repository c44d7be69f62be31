//! A mapping refuses the rows that it does not cover, asks for ranges of numbers, and names a second column
//! for blank cells.

use commands::import::{decode_options::DecodeOptions, item::Item, mapping::Mapping};

use super::import_rows::read;

const LEDGER: &str = r#"
currency: EUR
refuse:
  - when:
      - { column: account, between: [10000-69999] }
      - { column: other, outside: ["1000-1899", "8400"] }
    because: "no money and no revenue"
rows:
  - kind: purchase
    when: [{ column: account, between: [10000-69999] }]
    fields:
      customer_id: { column: customer, or: account, prefix: "D-" }
      amount: amount
      occur_time: date
"#;

fn options(mapping: &str) -> DecodeOptions {
    DecodeOptions::of(Some(Mapping::parse(mapping).unwrap())).unwrap()
}

#[test]
fn a_row_that_meets_all_conditions_of_a_refusal_is_refused_with_its_words() {
    let csv = "account,other,customer,amount,date\n\
               10000,1000,7,1.00,2026-01-01\n\
               69999,8400,,1.00,2026-01-01\n\
               9999,9000,,1.00,2026-01-01\n\
               70000,9000,,1.00,2026-01-01\n\
               10001,1900,,1.00,2026-01-01\n\
               10002,,,1.00,2026-01-01\n\
               bank,9000,,1.00,2026-01-01\n";
    let (rows, _) = read(&options(LEDGER), "x.csv", csv.as_bytes());
    let told: Vec<String> = rows
        .iter()
        .map(|row| match row.as_deref() {
            Ok([Item::Fact(fact)]) => fact.customer_id.clone(),
            Ok(items) => items.len().to_string(),
            Err(row) => format!("{} {}", row.refusal.field, row.refusal.remedy),
        })
        .collect();
    let refused = "account no money and no revenue";
    assert_eq!(told, ["D-7", "D-69999", "0", "0", refused, refused, "0"]);
}

#[test]
fn wrong_ranges_and_refusals_say_what_is_wrong() {
    let table = [
        (
            "10000-69999",
            "9-1",
            "`9-1` is no range of whole numbers such as 10000-69999",
        ),
        ("10000-69999", "a-b", "`a-b` is no range of whole numbers"),
    ];
    for (right, wrong, words) in table {
        let told = Mapping::parse(&LEDGER.replace(right, wrong)).unwrap_err();
        assert!(told.contains(words), "{told}");
    }
    let bare = "refuse: [{ when: [], because: x }]\nrows: [{ kind: comeback, fields: { customer_id: a } }]";
    let told = Mapping::parse(bare).unwrap_err();
    assert!(told.contains("`refuse` needs `when`"), "{told}");
    let right = "{ column: customer, or: account, prefix: \"D-\" }";
    let alone = LEDGER.replace(right, "{ value: x, or: account }");
    let told = Mapping::parse(&alone).unwrap_err();
    assert!(told.contains("`or`"), "{told}");
}
