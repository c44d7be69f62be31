//! The rules of all facts, and of those that measure without money.

use std::collections::BTreeMap;

use prost_types::Duration;

use super::*;

#[test]
fn a_fact_needs_its_key_and_something_that_happened() {
    let empty = pb::Fact::default();
    let expected = [
        ("body", "REQUIRED"),
        ("customer_id", "REQUIRED"),
        ("source", "REQUIRED"),
        ("fact_id", "REQUIRED"),
        ("occur_time", "REQUIRED"),
    ];
    assert_eq!(
        broken(read_fact(empty)),
        expected.map(|(field, rule)| (field.to_owned(), rule))
    );
}

#[test]
fn every_fault_of_a_fact_is_told_at_once_with_its_path() {
    let mut check = Check::new(terms(), "facts[17]");
    let mut wire = fact(Body::Invoice(pb::Invoice {
        amount: money("EUR", -1, 1_000),
        due_date: date(2026, 2, 30),
        ..invoice()
    }));
    wire.fact_id = String::new();
    let value = fact::from_wire(&mut check, wire);
    let expected = [
        ("facts[17].invoice.amount.nanos", "SIGN_MISMATCH"),
        ("facts[17].invoice.due_date", "NOT_A_DATE"),
        ("facts[17].fact_id", "REQUIRED"),
    ];
    assert_eq!(
        broken(check.finish(value)),
        expected.map(|(field, rule)| (field.to_owned(), rule))
    );
}

fn effort(duration: Option<Duration>, kind: i32, billing: i32) -> Body {
    Body::Effort(pb::Effort {
        duration,
        kind,
        billing,
    })
}

#[test]
fn effort_takes_1_second_to_1000_hours_in_whole_seconds() {
    for (seconds, nanos, rules) in [
        (1, 0, &[][..]),
        (3_600_000, 0, &[]),
        (0, 0, &["OUT_OF_RANGE"]),
        (-1, 0, &["OUT_OF_RANGE"]),
        (3_600_001, 0, &["OUT_OF_RANGE"]),
        (1, 1, &["NOT_WHOLE_SECONDS"]),
        (1, -1, &["NOT_WHOLE_SECONDS"]),
    ] {
        let expected: Vec<_> = rules
            .iter()
            .map(|rule| ("effort.duration", *rule))
            .collect();
        check_body(effort(Some(Duration { seconds, nanos }), 1, 1), &expected);
    }
    check_body(effort(None, 1, 1), &[("effort.duration", "REQUIRED")]);
}

#[test]
fn enums_are_required_and_unknown_values_are_refused() {
    let duration = Some(Duration {
        seconds: 60,
        nanos: 0,
    });
    check_body(
        effort(duration, 0, 0),
        &[("effort.kind", "REQUIRED"), ("effort.billing", "REQUIRED")],
    );
    check_body(
        effort(duration, 5, -1),
        &[
            ("effort.kind", "UNKNOWN_ENUM"),
            ("effort.billing", "UNKNOWN_ENUM"),
        ],
    );
    let departure = pb::Departure {
        ended_by: 0,
        reason: String::new(),
    };
    check_body(
        Body::Departure(departure),
        &[("departure.ended_by", "REQUIRED")],
    );
    let cost = pb::Cost {
        amount: eur(1),
        kind: 4,
        exchange_rate: String::new(),
    };
    check_body(Body::Cost(cost), &[("cost.kind", "UNKNOWN_ENUM")]);
}

#[test]
fn a_negotiation_says_something_within_its_ranges() {
    let nothing = || pb::Negotiation {
        moment: 1,
        ..pb::Negotiation::default()
    };
    let check = |wire, expected: &[(&str, &str)]| check_body(Body::Negotiation(wire), expected);
    check(nothing(), &[("negotiation", "AT_LEAST_ONE")]);
    check(
        pb::Negotiation {
            rounds: Some(1),
            ..nothing()
        },
        &[],
    );
    let questioned = pb::Negotiation {
        moment: pb::NegotiationMoment::InvoiceQuestioned.into(),
        ..pb::Negotiation::default()
    };
    check(questioned, &[]);
    let no_moment = pb::Negotiation {
        moment: 0,
        rounds: Some(2),
        ..nothing()
    };
    check(no_moment, &[("negotiation.moment", "REQUIRED")]);
    let out = pb::Negotiation {
        moment: 1,
        discount_asked_bps: Some(10_001),
        discount_granted_bps: Some(-1),
        rounds: Some(0),
        value_recognition: Some(6),
    };
    let fields = [
        "discount_asked_bps",
        "discount_granted_bps",
        "rounds",
        "value_recognition",
    ];
    let paths = fields.map(|field| format!("negotiation.{field}"));
    let expected: Vec<_> = paths
        .iter()
        .map(|path| (path.as_str(), "OUT_OF_RANGE"))
        .collect();
    check(out, &expected);
}

#[test]
fn a_wallet_estimate_says_something_within_its_ranges() {
    let wallet = |our_share_bps, other_vendor_count| {
        Body::WalletEstimate(pb::WalletEstimate {
            our_share_bps,
            other_vendor_count,
        })
    };
    check_body(wallet(None, None), &[("wallet_estimate", "AT_LEAST_ONE")]);
    check_body(wallet(Some(0), None), &[]);
    check_body(wallet(None, Some(10_000)), &[]);
    let expected = [
        ("wallet_estimate.our_share_bps", "OUT_OF_RANGE"),
        ("wallet_estimate.other_vendor_count", "OUT_OF_RANGE"),
    ];
    check_body(wallet(Some(10_001), Some(-1)), &expected);
}

#[test]
fn usage_has_1_to_64_measures_of_zero_or_more() {
    let usage = |measures: BTreeMap<String, i64>| Body::Usage(pb::Usage { measures });
    let many = |count: i64| (0..count).map(|n| (format!("measure-{n}"), n)).collect();
    let one = |name: &str, value| BTreeMap::from([(name.to_owned(), value)]);
    check_body(usage(many(64)), &[]);
    check_body(usage(many(65)), &[("usage.measures", "TOO_MANY")]);
    check_body(usage(many(0)), &[("usage.measures", "REQUIRED")]);
    check_body(
        usage(one("users", -1)),
        &[("usage.measures[\"users\"]", "OUT_OF_RANGE")],
    );
    check_body(usage(one("", 1)), &[("usage.measures[\"\"]", "REQUIRED")]);
}

#[test]
fn every_fault_of_a_fact_is_counted() {
    let measures = (0..64).map(|n| (format!("{n}{}", "x".repeat(128)), -1));
    let usage = Body::Usage(pb::Usage {
        measures: measures.collect(),
    });
    let error = read_fact(fact(usage)).unwrap_err();
    let Error::Invalid(violations) = error else {
        panic!("{error:?}")
    };
    assert_eq!(violations.total(), 128);
}

#[test]
fn the_error_of_a_missing_body_names_every_body_of_the_contract() {
    let pool = prost_reflect::DescriptorPool::decode(crate::pb::DESCRIPTORS).unwrap();
    let fact = pool.get_message_by_name("customerquality.v1.Fact").unwrap();
    let body = fact.oneofs().find(|oneof| oneof.name() == "body").unwrap();
    let names: Vec<String> = body.fields().map(|field| field.name().to_owned()).collect();
    let (last, others) = names.split_last().unwrap();
    let said = format!("is required: set one of {} and {last}", others.join(", "));
    assert_eq!(super::super::fact::missing_body(), said);
}
