//! The shop's criteria by hand.

use crate::given::{Told, model, person};
use domain::class::Class;
use domain::fact::Trait;
use domain::score::{CriterionScore, State};

fn criterion(told: &Told, id: &str, at: &str) -> CriterionScore {
    let answer = told.evaluated(&model("shop"), at);
    answer
        .score
        .criteria
        .into_iter()
        .find(|one| one.id == id)
        .unwrap()
}

fn value(told: &Told, id: &str, at: &str) -> Option<i64> {
    match criterion(told, id, at).state {
        State::Observed(observed) => observed.value,
        State::NotApplicable | State::Missing => None,
    }
}

#[test]
fn recency_counts_days_since_the_last_purchase() {
    let told = person().bought("2026-01-01", 10).bought("2026-02-01", 0);
    assert_eq!(value(&told, "recency", "2026-01-31"), Some(30_000_000));
    assert_eq!(value(&told, "recency", "2026-02-02"), Some(32_000_000));
    assert_eq!(criterion(&told, "recency", "2026-01-31").worth, 950_000);
}

/// Two purchases 30 days apart: the usual gap is (90 + 30) / 2 = 60 days.
#[test]
fn rhythm_counts_usual_gaps_since_the_last_purchase() {
    let once = person().bought("2026-01-01", 10);
    assert_eq!(value(&once, "rhythm", "2026-02-01"), None);
    assert_eq!(
        value(
            &once.clone().bought("2026-01-01T20:00:00Z", 5),
            "rhythm",
            "2026-02-01"
        ),
        None
    );
    let twice = once.bought("2026-01-31", 10);
    assert_eq!(value(&twice, "rhythm", "2026-03-02"), Some(500_000));
    assert_eq!(value(&twice, "rhythm", "2026-04-01"), Some(1_000_000));
}

#[test]
fn the_usual_gap_is_at_least_a_week() {
    // Thirty days in a row: (90 + 29) / 30 < 7.
    let daily = (1..=30).fold(person(), |told, at| {
        told.bought(&format!("2026-04-{at:02}"), 1)
    });
    assert_eq!(value(&daily, "rhythm", "2026-05-07"), Some(1_000_000));
}

#[test]
fn days_with_a_purchase_count_once() {
    let told = person()
        .bought("2025-03-31", 5)
        .bought("2025-04-01", 5)
        .bought("2026-04-01T08:00:00Z", 5)
        .bought("2026-04-01T09:00:00Z", 5)
        .bought("2026-04-02", 0);
    assert_eq!(value(&told, "often", "2026-04-03"), Some(2_000_000));
}

#[test]
fn value_is_counted_in_median_customers() {
    let told = person()
        .bought("2026-01-01", 2500)
        .credited(None, "2026-01-05", 500);
    assert_eq!(value(&told, "value", "2026-02-01"), Some(2_000_000));
}

#[test]
fn who_bought_nothing_has_no_points_whatever_people_say() {
    let told = person().since("2020-01-01").bought("2020-01-01", 0).rated(
        "2026-01-01",
        "ann",
        Trait::RespectsUs,
        5,
    );
    let answer = told.evaluated(&model("shop"), "2026-02-01");
    assert_eq!(answer.score.points, None);
    assert_eq!(answer.class(), Some(Class::Ok));
}

/// 10 days ago: .983333 of 250; once in twelve months: .5 of 200; two medians: .65 of 250; rhythm and
/// growth missing, 300: the mean of the known is .720238, so they are worth .5.
#[test]
fn a_score_can_be_recomputed_by_hand() {
    let told = person().bought("2026-05-01", 2000);
    let score = told.evaluated(&model("shop"), "2026-05-11").score;
    let points: Vec<i64> = score.criteria.iter().map(|one| one.points).collect();
    // 245.83, 100, 100, 162.5, 50: 658.33.
    assert_eq!(score.points, Some(658));
    assert_eq!(points, [246, 100, 100, 162, 50]);
}
