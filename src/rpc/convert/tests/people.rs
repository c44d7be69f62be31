//! Tests the rules of facts that people report about people.

use pb::ActionKind::{AgreedDestination, Called};

use super::*;

fn assessment() -> pb::Assessment {
    pb::Assessment {
        assessed_trait: pb::Trait::RespectsUs.into(),
        rating: 4,
        assessor: "anna".to_owned(),
        about: 0,
        person_key: String::new(),
        note: String::new(),
    }
}

#[test]
fn an_assessment_has_a_trait_an_assessor_and_a_rating_of_1_to_5() {
    let check = |wire, expected: &[(&str, &str)]| check_body(Body::Assessment(wire), expected);
    check(assessment(), &[]);
    for rating in [0, 6, -1] {
        let wire = pb::Assessment {
            rating,
            ..assessment()
        };
        check(wire, &[("assessment.rating", "OUT_OF_RANGE")]);
    }
    let empty = pb::Assessment {
        assessed_trait: 0,
        assessor: String::new(),
        about: 9,
        person_key: "x".repeat(129),
        note: "x".repeat(2_001),
        ..assessment()
    };
    let expected = [
        ("assessment.assessed_trait", "REQUIRED"),
        ("assessment.assessor", "REQUIRED"),
        ("assessment.about", "UNKNOWN_ENUM"),
        ("assessment.person_key", "TOO_LONG"),
        ("assessment.note", "TOO_LONG"),
    ];
    check(empty, &expected);
}

#[test]
fn an_assessment_is_about_the_traits_usual_role_unless_said() {
    use domain::fact::{AssessedRole, Body as Core};
    for (subject, about, role) in [
        (pb::Trait::LooksAhead, 0, AssessedRole::Owner),
        (pb::Trait::HoldsResponsible, 0, AssessedRole::Owner),
        (pb::Trait::HasDestination, 0, AssessedRole::Other),
        (pb::Trait::OwnSort, 0, AssessedRole::Other),
        (pb::Trait::LooksAhead, 3, AssessedRole::Champion),
    ] {
        let wire = pb::Assessment {
            assessed_trait: subject.into(),
            about,
            ..assessment()
        };
        match read_fact(fact(Body::Assessment(wire))).unwrap().body {
            Core::Assessment(read) => assert_eq!(read.about, role, "{subject:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn words_have_a_kind_and_1_to_4000_characters() {
    let voice = |kind, length| {
        let words = "ü".repeat(length);
        Body::Voice(pb::Voice { kind, words })
    };
    check_body(voice(1, 4_000), &[]);
    check_body(voice(1, 4_001), &[("voice.words", "TOO_LONG")]);
    check_body(
        voice(0, 0),
        &[("voice.kind", "REQUIRED"), ("voice.words", "REQUIRED")],
    );
}

#[test]
fn an_action_names_who_did_it_and_an_agreed_destination_its_text() {
    let action = |kind: pb::ActionKind, note: &str| pb::Action {
        kind: kind.into(),
        by: "anna".to_owned(),
        note: note.to_owned(),
        outcome: String::new(),
    };
    check_body(Body::Action(action(Called, "")), &[]);
    check_body(
        Body::Action(action(AgreedDestination, "two new sites")),
        &[],
    );
    for note in ["", " \n"] {
        let body = Body::Action(action(AgreedDestination, note));
        check_body(body, &[("action.note", "REQUIRED")]);
    }
    let nobody = pb::Action {
        by: String::new(),
        ..action(Called, "")
    };
    check_body(Body::Action(nobody), &[("action.by", "REQUIRED")]);
    let long = pb::Action {
        outcome: "x".repeat(2_001),
        ..action(Called, "")
    };
    check_body(Body::Action(long), &[("action.outcome", "TOO_LONG")]);
}

#[test]
fn a_referral_names_another_customer_and_a_chance() {
    let referral = |referred: &str, would_have_come_anyway_bps| {
        Body::Referral(pb::Referral {
            referred_customer_id: referred.to_owned(),
            would_have_come_anyway_bps,
        })
    };
    check_body(referral("C-2001", None), &[]);
    check_body(referral("C-2001", Some(0)), &[]);
    let expected = [
        ("referral.referred_customer_id", "REQUIRED"),
        ("referral.would_have_come_anyway_bps", "OUT_OF_RANGE"),
    ];
    check_body(referral("", Some(10_001)), &expected);
    let itself = Error::SelfReferral {
        customer_id: "C-1042".to_owned(),
    };
    let found = read_fact(fact(referral("C-1042", None)));
    assert_eq!(found, Err(itself.in_field("referral")));
}

#[test]
fn reasons_of_partings_have_at_most_2000_characters() {
    let reason = || "x".repeat(2_001);
    let departure = pb::Departure {
        ended_by: 1,
        reason: reason(),
    };
    check_body(
        Body::Departure(departure),
        &[("departure.reason", "TOO_LONG")],
    );
    check_body(
        Body::Comeback(pb::Comeback { reason: reason() }),
        &[("comeback.reason", "TOO_LONG")],
    );
    check_body(
        Body::Merge(pb::Merge {
            into_customer_id: String::new(),
            reason: reason(),
        }),
        &[
            ("merge.into_customer_id", "REQUIRED"),
            ("merge.reason", "TOO_LONG"),
        ],
    );
}
