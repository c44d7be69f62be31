//! Customers' own fields, and update masks.

use domain::customer::{BuysAs, CustomerKind, Standing};
use prost_types::FieldMask;

use super::{super::customer, *};
use crate::store::{CustomerField, CustomerFields, CustomerUpsert, StoredCustomer};

pub(super) fn customer() -> pb::Customer {
    pb::Customer {
        customer_id: "C-1042".to_owned(),
        kind: pb::CustomerKind::Business.into(),
        ..pb::Customer::default()
    }
}

/// Reads a customer with a mask of these paths.
pub(super) fn upsert(paths: &[&str], wire: pb::Customer) -> Result<CustomerUpsert, Error> {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    read(wire, |check, wire| {
        let mask = customer::mask(check, Some(FieldMask { paths }));
        customer::from_wire(check, &mask, wire)
    })
}

#[test]
fn without_a_mask_all_fields_are_replaced() {
    let all = CustomerFields::from(CustomerField::ALL);
    assert_eq!(upsert(&[], customer()).unwrap().fields, all);
}

#[test]
fn a_mask_replaces_the_fields_that_it_names() {
    for (path, field) in [
        ("name", CustomerField::Name),
        ("kind", CustomerField::Kind),
        ("onboard_date", CustomerField::OnboardDate),
        ("acquisition_source", CustomerField::AcquisitionSource),
        ("buys_as", CustomerField::BuysAs),
        ("attributes", CustomerField::Attributes),
        ("prospect", CustomerField::Prospect),
    ] {
        let read = upsert(&[path], customer()).unwrap();
        assert_eq!(read.fields, CustomerFields::from([field]));
    }
}

#[test]
fn a_path_that_names_no_such_field_is_refused() {
    for path in [
        "status",
        "revision",
        "customer_id",
        "*",
        "",
        "attributes.industry",
        "Name",
    ] {
        let expected = [("update_mask.paths[1]".to_owned(), "UNKNOWN_PATH")];
        assert_eq!(
            broken(upsert(&["name", path], customer())),
            expected,
            "{path}"
        );
    }
}

#[test]
fn a_kind_that_is_not_told_is_known_as_such() {
    let wire = pb::Customer {
        kind: 0,
        ..customer()
    };
    assert!(!upsert(&[], wire).unwrap().kind_given);
}

#[test]
fn a_kind_beside_a_mask_is_told_for_new_customers_only() {
    let read = upsert(&["name"], customer()).unwrap();
    assert!(read.kind_given && !read.fields.contains(&CustomerField::Kind));
}

#[test]
fn a_mask_that_names_the_kind_can_forget_it() {
    let wire = pb::Customer {
        kind: 0,
        ..customer()
    };
    let read = upsert(&["kind"], wire).unwrap();
    assert!(read.kind_given);
    assert_eq!(read.customer.kind, CustomerKind::NotGiven);
}

#[test]
fn who_is_no_customer_yet_is_read_where_the_mask_says_so() {
    let wire = pb::Customer {
        prospect: true,
        ..customer()
    };
    assert!(upsert(&[], wire.clone()).unwrap().customer.prospect);
    assert!(
        upsert(&["prospect"], wire.clone())
            .unwrap()
            .customer
            .prospect
    );
    assert!(!upsert(&["name"], wire).unwrap().customer.prospect);
}

#[test]
fn a_customer_that_breaks_rules_is_told_all_of_them() {
    let wire = pb::Customer {
        customer_id: " ".to_owned(),
        name: "x".repeat(257),
        kind: 3,
        onboard_date: date(2026, 2, 30),
        acquisition_source: "x".repeat(129),
        buys_as: -1,
        ..pb::Customer::default()
    };
    let expected = [
        ("customer_id", "SURROUNDING_BLANK"),
        ("name", "TOO_LONG"),
        ("kind", "UNKNOWN_ENUM"),
        ("onboard_date", "NOT_A_DATE"),
        ("acquisition_source", "TOO_LONG"),
        ("buys_as", "UNKNOWN_ENUM"),
    ];
    assert_eq!(
        broken(upsert(&[], wire)),
        expected.map(|(field, rule)| (field.to_owned(), rule))
    );
}

#[test]
fn what_a_mask_leaves_out_is_not_checked() {
    let wire = pb::Customer {
        name: "x".repeat(257),
        onboard_date: date(2026, 2, 30),
        buys_as: 9,
        ..customer()
    };
    assert!(upsert(&["acquisition_source"], wire).is_ok());
}

#[test]
fn what_the_server_tells_is_ignored_when_sent_back() {
    let wire = pb::Customer {
        standing: 77,
        revision: -1,
        create_time: Some(seconds(-1)),
        update_time: Some(seconds(-1)),
        ..customer()
    };
    let (read, plain) = (upsert(&[], wire).unwrap(), upsert(&[], customer()).unwrap());
    assert_eq!(read.customer, plain.customer);
}

#[test]
fn a_customer_is_read_and_written_alike() {
    let values = vec!["carpentry".to_owned(), "furniture".to_owned()];
    let wire = pb::Customer {
        name: "Hofmann Joinery".to_owned(),
        onboard_date: date(2024, 3, 1),
        acquisition_source: "trade-fair".to_owned(),
        buys_as: pb::BuysAs::Middleman.into(),
        attributes: [("industry".to_owned(), pb::AttributeValues { values })].into(),
        prospect: true,
        ..customer()
    };
    let CustomerUpsert { customer, .. } = upsert(&[], wire.clone()).unwrap();
    let stored = StoredCustomer {
        customer,
        revision: 17,
        create_time: terms().now,
        update_time: terms().now,
    };
    let expected = pb::Customer {
        standing: pb::CustomerStanding::Past.into(),
        revision: 17,
        create_time: Some(seconds(NOW)),
        update_time: Some(seconds(NOW)),
        merged_customer_ids: vec!["C-17".to_owned()],
        ..wire
    };
    let further = vec!["C-17".to_owned()];
    assert_eq!(customer::to_wire(stored, Standing::Past, further), expected);
}

#[test]
fn what_is_not_said_has_its_default() {
    let read = upsert(
        &[],
        pb::Customer {
            kind: 0,
            ..customer()
        },
    )
    .unwrap();
    assert_eq!(read.customer.kind, CustomerKind::NotGiven);
    assert_eq!(read.customer.buys_as, BuysAs::EndUser);
}

#[test]
fn a_relationship_may_begin_ten_years_from_now_and_no_later() {
    for (onboard_date, rules) in [
        (date(2036, 7, 1), &[][..]),
        (date(2036, 7, 2), &["OUT_OF_RANGE"]),
        (date(9999, 1, 1), &["OUT_OF_RANGE"]),
    ] {
        let found = broken(upsert(
            &[],
            pb::Customer {
                onboard_date,
                ..customer()
            },
        ));
        let rules = rules.iter().map(|rule| ("onboard_date".to_owned(), *rule));
        assert_eq!(found, rules.collect::<Vec<_>>());
    }
}

#[test]
fn every_violation_is_counted_beyond_those_told() {
    let error = upsert(&vec!["x"; 2_000], customer()).unwrap_err();
    let Error::Invalid(violations) = error else {
        panic!("{error:?}")
    };
    assert_eq!((violations.total(), violations.len()), (2_000, 100));
    assert!(
        Error::Invalid(violations)
            .to_string()
            .ends_with("(and `1999` more)")
    );
}
