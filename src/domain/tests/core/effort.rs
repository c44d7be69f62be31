//! Hours, costs and margin, and the cases in which their absence is evidence.

use crate::given::{Told, alone, business, model, time, usual};
use domain::customer::Peers;
use domain::fact::{CostKind, EffortBilling, EffortKind, NegotiationMoment};
use domain::portfolio::{Basis, RecordedKind};
use domain::score::{CriterionScore, State};
use domain::time::Month;

fn criterion(told: &Told, id: &str, at: &str) -> CriterionScore {
    let answer = told.evaluated(&model("default"), at);
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

fn missing(told: &Told, id: &str, at: &str) -> bool {
    criterion(told, id, at).state == State::Missing
}

/// The same in a portfolio that records only `kinds`.
fn where_recorded(told: &Told, id: &str, kinds: &[RecordedKind]) -> State {
    let figures = |boundary: Month, peers: Peers| Basis {
        recorded: kinds.iter().copied().collect(),
        ..usual(boundary, peers)
    };
    let answer = alone(
        &told.history(),
        &model("default"),
        time("2026-08-01"),
        figures,
    );
    answer
        .score
        .criteria
        .into_iter()
        .find(|one| one.id == id)
        .unwrap()
        .state
}

/// 60 minutes to day 91: 60 / (91 / 30.4) = 20.043956.
#[test]
fn accounting_minutes_a_month_to_the_day_and_kept_after_day_182() {
    let minutes = |told: Told, when: &str, minutes: i64| {
        told.minutes(
            when,
            minutes,
            EffortKind::Accounting,
            EffortBilling::Unbilled,
        )
    };
    let told = minutes(business().since("2026-01-01"), "2026-01-10", 60);
    assert_eq!(
        value(&told, "accounting_effort", "2026-04-02"),
        Some(20_043_956)
    );
    // Day 182 is 2 July: 182 minutes there, none after it: (60 + 182) / (182 / 30.4).
    let told = minutes(told, "2026-07-02", 182);
    let told = minutes(told, "2026-07-03", 999);
    assert_eq!(
        value(&told, "accounting_effort", "2026-07-04"),
        Some(40_421_978)
    );
    assert_eq!(
        value(&told, "accounting_effort", "2030-01-01"),
        Some(40_421_978)
    );
}

#[test]
fn on_the_first_day_minutes_count_as_of_one_day() {
    let told = business().since("2026-01-01").minutes(
        "2026-01-01",
        10,
        EffortKind::Accounting,
        EffortBilling::Billed,
    );
    assert_eq!(
        value(&told, "accounting_effort", "2026-01-01T13:00:00Z"),
        Some(304_000_000)
    );
}

#[test]
fn nothing_recorded_is_an_observation_only_where_it_is_recorded_and_after_six_months() {
    let told = business().since("2026-01-01").bought("2026-01-01", 100);
    assert!(missing(&told, "accounting_effort", "2026-07-01"), "day 181");
    assert_eq!(
        value(&told, "accounting_effort", "2026-07-02"),
        Some(0),
        "day 182"
    );
    assert_eq!(
        where_recorded(&told, "accounting_effort", &[]),
        State::Missing
    );
    assert_eq!(
        where_recorded(&told, "minutes_per_revenue", &[]),
        State::Missing
    );
    assert_eq!(where_recorded(&told, "margin", &[]), State::Missing);
    assert_ne!(
        where_recorded(&told, "margin", &[RecordedKind::Cost]),
        State::Missing
    );
    assert_ne!(
        where_recorded(&told, "minutes_per_revenue", &[RecordedKind::Effort]),
        State::Missing
    );
    assert!(missing(&told, "paying_referrals", "2026-08-01"));
    assert!(missing(&told, "brought", "2026-08-01"));
}

#[test]
fn a_margin_without_any_cost_is_no_margin_in_the_first_six_months() {
    let told = business().since("2026-01-01").bought("2026-01-01", 100);
    assert!(missing(&told, "margin", "2026-07-01"));
    assert_eq!(value(&told, "margin", "2026-07-02"), Some(1_000_000));
    let costs = told.cost("2026-01-02", CostKind::Direct, 40);
    assert_eq!(value(&costs, "margin", "2026-01-05"), Some(600_000));
}

#[test]
fn margin_is_what_remains_of_revenue_in_twelve_months() {
    let told = business()
        .bought("2025-03-31", 5000)
        .bought("2025-04-01", 1000)
        .cost("2026-01-01", CostKind::Direct, 300)
        .support("2026-02-01", 60, EffortBilling::Included);
    assert_eq!(value(&told, "margin", "2026-04-01"), Some(640_000));
}

#[test]
fn costs_without_revenue_are_worth_nothing_and_neither_says_nothing() {
    let told = business().cost("2026-01-01", CostKind::Direct, 1);
    let seen = criterion(&told, "margin", "2026-02-01");
    assert_eq!((seen.is_observed(), seen.worth), (true, 0));
    assert!(missing(
        &business().since("2020-01-01"),
        "margin",
        "2026-02-01"
    ));
}

#[test]
fn the_share_given_away_is_of_all_minutes() {
    let told = business()
        .support("2026-01-01", 60, EffortBilling::Unbilled)
        .support("2026-01-02", 30, EffortBilling::Billed)
        .support("2026-01-03", 110, EffortBilling::Included);
    assert_eq!(value(&told, "unbilled", "2026-02-01"), Some(300_000));
}

#[test]
fn no_share_is_given_away_of_no_time() {
    let told = business().since("2020-01-01").bought("2026-01-01", 1000);
    assert!(missing(&told, "unbilled", "2026-02-01"));
    assert_eq!(value(&told, "minutes_per_revenue", "2026-02-01"), Some(0));
}

#[test]
fn minutes_not_billed_are_counted_per_thousand_of_revenue() {
    let told = business()
        .bought("2026-01-01", 2000)
        .support("2026-01-01", 60, EffortBilling::Unbilled)
        .support("2026-01-02", 30, EffortBilling::Billed)
        .support("2026-01-03", 110, EffortBilling::Included);
    assert_eq!(
        value(&told, "minutes_per_revenue", "2026-02-01"),
        Some(85_000_000)
    );
    let unpaid = business().support("2026-01-01", 60, EffortBilling::Unbilled);
    let seen = criterion(&unpaid, "minutes_per_revenue", "2026-02-01");
    assert_eq!((seen.is_observed(), seen.worth), (true, 0));
    let billed = business().support("2026-01-01", 60, EffortBilling::Billed);
    assert!(missing(&billed, "minutes_per_revenue", "2026-02-01"));
}

#[test]
fn winning_them_is_compared_with_the_first_years_contribution() {
    let told = business()
        .since("2025-01-15")
        .cost("2024-12-01", CostKind::Acquisition, 300)
        .bought("2025-12-31", 1200)
        .bought("2026-01-10", 9999);
    assert!(missing(&told, "cost_to_acquire", "2026-01-14"));
    assert_eq!(value(&told, "cost_to_acquire", "2026-01-15"), Some(250_000));
    let nothing = business()
        .since("2025-01-15")
        .cost("2025-01-20", CostKind::Acquisition, 1);
    let seen = criterion(&nothing, "cost_to_acquire", "2026-02-01");
    assert_eq!((seen.is_observed(), seen.worth), (true, 0));
}

#[test]
fn the_latest_deal_or_renewal_with_the_field_counts_and_questioned_invoices_do_not() {
    let told = business()
        .negotiated(
            "2025-01-01",
            NegotiationMoment::FirstDeal,
            (Some(2500), Some(6), Some(1)),
        )
        .negotiated(
            "2026-01-01",
            NegotiationMoment::Renewal,
            (Some(0), None, None),
        )
        .negotiated(
            "2026-02-01",
            NegotiationMoment::InvoiceQuestioned,
            (Some(3000), Some(9), None),
        );
    assert_eq!(value(&told, "negotiation_discount", "2026-03-01"), Some(0));
    assert_eq!(
        value(&told, "negotiation_rounds", "2026-03-01"),
        Some(6_000_000)
    );
    assert_eq!(
        value(&told, "negotiation_value", "2026-03-01"),
        Some(1_000_000)
    );
    assert_eq!(
        value(&told, "negotiation_discount", "2025-12-31"),
        Some(2_500_000_000)
    );
}
