//! A file can hold every kind of row, with the columns that the importer shows.

use commands::import::{
    columns::{self, CUSTOMER, Column},
    decode_options::DecodeOptions,
    help,
};
use customer_quality::pb::v1::{Trait, fact::Body};
use domain::fact::FactKind;
use prost_types::Duration;

use super::import_rows::{fact, native, read};

#[test]
fn time_is_told_in_minutes_hours_or_seconds() {
    let table = [
        ("minutes", "90", 5400),
        ("minutes", "7.33", 440),
        ("hours", "1.5", 5400),
        ("seconds", "1", 1),
    ];
    for (column, text, seconds) in table {
        let csv = format!(
            "kind,customer_id,occur_time,{column},effort_kind,billing\neffort,C,2026-01-01,{text},Support,UNBILLED\n"
        );
        let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
        let Some(Body::Effort(effort)) = &fact(&rows[0]).body else {
            panic!()
        };
        assert_eq!(
            effort.duration,
            Some(Duration { seconds, nanos: 0 }),
            "{text} {column}"
        );
        assert_eq!((effort.kind, effort.billing), (2, 3));
    }
}

#[test]
fn shares_are_basis_points_or_per_cent() {
    let csv = "kind,customer_id,occur_time,moment,discount_asked_bps,discount_granted_bps,rounds\n\
               negotiation,C,2026-01-01,first deal,10%,250,3\n\
               negotiation,C,2026-01-01,renewal,12.345%,,\n";
    let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
    let Some(Body::Negotiation(told)) = &fact(&rows[0]).body else {
        panic!()
    };
    assert_eq!(
        (told.discount_asked_bps, told.discount_granted_bps),
        (Some(1000), Some(250))
    );
    assert_eq!((told.rounds, told.value_recognition), (Some(3), None));
    assert_eq!(
        rows[1].as_ref().unwrap_err().refusal.rule,
        "NO_BASIS_POINTS"
    );
}

#[test]
fn usage_takes_every_measure_that_has_a_value() {
    let csv = "kind,customer_id,occur_time,usage.users,usage.Seats,usage.features\nusage,C,2026-01-01,12,3,\n";
    let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
    let Some(Body::Usage(usage)) = &fact(&rows[0]).body else {
        panic!()
    };
    let told: Vec<_> = usage
        .measures
        .iter()
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    assert_eq!(told, [("Seats", 3), ("users", 12)]);
}

#[test]
fn every_kind_can_be_told_with_the_columns_it_shows() {
    // Beside the kinds of fact there are customers.
    assert_eq!(columns::kinds().len(), FactKind::ALL.len() + 1);
    for kind in columns::kinds() {
        let common = if kind.name == CUSTOMER {
            &[]
        } else {
            columns::of_all_facts()
        };
        let shown = common.iter().chain(&kind.columns).flat_map(|column| {
            let names = column.names().into_iter();
            names.map(move |name| (name, help::example(column, name).unwrap_or("7".into())))
        });
        let skip = ["duration", "hours", "seconds", "customer_name"];
        let fields = shown.filter(|(name, _)| !skip.contains(name));
        let fields = fields.map(|(name, example)| {
            let name = name
                .replace("<key>", "industry")
                .replace("<measure>", "users");
            format!("{name:?}: {example:?}")
        });
        let line = format!(
            "{{\"kind\": {:?}, {}}}",
            kind.name,
            fields.collect::<Vec<_>>().join(", ")
        );
        let strict = DecodeOptions {
            strict: true,
            ..native()
        };
        let (rows, _) = read(&strict, "x.jsonl", line.as_bytes());
        let items = rows[0]
            .as_ref()
            .unwrap_or_else(|refused| panic!("{line}: {refused:?}"));
        assert_eq!(items.len(), 1);
    }
}

#[test]
fn every_field_of_the_contract_is_a_column_unless_the_service_or_the_import_sets_it() {
    let mut set_otherwise = vec![];
    let kinds = columns::kinds().iter().chain(columns::fact());
    for kind in kinds {
        let is_column = |number| {
            kind.columns
                .iter()
                .any(|column| column.field.number() == number)
        };
        let fields = kind.message.fields();
        let fields = fields.filter(|field| {
            let body = field.containing_oneof();
            body.is_none_or(|body| body.name() != "body") && !is_column(field.number())
        });
        set_otherwise.extend(fields.map(|field| format!("{}.{}", kind.name, field.name())));
    }
    let expected = [
        "customer.standing",
        "customer.revision",
        "customer.create_time",
        "customer.update_time",
        "customer.merged_customer_ids",
        "fact.record_time",
        "fact.label",
    ];
    assert_eq!(set_otherwise, expected);
}

#[test]
fn the_columns_are_shown_in_the_words_of_the_contract() {
    let text = help::describe(100);
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ");
    for expected in [
        "referred_customer_id The customer who came to us because of it, 1 to 128 characters. Required. (example: C-2001)",
        "Every row has a `kind`, unless all rows are of one --kind",
        "assessed_trait The trait that is rated. Required. One of",
        "The column may also be called trait.",
        "customer_name The name of the customer, instead of customer_id. (example: Hofmann Joinery)",
        "contract: A contract that both sides agreed. Its occur_time is its start_date where not given.",
        "Default: end user. One of end user, middleman.",
        "contract_id The contract's number, 1 to 128 characters. A customer has at most one",
        "cost_kind What we spent it on. Required. One of direct, acquisition, gift. (example: direct)",
        "invoice: An invoice that we sent. Its occur_time is its issue_date where not given.",
    ] {
        assert!(words.contains(expected), "{expected}\n{text}");
    }
    let is_code = |word: &&&str| {
        word.len() > 1
            && word.contains('_')
            && word.chars().all(|it| it == '_' || it.is_ascii_uppercase())
    };
    assert_eq!(
        words.split(' ').collect::<Vec<_>>().iter().find(is_code),
        None,
        "{text}"
    );
}

#[test]
fn all_traits_can_be_typed() {
    let csv = "kind,customer_id,occur_time,assessed_trait,rating,assessor\n\
               assessment,C,2026-01-01,Glad to hear from,5,anna\n\
               assessment,C,2026-01-01,TRAIT_OWN_SORT,3,anna\n";
    let (rows, _) = read(&native(), "x.csv", csv.as_bytes());
    let traits: Vec<i32> = rows
        .iter()
        .map(|row| match &fact(row).body {
            Some(Body::Assessment(told)) => told.assessed_trait,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        traits,
        [Trait::GladToHearFrom as i32, Trait::OwnSort as i32]
    );
}

#[test]
fn the_documentation_names_every_kind_and_column() {
    let text = include_str!("../../../docs/import.md");
    let names = |columns: &'static [Column]| columns.iter().flat_map(Column::names);
    for kind in columns::kinds() {
        let row = format!("| `{}` |", kind.name);
        let row = text
            .lines()
            .find(|line| line.starts_with(&row))
            .unwrap_or_else(|| panic!("{row}"));
        for column in names(&kind.columns) {
            assert!(
                row.contains(&format!("`{column}`")),
                "{column} of {}",
                kind.name
            );
        }
    }
    for column in names(columns::of_all_facts()) {
        assert!(text.contains(&format!("`{column}`")), "{column}");
    }
}
