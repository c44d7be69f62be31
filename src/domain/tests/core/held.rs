//! The look-back against a second reading of its definition, step by step: class c is held today iff on
//! some day of the last 14 the class was c or better and on every day since the points were no more than
//! 20 below its line; IDEAL whatever the points; where the class came from a floor the points do not
//! matter.

use crate::given::{alone, day, model, person, usual};
use chrono::Datelike;
use domain::class::{Class, DecidedBy, Held, Past, RawClass, Rule, held};
use domain::customer::Peers;
use domain::fact::Trait;
use domain::model::Classes;
use domain::portfolio::Basis;
use domain::time::{Month, add_days, end_of};
use proptest::prelude::*;
use std::sync::LazyLock;

const TODAY: &str = "2026-03-20";

fn raw(class: Class, decided_by: DecidedBy, caps: &[Class]) -> RawClass {
    let cap = |class: &Class| Rule {
        id: "cap",
        class: *class,
        sentence: String::new(),
    };
    RawClass {
        class,
        by_points: None,
        decided_by,
        provisional: None,
        steps: Vec::new(),
        floors: Vec::new(),
        caps: caps.iter().map(cap).collect(),
        ideal_by: None,
        own_sort: None,
    }
}

fn past(days_ago: usize, class: Class, points: Option<i64>, by_floor: bool) -> Past {
    Past {
        day: add_days(day(TODAY), -(days_ago as i64)),
        class,
        points,
        by_floor,
    }
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| model("default").classes);

/// `days[0]` is yesterday.
fn hold(raw: &RawClass, points: Option<i64>, days: &[Past]) -> Held {
    held(raw, points, day(TODAY), &CLASSES, days.iter().cloned())
}

/// The definition, read naively.
fn naive(raw: &RawClass, points: Option<i64>, days: &[Past]) -> Class {
    let cap = raw.caps.iter().map(|cap| cap.class).min();
    let holds = |class: Class| {
        (0..days.len().min(14)).any(|reached| {
            let then = &days[reached];
            let since = || days[..reached].iter().map(|day| day.points).chain([points]);
            let near = |line: i64| since().all(|points| points.is_some_and(|has| has >= line - 20));
            match class {
                Class::Ideal => then.class == Class::Ideal,
                Class::Good => then.class >= class && (then.by_floor || near(700)),
                Class::Ok => then.class >= class && (then.by_floor || near(400)),
                Class::Bad | Class::InsufficientData => false,
            }
        })
    };
    if matches!(raw.decided_by, DecidedBy::Coverage | DecidedBy::OwnSort) {
        return raw.class;
    }
    let best = [Class::Ideal, Class::Good, Class::Ok]
        .into_iter()
        .find(|class| holds(*class));
    let best = best.unwrap_or(raw.class).max(raw.class);
    cap.map_or(best, |cap| best.min(cap.max(raw.class)))
}

fn any_class() -> impl Strategy<Value = Class> {
    prop_oneof![
        Just(Class::InsufficientData),
        Just(Class::Bad),
        Just(Class::Ok),
        Just(Class::Good),
        Just(Class::Ideal),
    ]
}

/// Mostly around the lines.
fn any_points() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![
        8 => (376i64..425).prop_map(Some),
        8 => (676i64..725).prop_map(Some),
        2 => (0i64..=1000).prop_map(Some),
        1 => Just(None),
    ]
}

