//! Portfolio figures by hand: the customers that count, the top fifth, the median, and the recorded kinds.

use crate::given::{Told, business, day, model, named, person};
use domain::customer::{CustomerKind, Peers};
use domain::fact::{CostKind, EffortBilling};
use domain::money::UNIT;
use domain::portfolio::{Basis, Member, RecordedKind, Share, boundary_time};
use domain::time::Month;
use std::collections::BTreeSet;

fn july() -> Month {
    Month::of(day("2026-07-01"))
}

fn share(told: &Told) -> Share {
    let history = told.history();
    let view = history.at(boundary_time(july()));
    Share::of(view, july(), &model("default").settings)
}

fn figures(of: &[Member]) -> Basis {
    Basis::of(july(), Peers::Purchasing, of, None)
}

/// Each bought once for so much and brought others worth ten times as much.
fn spenders(units: &[i64]) -> Vec<Member> {
    let member = |units: &i64| Member {
        share: share(&person().bought("2026-06-30", *units)),
        brought: *units * 10 * UNIT,
        is_referred: false,
    };
    units.iter().map(member).collect()
}

#[test]
fn the_top_fifth_is_rounded_up_with_ties_and_above_zero() {
    let basis = figures(&spenders(&[1, 2, 3, 4, 5, 6]));
    assert_eq!(basis.contribution_cutoff, Some(5 * UNIT), "2 of 6");
    assert_eq!(basis.brought_cutoff, Some(50 * UNIT));
    assert!(basis.top_by_contribution(5 * UNIT));
    assert!(!basis.top_by_contribution(5 * UNIT - 1));
    let ties = figures(&spenders(&[7, 7, 1, 1, 1]));
    assert_eq!(ties.contribution_cutoff, Some(7 * UNIT), "two fifths");
    let many = figures(&spenders(&[7, 7, 7, 1, 1]));
    assert_eq!(many.contribution_cutoff, None, "more than two fifths");
    assert!(!many.top_by_contribution(i64::MAX));
    let nothing = figures(&spenders(&[0, 0, 0, 0, 0]));
    assert!(!nothing.top_by_contribution(0));
    assert!(nothing.top_by_contribution(1));
}

#[test]
fn the_median_is_over_values_above_zero_and_of_two_in_the_middle_their_mean() {
    let median = |units: &[i64]| figures(&spenders(units)).median_value;
    assert_eq!(median(&[0, 0, 1, 2, 3, 4, 50]), Some(3 * UNIT));
    assert_eq!(median(&[1, 2, 3, 4, 5, 60]), Some(3_500_000));
    assert_eq!(median(&[0, 1, 2, 3, 4]), None, "four values above zero");
}

#[test]
fn fewer_than_five_customers_give_no_figures_and_nothing_counts_as_recorded() {
    let told = person()
        .bought("2026-06-01", 10)
        .cost("2026-06-01", CostKind::Direct, 1);
    let member = Member {
        share: share(&told),
        brought: UNIT,
        is_referred: false,
    };
    let of = |count: usize| figures(&vec![member.clone(); count]);
    let four = of(4);
    assert_eq!(four.customer_count, 4);
    assert_eq!(
        (
            four.contribution_cutoff,
            four.brought_cutoff,
            four.median_value
        ),
        (None, None, None)
    );
    assert_eq!(four.recorded, BTreeSet::new());
    let five = of(5);
    assert!(five.median_value.is_some());
    assert_eq!(five.recorded, [RecordedKind::Cost].into());
}

#[test]
fn only_customers_of_the_same_kind_of_payment_count() {
    let peers = |told: Told| share(&told).peers;
    assert_eq!(
        peers(person().bought("2026-06-30", 1)),
        Some(Peers::Purchasing)
    );
    assert_eq!(peers(person().bought("2026-07-01T00:00:00Z", 1)), None);
    assert_eq!(
        peers(
            business()
                .bought("2026-06-01", 1)
                .contract("2026-06-02", None, 1)
        ),
        Some(Peers::Invoiced)
    );
    assert_eq!(
        peers(business().invoice("1", "2026-06-01", "2026-06-30", 1)),
        Some(Peers::Invoiced)
    );
    assert_eq!(
        peers(business().since("2026-01-01")),
        None,
        "nothing sold yet"
    );
    assert_eq!(
        peers(person().bought("2026-06-01", 1).left("2026-06-20")),
        None
    );
}

#[test]
fn contribution_is_of_the_twelve_months_before_and_value_of_all_time_before() {
    let told = person()
        .bought("2025-06-30", 1000)
        .bought("2025-07-01", 100)
        .bought("2026-06-30", 10)
        .bought("2026-07-01T00:00:00Z", 5000)
        .cost("2020-01-01", CostKind::Acquisition, 7);
    let share = share(&told);
    assert_eq!(share.contribution, 110 * UNIT);
    assert_eq!(share.value, 1103 * UNIT);
    assert_eq!(share.acquisition_cost, 7 * UNIT);
}

#[test]
fn recorded_is_what_was_recorded_within_the_twelve_months() {
    let old = named("x", CustomerKind::Individual)
        .support("2025-06-30", 5, EffortBilling::Billed)
        .billed("1", "2025-06-01", "2025-06-30", "2025-06-30");
    assert_eq!(share(&old).recorded, [false; 4]);
    let new = old
        .support("2025-07-01", 5, EffortBilling::Billed)
        .billed("2", "2026-06-01", "2026-06-30", "2026-06-30")
        .cost("2026-06-30", CostKind::Acquisition, 5);
    assert_eq!(share(&new).recorded, [true; 4]);
    let only = |told: Told| share(&told).recorded;
    let (effort, cost) = (EffortBilling::Billed, CostKind::Direct);
    let told = [
        business().support("2025-07-01", 5, effort),
        business().cost("2026-06-30", cost, 5),
        business().cost("2020-01-01", CostKind::Acquisition, 5),
        business().billed("1", "2025-01-01", "2025-01-31", "2025-07-01"),
    ];
    for (place, told) in told.into_iter().enumerate() {
        let mut wanted = [false; 4];
        wanted[place] = true;
        assert_eq!(only(told), wanted, "{:?}", RecordedKind::ALL[place]);
    }
}

#[test]
fn acquisition_cost_is_the_mean_of_those_whom_nobody_brought() {
    let won = |units: i64, is_referred: bool| Member {
        share: share(&person().bought("2026-06-01", 1).cost(
            "2026-01-01",
            CostKind::Acquisition,
            units,
        )),
        brought: 0,
        is_referred,
    };
    let basis = figures(&[won(100, false), won(50, false), won(999, true)]);
    assert_eq!(basis.mean_acquisition_cost, 75 * UNIT);
}

#[test]
fn the_order_of_customers_does_not_matter() {
    let mut shares = spenders(&[5, 1, 9, 9, 3, 7]);
    let basis = figures(&shares);
    shares.reverse();
    assert_eq!(figures(&shares), basis);
}
