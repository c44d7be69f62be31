//! Growth, expansion and wallet, by hand.

use crate::given::{Told, business, model, person};
use domain::fact::CostKind;
use domain::score::{CriterionScore, State};

fn criterion(told: &Told, id: &str, at: &str) -> CriterionScore {
    let answer = told.evaluated(&model("default"), at);
    answer
        .score
        .criteria
        .into_iter()
        .find(|one| one.id == id)
        .unwrap()
}

/// The number, or `None` where the criterion is missing.
fn value(told: &Told, id: &str, at: &str) -> Option<i64> {
    match criterion(told, id, at).state {
        State::Observed(observed) => observed.value,
        State::NotApplicable | State::Missing => None,
    }
}

fn missing(told: &Told, id: &str, at: &str) -> bool {
    criterion(told, id, at).state == State::Missing
}

#[test]
fn growth_compares_twelve_complete_months_with_the_twelve_before() {
    let told = business()
        .since("2020-01-01")
        .bought("2024-03-31", 999)
        .bought("2024-04-01", 100)
        .bought("2025-03-31", 100)
        .bought("2025-04-01", 150)
        .bought("2026-03-31", 100)
        .bought("2026-04-01", 999);
    assert_eq!(value(&told, "spend_growth", "2026-04-20"), Some(1_250_000));
}

#[test]
fn in_the_second_year_growth_compares_six_months_with_the_six_before() {
    let told = business()
        .since("2024-05-01")
        .bought("2024-06-01", 100)
        .bought("2025-04-01", 200)
        .bought("2025-10-01", 100)
        .bought("2026-03-31", 50);
    assert_eq!(value(&told, "spend_growth", "2026-04-30"), Some(750_000));
    // Twenty-four months: twelve against twelve.
    assert_eq!(value(&told, "spend_growth", "2026-05-01"), Some(500_000));
}

#[test]
fn growth_is_missing_in_the_first_year() {
    let told = business()
        .since("2025-04-02")
        .bought("2025-04-02", 10)
        .bought("2026-03-01", 10);
    assert!(missing(&told, "spend_growth", "2026-04-01"));
    assert!(!missing(&told, "spend_growth", "2026-04-02"));
}

#[test]
fn from_nothing_to_something_is_worth_everything_and_nothing_both_times_nothing() {
    let again = business()
        .since("2020-01-01")
        .bought("2020-01-01", 5)
        .bought("2026-01-01", 10);
    let seen = criterion(&again, "spend_growth", "2026-04-01");
    assert_eq!((seen.is_observed(), seen.worth), (true, 1_000_000));
    let refunded = again.clone().credited(None, "2024-06-01", 3);
    assert_eq!(
        criterion(&refunded, "spend_growth", "2026-04-01").worth,
        1_000_000
    );
    let gone = business().since("2020-01-01").bought("2020-01-01", 5);
    let seen = criterion(&gone, "spend_growth", "2026-04-01");
    assert_eq!((seen.is_observed(), seen.worth), (true, 0));
}

#[test]
fn nothing_is_said_about_the_growth_of_those_who_never_spent() {
    let free = person().since("2020-01-01").bought("2020-01-01", 0);
    assert!(missing(&free, "spend_growth", "2026-04-01"));
    let cost_only = business()
        .since("2020-01-01")
        .cost("2024-01-01", CostKind::Direct, 5);
    assert!(missing(&cost_only, "spend_growth", "2026-04-01"));
}

#[test]
fn expansion_compares_the_last_snapshot_with_the_oldest_of_twelve_months() {
    let told = business()
        .since("2020-01-01")
        .used("2025-03-31", "users", 1)
        .used("2025-04-01", "users", 8)
        .used("2025-12-01", "users", 30)
        .used("2026-04-10", "users", 10);
    assert_eq!(
        value(&told, "expansion_users", "2026-04-20"),
        Some(1_250_000)
    );
    assert!(missing(&told, "expansion_features", "2026-04-20"));
}

#[test]
fn snapshots_less_than_sixty_days_apart_say_nothing() {
    let first = business()
        .since("2020-01-01")
        .used("2026-01-01", "users", 10);
    assert!(missing(&first, "expansion_users", "2026-04-20"));
    let told = |when: &str| first.clone().used(when, "users", 20);
    assert!(missing(
        &told("2026-03-01"),
        "expansion_users",
        "2026-04-20"
    ));
    assert_eq!(
        value(&told("2026-03-02"), "expansion_users", "2026-04-20"),
        Some(2_000_000)
    );
}

#[test]
fn in_the_first_year_expansion_compares_with_the_first_snapshot() {
    let told = business()
        .since("2026-01-01")
        .used("2025-11-01", "users", 10)
        .used("2026-06-01", "users", 12);
    assert_eq!(
        value(&told, "expansion_users", "2026-12-20"),
        Some(1_200_000)
    );
}

#[test]
fn expansion_from_nothing_is_missing() {
    let told = business()
        .used("2026-01-01", "users", 0)
        .used("2026-04-01", "users", 5);
    assert!(missing(&told, "expansion_users", "2026-04-20"));
}

#[test]
fn the_latest_wallet_estimate_counts_for_24_months() {
    let told = business()
        .wallet("2024-01-01T00:00:00Z", Some(7000), None)
        .wallet("2025-01-01", None, Some(3));
    assert_eq!(
        value(&told, "wallet_share", "2025-12-31"),
        Some(7_000_000_000)
    );
    assert!(
        !missing(&told, "wallet_share", "2026-01-01"),
        "ages are days"
    );
    assert!(missing(&told, "wallet_share", "2026-01-02"));
}

#[test]
fn vendors_are_compared_with_a_year_ago() {
    let told = business()
        .wallet("2024-06-01", None, Some(4))
        .wallet("2025-05-01", None, Some(3))
        .wallet("2026-04-01", Some(9000), None)
        .wallet("2026-03-01", None, Some(1));
    assert_eq!(
        value(&told, "fewer_vendors", "2026-04-30"),
        Some(-3_000_000)
    );
    assert_eq!(
        value(&told, "fewer_vendors", "2026-05-01"),
        Some(-2_000_000)
    );
    let told = business().wallet("2026-03-01", None, Some(1));
    assert!(missing(&told, "fewer_vendors", "2026-05-01"));
}
