//! GOOD by points is held for a while after the points have fallen a little. It is held if no finding is NO,
//! the points reached 700 on one of the last 14 days, and they have been at least 680 since then, by today's
//! figures.

use crate::given::{Told, alone, day, model, person, time, usual, with};
use domain::class::{Class, Decision, Delay, decide, delay};
use domain::evaluation::Evaluation;
use domain::fact::{EffortBilling, Trait};
use domain::finding::Findings;
use domain::history::History;
use domain::model::Model;
use domain::standing::circumstances;
use domain::time::{Day, add_days, days_between, end_of};
use proptest::prelude::*;

const TODAY: &str = "2026-03-20";

/// A buyer against whom nothing speaks, and of whom little is known.
struct Buyer {
    history: History,
    findings: Findings,
}

fn buyer() -> Buyer {
    let told = person().since("2020-01-01").bought("2026-01-01", 50);
    let answer = told.evaluated(&model("shop"), TODAY);
    Buyer {
        history: told.history(),
        findings: answer.findings,
    }
}

impl Buyer {
    /// What is held with so many points today; `days[0]` are those of yesterday.
    fn hold(
        &self,
        model: &Model,
        today: Option<i64>,
        days: &[Option<i64>],
    ) -> (Decision, Option<Delay>) {
        let about = circumstances(self.history.at(time(TODAY)), &model.settings.numbers);
        let decision = decide(&model.classes, &about, &self.findings, today, None);
        let mut points_at = |past: Day| {
            let ago = days_between(past, day(TODAY)) as usize;
            days.get(ago - 1).copied().flatten()
        };
        let today_and_before = (
            day(TODAY),
            &mut points_at as &mut dyn FnMut(Day) -> Option<i64>,
        );
        let delayed = delay(
            model,
            &decision,
            (&about, &self.findings),
            today,
            today_and_before,
        );
        (decision, delayed)
    }

    fn class(&self, model: &Model, today: i64, days: &[i64]) -> Class {
        let days: Vec<Option<i64>> = days.iter().map(|points| Some(*points)).collect();
        let (decision, held) = self.hold(model, Some(today), &days);
        held.map_or(decision.class, |held| held.decision.class)
    }
}

fn since(days: usize, low: i64) -> Vec<i64> {
    let mut found = vec![low; days];
    found[days - 1] = 700;
    found
}

#[test]
fn good_is_held_for_fourteen_days_and_falls_on_the_fifteenth() {
    let (buyer, shop) = (buyer(), model("shop"));
    assert_eq!(buyer.class(&shop, 690, &since(14, 690)), Class::Good);
    assert_eq!(buyer.class(&shop, 690, &since(15, 690)), Class::Ok);
    let week = with("shop", &[("held_days", "7")]);
    assert_eq!(buyer.class(&week, 690, &since(7, 690)), Class::Good);
    assert_eq!(buyer.class(&week, 690, &since(8, 690)), Class::Ok);
}

#[test]
fn what_is_held_says_since_when_until_when_and_how_far_it_may_fall() {
    let days: Vec<Option<i64>> = since(14, 690).into_iter().map(Some).collect();
    let (_, held) = buyer().hold(&model("shop"), Some(690), &days);
    let held = held.unwrap();
    assert_eq!(held.downgrade.class, Class::Ok);
    assert_eq!(held.downgrade.last_reached, day("2026-03-06"));
    assert_eq!(held.downgrade.falls_on, day("2026-03-21"));
    assert_eq!(held.downgrade.lowest_points, 680);
    assert_eq!(held.decision.rule(), "often_and_lately");
    assert_eq!(
        held.decision.steps[0].class,
        Class::Ok,
        "the step that would be taken is named"
    );
}

#[test]
fn twenty_points_below_the_line_still_hold_and_one_more_does_not() {
    let (buyer, shop) = (buyer(), model("shop"));
    assert_eq!(buyer.class(&shop, 680, &[700]), Class::Good);
    assert_eq!(buyer.class(&shop, 679, &[700]), Class::Ok);
    let wider = with("shop", &[("held_points", "30")]);
    assert_eq!(buyer.class(&wider, 670, &[700]), Class::Good);
    assert_eq!(buyer.class(&wider, 669, &[700]), Class::Ok);
}

#[test]
fn one_day_far_below_ends_the_holding_even_when_the_points_come_back() {
    let (buyer, shop) = (buyer(), model("shop"));
    assert_eq!(buyer.class(&shop, 699, &[680, 700]), Class::Good);
    assert_eq!(buyer.class(&shop, 699, &[679, 700]), Class::Ok);
    let (_, gap) = buyer.hold(&shop, Some(699), &[None, Some(700)]);
    assert!(gap.is_none(), "a day without points");
}

#[test]
fn nothing_is_held_where_the_line_was_not_reached_or_still_is() {
    let (buyer, shop) = (buyer(), model("shop"));
    assert_eq!(buyer.class(&shop, 699, &[699; 14]), Class::Ok);
    let (decision, held) = buyer.hold(&shop, Some(700), &[Some(700)]);
    assert_eq!((decision.class, held), (Class::Good, None));
    let (decision, held) = buyer.hold(&model("default"), Some(690), &[Some(900)]);
    assert_eq!(
        (decision.class, held),
        (Class::Ok, None),
        "no rule by points"
    );
}