/// A day whose class is that of its points, or one that something else decided.
fn any_day() -> impl Strategy<Value = (Class, Option<i64>, bool)> {
    (
        any_points(),
        any_class(),
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(points, other, by_floor, decided_otherwise)| {
            let by_points = points.map_or(Class::InsufficientData, |points| {
                Class::by_points(points, &CLASSES)
            });
            let class = if by_floor || decided_otherwise {
                other
            } else {
                by_points
            };
            (class, points, by_floor)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn the_look_back_is_its_definition(
        today in any_day(),
        days in prop::collection::vec(any_day(), 0..20),
        caps in prop::collection::vec(prop_oneof![Just(Class::Bad), Just(Class::Ok)], 0..2),
    ) {
        let ceiling = caps.iter().copied().min().unwrap_or(Class::Ideal);
        let class = today.0.min(ceiling);
        let decided_by = match class {
            Class::InsufficientData => DecidedBy::Coverage,
            _ => DecidedBy::Points,
        };
        let raw = raw(class, decided_by, &caps);
        let days: Vec<Past> = days
            .into_iter()
            .enumerate()
            .map(|(at, (class, points, by_floor))| past(at + 1, class, points, by_floor))
            .collect();
        let found = hold(&raw, today.1, &days);
        prop_assert_eq!(found.class, naive(&raw, today.1, &days));
        prop_assert!(found.class >= raw.class);
        prop_assert_eq!(found.downgrade.is_some(), found.class > raw.class);
    }
}

/// Figures that put everybody with a contribution into the top fifth every other month.
fn changing(boundary: Month, peers: Peers) -> Basis {
    let even = boundary.first_day().month0().is_multiple_of(2);
    Basis {
        contribution_cutoff: even.then_some(1),
        ..usual(boundary, peers)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn the_answer_holds_what_the_last_days_gave(
        days_ago in prop::collection::vec((0i64..200, 0i64..400), 1..25),
        ratings in prop::collection::vec((0i64..30, 1..=5, prop::bool::ANY), 0..4),
        later in 0i64..60,
    ) {
        let today = add_days(day(TODAY), later);
        let bought = days_ago.iter().fold(person(), |told, (ago, units)| {
            told.bought(&add_days(today, -ago).to_string(), *units)
        });
        let told = ratings.iter().fold(bought, |told, (ago, rating, respect)| {
            let subject = if *respect { Trait::RespectsUs } else { Trait::GladToHearFrom };
            told.rated(&add_days(today, -ago).to_string(), "ann", subject, *rating)
        });
        let (history, at, model) = (told.history(), end_of(today), model("shop"));
        let answer = alone(&history, &model, at, changing);
        let days: Vec<Past> = (1..=14)
            .map(|ago| {
                let day = add_days(today, -ago);
                let then = alone(&history, &model, end_of(day), changing);
                Past::of(day, &then.raw, then.score.points)
            })
            .collect();
        prop_assert_eq!(answer.held.class, naive(&answer.raw, answer.score.points, &days));
    }
}

fn ok_by_points() -> RawClass {
    raw(Class::Ok, DecidedBy::Points, &[])
}

#[test]
fn good_is_held_for_fourteen_days_and_falls_on_the_fifteenth() {
    let days = |since: usize| -> Vec<Past> {
        let low = (1..since).map(|ago| past(ago, Class::Ok, Some(690), false));
        low.chain([past(since, Class::Good, Some(700), false)])
            .collect()
    };
    let held = hold(&ok_by_points(), Some(690), &days(14));
    assert_eq!(held.class, Class::Good);
    let downgrade = held.downgrade.unwrap();
    assert_eq!(downgrade.last_reached, day("2026-03-06"));
    assert_eq!(downgrade.falls_on, day("2026-03-21"));
    assert_eq!(downgrade.lowest_points, Some(680));
    assert_eq!(hold(&ok_by_points(), Some(690), &days(15)).class, Class::Ok);
}

#[test]
fn what_was_ideal_or_came_from_a_floor_is_held_whatever_the_points() {
    for reached in [
        past(3, Class::Ideal, Some(720), false),
        past(3, Class::Good, Some(300), true),
    ] {
        let class = reached.class;
        let held = hold(&ok_by_points(), Some(410), &[reached]);
        assert_eq!(held.class, class);
        assert_eq!(held.downgrade.unwrap().lowest_points, None);
    }
}

#[test]
fn twenty_points_below_the_line_still_hold_and_one_more_does_not() {
    let yesterday = [past(1, Class::Good, Some(710), false)];
    assert_eq!(
        hold(&ok_by_points(), Some(680), &yesterday).class,
        Class::Good
    );
    assert_eq!(
        hold(&ok_by_points(), Some(679), &yesterday).class,
        Class::Ok
    );
}

#[test]
fn one_day_far_below_ends_the_holding_even_when_the_points_come_back() {
    let days = [
        past(1, Class::Ok, Some(679), false),
        past(2, Class::Good, Some(710), false),
    ];
    assert_eq!(hold(&ok_by_points(), Some(699), &days).class, Class::Ok);
}

#[test]
fn from_good_to_far_below_the_next_line_nothing_holds_but_ok_holds_near_its_own() {
    let bad = raw(Class::Bad, DecidedBy::Points, &[]);
    let yesterday = [past(1, Class::Good, Some(710), false)];
    assert_eq!(hold(&bad, Some(385), &yesterday).class, Class::Ok);
    assert_eq!(hold(&bad, Some(379), &yesterday).class, Class::Bad);
}

#[test]
fn ideal_is_held_whatever_the_points() {
    let bad = raw(Class::Bad, DecidedBy::Points, &[]);
    let days = |since| [past(since, Class::Ideal, Some(900), false)];
    assert_eq!(hold(&bad, Some(0), &days(14)).class, Class::Ideal);
    assert_eq!(hold(&bad, Some(0), &days(15)).class, Class::Bad);
}

#[test]
fn a_class_from_a_floor_is_held_whatever_the_points() {
    let bad = raw(Class::Bad, DecidedBy::Points, &[]);
    let days = [past(3, Class::Good, Some(100), true)];
    assert_eq!(hold(&bad, Some(90), &days).class, Class::Good);
}

#[test]
fn caps_and_little_knowledge_act_at_once() {
    let yesterday = [past(1, Class::Ideal, Some(900), false)];
    let capped = raw(Class::Bad, DecidedBy::Cap, &[Class::Bad]);
    assert_eq!(hold(&capped, Some(900), &yesterday).class, Class::Bad);
    let capped = raw(Class::Ok, DecidedBy::Cap, &[Class::Ok]);
    assert_eq!(hold(&capped, Some(900), &yesterday).class, Class::Ok);
    let unknown = raw(Class::InsufficientData, DecidedBy::Coverage, &[]);
    assert_eq!(
        hold(&unknown, Some(690), &yesterday).class,
        Class::InsufficientData
    );
}

#[test]
fn under_a_cap_a_better_class_is_held_up_to_the_cap() {
    let bad = raw(Class::Bad, DecidedBy::Points, &[Class::Ok]);
    let yesterday = [past(1, Class::Ok, Some(410), false)];
    assert_eq!(hold(&bad, Some(390), &yesterday).class, Class::Ok);
}
