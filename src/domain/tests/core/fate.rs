//! The outcome of a customer in the six months before a month. The shares of customers who stayed rest on it.

use crate::given::{Told, business, day, model, person};
use domain::customer::Peers;
use domain::fact::Trait;
use domain::portfolio::{Basis, Fate, Half, Member, Share};
use domain::stay::fate;
use domain::time::Month;

/// What became of them in the six months before June 2026; the six months begin with December.
fn fate_of(told: &Told) -> Option<bool> {
    let june = Month::of(day("2026-06-01"));
    fate(&model("default"), &told.history(), june).map(|(fate, _)| fate.stayed)
}

#[test]
fn a_buyer_stayed_who_bought_again() {
    let told = person().bought("2025-08-01", 5);
    assert_eq!(fate_of(&told), Some(false));
    assert_eq!(
        fate_of(&told.clone().bought("2025-12-01T00:00:00Z", 5)),
        Some(true)
    );
    assert_eq!(
        fate_of(&told.clone().bought("2026-05-31T23:00:00Z", 5)),
        Some(true)
    );
    assert_eq!(
        fate_of(&told.clone().bought("2026-06-01T00:00:00Z", 5)),
        Some(false),
        "too late"
    );
    assert_eq!(
        fate_of(&told.bought("2025-11-30", 5)),
        Some(false),
        "before"
    );
}

#[test]
fn who_was_no_customer_six_months_before_is_not_counted() {
    assert_eq!(
        fate_of(&person().bought("2025-12-02", 5)),
        None,
        "came later"
    );
    assert_eq!(
        fate_of(&person().bought("2024-01-01", 5).bought("2026-01-01", 5)),
        None,
        "quiet"
    );
    assert_eq!(
        fate_of(&person().bought("2025-08-01", 5).left("2025-11-01")),
        None,
        "past"
    );
    assert_eq!(
        fate_of(&business().since("2024-01-01")),
        None,
        "nothing sold"
    );
}

pub(crate) fn monthly(until: &str) -> Told {
    let (mut told, mut month) = (business(), Month::of(day("2025-01-01")));
    while month <= Month::of(day(until)) {
        let issued = month.first_day().to_string();
        told = told.billed(&issued, &issued, &month.last_day().to_string(), &issued);
        month = month.plus(1);
    }
    told
}

#[test]
fn who_is_invoiced_left_with_a_departure_a_contracts_end_or_three_intervals_of_silence() {
    assert_eq!(fate_of(&monthly("2026-05-01")), Some(true));
    assert_eq!(
        fate_of(&monthly("2026-05-01").left("2026-03-01")),
        Some(false)
    );
    assert_eq!(
        fate_of(
            &monthly("2026-05-01")
                .left("2026-03-01")
                .came_back("2026-05-01")
        ),
        Some(true)
    );
    let ended = monthly("2026-05-01").contract("2025-01-01", Some("2026-04-30"), 1);
    assert_eq!(fate_of(&ended), Some(false));
    let runs = monthly("2025-11-01").contract("2025-01-01", None, 1);
    assert_eq!(fate_of(&runs), Some(true), "a contract runs on");
    assert_eq!(
        fate_of(&monthly("2025-11-01")),
        Some(false),
        "silent since November"
    );
    assert_eq!(
        fate_of(&monthly("2025-12-01")),
        Some(true),
        "not silent for 182 days yet"
    );
    assert_eq!(
        fate_of(&monthly("2025-09-01")),
        None,
        "one interval later they were gone already"
    );
}

#[test]
fn the_halves_are_those_of_six_months_before() {
    let told = monthly("2026-05-01")
        .rated("2025-11-01", "ann", Trait::LooksAhead, 5)
        .rated("2025-11-01", "ann", Trait::Delegates, 5)
        .rated("2026-01-01", "ann", Trait::LooksAhead, 1)
        .rated("2026-01-01", "ann", Trait::Delegates, 1);
    let june = Month::of(day("2026-06-01"));
    let (fate, peers) = fate(&model("default"), &told.history(), june).unwrap();
    let wanted = Fate {
        money: Half::ChecksOut,
        owner: Half::ChecksOut,
        stayed: true,
    };
    assert_eq!((fate, peers), (wanted, Peers::Invoiced));
}

#[test]
fn outcomes_are_counted_by_halves_and_group() {
    let fate = |money, stayed, peers| {
        let fate = Fate {
            money,
            owner: Half::Unknown,
            stayed,
        };
        let share = Share {
            fate: Some((fate, peers)),
            ..Share::default()
        };
        Member {
            share,
            ..Member::default()
        }
    };
    let members = [
        fate(Half::ChecksOut, true, Peers::Invoiced),
        fate(Half::ChecksOut, false, Peers::Invoiced),
        fate(Half::DoesNot, false, Peers::Invoiced),
        fate(Half::ChecksOut, true, Peers::Purchasing),
    ];
    let basis = Basis::of(
        Month::of(day("2026-06-15")),
        Peers::Invoiced,
        &members,
        None,
    );
    let found: Vec<_> = basis
        .outcomes
        .iter()
        .map(|one| (one.money, one.here, one.stayed))
        .collect();
    assert_eq!(found, [(Half::ChecksOut, 2, 1), (Half::DoesNot, 1, 0)]);
    assert_eq!(basis.all_outcomes(), (3, 1));
}
