//! Will they last six months: the two halves, the whole table of chances, and the first 182 days.

use crate::given::{Told, business, model, person};
use domain::assessment::Assessment;
use domain::fact::{NegotiationMoment, Trait};
use domain::score::Half;

const AT: &str = "2026-06-01";

#[derive(Clone, Copy, Debug)]
enum Look {
    Good,
    Poor,
    Dark,
}

/// Money with 130 of 200 known, all good or all poor: punctuality and the negotiation.
fn money(told: Told, look: Look) -> Told {
    let (paid, talk) = match look {
        Look::Good => ("2026-01-20", (Some(0), Some(1), Some(5))),
        Look::Poor => ("2026-03-20", (Some(3000), Some(6), Some(1))),
        Look::Dark => return told,
    };
    let told = told.negotiated("2026-01-01", NegotiationMoment::FirstDeal, talk);
    (0..12).fold(told, |told, at| {
        told.billed(&at.to_string(), "2026-01-01", "2026-01-31", paid)
    })
}

fn owner(told: Told, look: Look) -> Told {
    let rating = match look {
        Look::Good => 5,
        Look::Poor => 1,
        Look::Dark => return told,
    };
    told.rated("2026-01-01", "ann", Trait::LooksAhead, rating)
        .rated("2026-01-01", "ann", Trait::Delegates, rating)
}

fn percent(told: &Told) -> Option<i64> {
    let answer = told.assessed(&model("default"), AT);
    answer.six_months.probability.map(|chance| chance / 10_000)
}

#[test]
fn the_chances_of_a_business_are_the_table() {
    use Look::{Dark, Good, Poor};
    let table = [
        (Good, Good, Some(80)),
        (Good, Poor, Some(50)),
        (Poor, Good, Some(40)),
        (Poor, Poor, Some(20)),
        (Good, Dark, Some(50)),
        (Poor, Dark, Some(30)),
        (Dark, Good, Some(45)),
        (Dark, Poor, Some(30)),
        (Dark, Dark, None),
    ];
    for (money_look, owner_look, wanted) in table {
        let told = owner(money(business(), money_look), owner_look);
        assert_eq!(percent(&told), wanted, "{money_look:?} {owner_look:?}");
    }
}

#[test]
fn a_private_person_has_no_owner_to_look_at() {
    assert_eq!(percent(&money(person(), Look::Good)), Some(65));
    assert_eq!(percent(&money(person(), Look::Poor)), Some(30));
    assert_eq!(percent(&person()), None);
    let answer = person().assessed(&model("default"), AT);
    assert_eq!(answer.six_months.owner, Half::NotApplicable);
}

#[test]
fn a_model_without_the_pillars_knows_neither_half() {
    let told = owner(money(business(), Look::Good), Look::Good);
    for id in ["good-ok-bad", "credentials", "shop"] {
        let halves = told.assessed(&model(id), AT).six_months;
        assert_eq!(
            (halves.money, halves.owner),
            (Half::Unknown, Half::Unknown),
            "{id}"
        );
        assert_eq!(halves.probability, None);
    }
}

fn owner_half(answer: &Assessment) -> Half {
    answer.six_months.owner
}

#[test]
fn half_of_the_weight_must_be_known_and_sixty_percent_checks_out() {
    let one = business().rated("2026-01-01", "ann", Trait::LooksAhead, 5);
    assert_eq!(
        owner_half(&one.assessed(&model("default"), AT)),
        Half::Unknown
    );
    // r = 4 is worth .85, r = 3 is worth .5, r = 3.5 is worth .675, r = 2.5 is worth .375.
    let both = |a: i32, b: i32| {
        business()
            .rated("2026-01-01", "ann", Trait::LooksAhead, a)
            .rated("2026-01-01", "ann", Trait::Delegates, b)
            .assessed(&model("default"), AT)
    };
    assert_eq!(owner_half(&both(5, 3)), Half::ChecksOut);
    assert_eq!(owner_half(&both(5, 2)), Half::ChecksOut);
    assert_eq!(owner_half(&both(4, 3)), Half::DoesNot);
    assert_eq!(owner_half(&both(3, 3)), Half::DoesNot);
}

#[test]
fn the_first_six_months_count_days_and_keep_the_verdict_of_day_182() {
    let told = owner(business().since("2026-01-01"), Look::Good);
    let later = told
        .rated("2026-07-02T23:59:59Z", "bob", Trait::LooksAhead, 1)
        .rated("2026-07-03T00:00:00Z", "ann", Trait::LooksAhead, 1)
        .rated("2026-07-03T00:00:00Z", "ann", Trait::Delegates, 1)
        .rated("2026-07-03T00:00:00Z", "bob", Trait::Delegates, 1);
    let at = |when: &str| later.assessed(&model("default"), when).first_six_months;
    assert_eq!(at("2025-12-31"), None);
    let first = at("2026-01-01").unwrap();
    assert_eq!((first.day, first.over), (0, false));
    let last = at("2026-07-02").unwrap();
    assert_eq!(
        (last.day, last.over, last.owner),
        (182, false, Half::ChecksOut)
    );
    let over = at("2026-12-01").unwrap();
    assert_eq!(
        (over.day, over.over, over.owner),
        (334, true, Half::ChecksOut)
    );
    let now = later
        .assessed(&model("default"), "2026-12-01")
        .six_months
        .owner;
    assert_eq!(now, Half::DoesNot);
}