#[test]
fn no_past_day_is_scored_unless_today_is_just_below_the_line() {
    let (buyer, shop) = (buyer(), model("shop"));
    let asked_with = |model: &Model, today: Option<i64>| {
        let about = circumstances(buyer.history.at(time(TODAY)), &model.settings.numbers);
        let decision = decide(&model.classes, &about, &buyer.findings, today, None);
        let mut asked = 0;
        let mut points_at = |_: Day| -> Option<i64> {
            asked += 1;
            Some(690)
        };
        let (days, known) = ((day(TODAY), &mut points_at as _), (&about, &buyer.findings));
        let _ = delay(model, &decision, known, today, days);
        asked
    };
    for points in [None, Some(0), Some(679), Some(700), Some(900)] {
        assert_eq!(asked_with(&shop, points), 0, "{points:?}");
    }
    assert_eq!(asked_with(&shop, Some(690)), 14);
    assert_eq!(asked_with(&model("default"), Some(690)), 0);
}

#[test]
fn a_finding_against_them_acts_at_once() {
    let told = person()
        .since("2020-01-01")
        .bought("2026-01-01", 50)
        .support("2026-03-19", 6000, EffortBilling::Unbilled);
    let buyer = Buyer {
        history: told.history(),
        findings: told.evaluated(&model("shop"), TODAY).findings,
    };
    assert!(buyer.findings.against().count() > 0);
    let (_, held) = buyer.hold(&model("shop"), Some(690), &[Some(700)]);
    assert_eq!(held, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn the_look_back_is_its_definition(
        today in prop::option::weighted(0.95, 660i64..720),
        days in prop::collection::vec(prop::option::weighted(0.95, 670i64..710), 0..20),
    ) {
        let (buyer, shop) = (buyer(), model("shop"));
        let (decision, held) = buyer.hold(&shop, today, &days);
        let near = |points: &Option<i64>| points.is_some_and(|points| points >= 680);
        let held_by_definition = today.is_some_and(|points| (680..700).contains(&points))
            && (0..days.len().min(14)).any(|reached| {
                days[reached].is_some_and(|points| points >= 700) && days[..reached].iter().all(near)
            });
        prop_assert_eq!(held.is_some(), held_by_definition);
        if let Some(held) = held {
            prop_assert!(held.decision.class > decision.class);
        }
    }
}

/// The points at the end of each of the last 14 days by today's figures, newest first.
fn points_before(told: &Told, model: &Model, today: Day) -> Vec<Option<i64>> {
    let history = told.history();
    let figures = |_, peers| usual(domain::time::Month::of(today), peers);
    let of = |ago: i64| {
        let at = end_of(add_days(today, -ago));
        let alone = alone(&history, model, at, |boundary, peers| {
            domain::portfolio::Basis {
                boundary,
                ..figures(boundary, peers)
            }
        });
        alone.score.points
    };
    (1..=14).map(of).collect()
}

fn without_noes(answer: &Evaluation) -> bool {
    answer.findings.against().count() == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn the_answer_holds_what_the_last_days_gave(
        days_ago in prop::collection::vec((0i64..200, 0i64..600), 1..25),
        low_word in prop::bool::weighted(0.2),
        later in 0i64..60,
    ) {
        let today = add_days(day(TODAY), later);
        let bought = days_ago.iter().fold(person(), |told, (ago, units)| {
            told.bought(&add_days(today, -ago).to_string(), *units)
        });
        let told = if low_word {
            bought.rated("2026-03-01", "ann", Trait::RespectsUs, 2)
        } else {
            bought
        };
        let shop = model("shop");
        let answer = alone(&told.history(), &shop, end_of(today), usual);
        let before = points_before(&told, &shop, today);
        let near = |points: &Option<i64>| points.is_some_and(|points| points >= 680);
        let points = answer.score.points;
        let held_by_definition = points.is_some_and(|points| (680..700).contains(&points))
            && without_noes(&answer)
            && !low_word
            && answer.by_numbers.is_none()
            && (0..14).any(|reached| {
                before[reached].is_some_and(|points| points >= 700)
                    && before[..reached].iter().all(near)
            });
        let otherwise_good = answer.downgrade.is_none() && answer.class() >= Some(Class::Good);
        prop_assert_eq!(answer.downgrade.is_some(), held_by_definition && !otherwise_good);
    }
}

/// Ten purchases of 100 a week apart, then silence: the points fall by a few a day.
#[test]
fn a_buyer_who_pauses_stays_good_for_some_days_and_then_falls() {
    let told = (0..10).fold(person().since("2024-01-01"), |told, week| {
        let when = add_days(day("2025-10-01"), 7 * week);
        told.bought(&when.to_string(), 150)
    });
    let shop = model("shop");
    let of = |ahead: i64| told.evaluated(&shop, &add_days(day("2025-12-03"), ahead).to_string());
    let days: Vec<Evaluation> = (0..120).map(of).collect();
    let falls = days.iter().position(|day| day.downgrade.is_some()).unwrap();
    assert!(
        days[..falls]
            .iter()
            .all(|day| day.class() == Some(Class::Good))
    );
    let held: Vec<&Evaluation> = days.iter().filter(|day| day.downgrade.is_some()).collect();
    assert!((1..=14).contains(&held.len()), "{}", held.len());
    assert!(held.iter().all(|day| day.class() == Some(Class::Good)));
    assert!(
        days[falls + held.len()..]
            .iter()
            .all(|day| day.class() == Some(Class::Ok))
    );
}
