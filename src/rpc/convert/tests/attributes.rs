//! Tests attributes, and the refusal of traits that must not be scored.

use super::{super::attribute::is_refused, customers::upsert, *};

fn with(attributes: Vec<(String, Vec<String>)>) -> pb::Customer {
    let values = |values| pb::AttributeValues { values };
    pb::Customer {
        attributes: attributes
            .into_iter()
            .map(|(key, list)| (key, values(list)))
            .collect(),
        ..customers::customer()
    }
}

fn one(key: &str, values: &[&str]) -> pb::Customer {
    with(vec![(
        key.to_owned(),
        values.iter().map(|v| (*v).to_owned()).collect(),
    )])
}

#[test]
fn attributes_have_plain_keys_and_short_lists() {
    let long = "x".repeat(129);
    let many = vec!["x"; 33];
    for (wire, field, rule) in [
        (
            one("Industry", &["x"]),
            "attributes[\"Industry\"]",
            "KEY_PATTERN",
        ),
        (one("", &["x"]), "attributes[\"\"]", "KEY_PATTERN"),
        (one("größe", &["x"]), "attributes[\"größe\"]", "KEY_PATTERN"),
        (one("size", &[]), "attributes[\"size\"].values", "REQUIRED"),
        (
            one("size", &many),
            "attributes[\"size\"].values",
            "TOO_MANY",
        ),
        (
            one("size", &["s", ""]),
            "attributes[\"size\"].values[1]",
            "REQUIRED",
        ),
        (
            one("size", &[&long]),
            "attributes[\"size\"].values[0]",
            "TOO_LONG",
        ),
    ] {
        assert_eq!(broken(upsert(&[], wire)), [(field.to_owned(), rule)]);
    }
    let key = "k".repeat(64);
    assert!(upsert(&[], one(&key, &many[..32])).is_ok());
}

#[test]
fn a_key_that_is_too_long_is_refused() {
    let found = broken(upsert(&[], one(&"k".repeat(65), &["x"])));
    assert_eq!(found[0].1, "KEY_PATTERN");
}

#[test]
fn a_customer_has_at_most_32_attributes() {
    let keys = |count| {
        with(
            (0..count)
                .map(|n| (format!("k{n}"), vec!["x".to_owned()]))
                .collect(),
        )
    };
    assert!(upsert(&[], keys(32)).is_ok());
    let expected = [("attributes".to_owned(), "TOO_MANY")];
    assert_eq!(broken(upsert(&[], keys(33))), expected);
}

#[test]
fn traits_that_nobody_may_be_scored_by_are_refused_however_written() {
    for key in [
        "age",
        "ages",
        "age_group",
        "agegroup",
        "age-range",
        "owner_age",
        "owners-age",
        "birthdate",
        "birth_date",
        "date_of_birth",
        "date-of-birth",
        "owner_date_of_birth",
        "year_of_birth",
        "dob",
        "sex",
        "gender",
        "is_married",
        "race",
        "ethnicity",
        "ethnic-group",
        "nationality",
        "religion",
        "religious_belief",
        "political_donations",
        "gender_of_owner",
        "marital_status",
        "disability",
        "is_disabled",
        "has_disability",
        "health",
        "health_status",
        "sexual_orientation",
        "political_views",
        "political",
        "politics",
        "trade_union",
        "skin_colour",
        "pregnant",
        "citizenship",
        "AGE",
        "Date Of Birth",
        "geschlecht",
        "herkunft",
        "hautfarbe",
        "konfession",
        "familienstand",
        "sexe",
        "veteran",
        "alter",
        "rasse",
        "religion",
    ] {
        assert!(is_refused(key), "{key}");
    }
}

#[test]
fn harmless_keys_that_look_alike_are_taken() {
    for key in [
        "industry",
        "region",
        "size",
        "occupation",
        "also_buys",
        "company_age",
        "race_track",
        "health_insurance",
        "sexton",
        "years_in_business",
        "language",
        "package",
        "page",
        "brace",
        "sextant_model",
        "healthcare_segment",
        "trace",
        "agency",
        "owner",
        "class",
        "date_of_contract",
        "storage_in_use",
    ] {
        assert!(!is_refused(key), "{key}");
    }
}

#[test]
fn a_refused_attribute_has_a_reason_of_its_own() {
    let refused = |key: &str| Error::AttributeRefused {
        attribute: key.to_owned(),
    };
    let found = upsert(&[], one("date-of-birth", &["1970"]));
    let path = "attributes[\"date-of-birth\"]";
    assert_eq!(found.unwrap_err(), refused("date-of-birth").in_field(path));
    let mut wire = one("age", &["50"]);
    wire.customer_id = String::new();
    assert_eq!(
        broken(upsert(&[], wire)),
        [("customer_id".to_owned(), "REQUIRED")]
    );
}
