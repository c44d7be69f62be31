//! Floors and caps, each at its edges.

use crate::given::{Told, business, day, model, named, of_tree, person, time, usual};
use domain::assessment::Assessment;
use domain::class::{Class, DecidedBy, IdealBy, loss_window};
use domain::customer::CustomerKind;
use domain::fact::{EffortBilling, Trait};
use domain::history::History;
use domain::time::Window;
use domain::tree::{Member, Tree};

const AT: &str = "2026-06-15";

fn answer(told: &Told) -> Assessment {
    told.assessed(&model("default"), AT)
}

fn floors(told: &Told) -> Vec<&'static str> {
    answer(told)
        .raw
        .floors
        .iter()
        .map(|floor| floor.id)
        .collect()
}

fn caps(told: &Told) -> Vec<&'static str> {
    answer(told).raw.caps.iter().map(|cap| cap.id).collect()
}

fn nice(rating: i32) -> Told {
    person()
        .bought("2026-01-01", 10)
        .rated("2026-01-01", "ann", Trait::RespectsUs, rating)
        .rated("2026-01-01", "ann", Trait::GladToHearFrom, rating)
}

#[test]
fn nice_and_pays_on_time_needs_threes_from_everybody_in_both_traits() {
    assert_eq!(floors(&nice(3)), ["nice_and_pays_on_time"]);
    assert!(floors(&nice(2)).is_empty());
    assert!(floors(&nice(3).rated("2026-02-01", "bob", Trait::RespectsUs, 2)).is_empty());
    let better = nice(2)
        .rated("2026-02-01", "ann", Trait::RespectsUs, 3)
        .rated("2026-02-01", "ann", Trait::GladToHearFrom, 3);
    assert_eq!(
        floors(&better),
        ["nice_and_pays_on_time"],
        "the latest counts"
    );
    let late = nice(5).billed("1", "2026-01-01", "2026-01-31", "2026-03-01");
    assert!(floors(&late).is_empty());
    let one_trait = person()
        .bought("2026-01-01", 1)
        .rated("2026-01-01", "a", Trait::RespectsUs, 5);
    assert!(floors(&one_trait).is_empty());
}

/// The first, who bought on many days for `own` units altogether, brought the second, who is worth
/// `brought` units, when the median is 1,000.
fn brought(own: i64, brought: i64) -> Assessment {
    let often = (1..=9).fold(named("a", CustomerKind::Individual), |told, day| {
        told.bought(&format!("2026-05-{:02}", day * 3), own / 9)
    });
    let histories: [History; 2] = [
        often.bought("2026-05-31", own % 9).history(),
        named("b", CustomerKind::Individual)
            .bought("2026-01-01", brought)
            .history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time("2026-01-01")),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    of_tree(&tree, &model("shop"), time(AT), |month, peers| {
        domain::portfolio::Basis {
            brought_cutoff: Some(1_500_000_000),
            ..usual(month, peers)
        }
    })
}

#[test]
fn bringing_good_people_needs_the_top_fifth_and_twice_the_median() {
    let much = brought(10, 2000).raw;
    assert_eq!(
        much.floors.iter().map(|floor| floor.id).collect::<Vec<_>>(),
        ["brings_good_people"]
    );
    assert_eq!(
        (much.class, much.ideal_by),
        (Class::Ideal, Some(IdealBy::Referrals))
    );
    assert!(brought(10, 1999).raw.floors.is_empty());
}

#[test]
fn good_becomes_ideal_by_profit_by_referrals_or_both() {
    assert_eq!(brought(10_000, 10).raw.ideal_by, Some(IdealBy::Profit));
    assert_eq!(brought(10_000, 3000).raw.ideal_by, Some(IdealBy::Both));
    assert_eq!(brought(4_999, 10).raw.ideal_by, None);
}

#[test]
fn value_brought_after_the_boundary_does_not_lift_into_the_top_fifth() {
    let histories: [History; 2] = [
        named("a", CustomerKind::Individual)
            .bought("2026-01-01", 5)
            .history(),
        named("b", CustomerKind::Individual)
            .bought("2026-06-02", 9000)
            .history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time("2026-01-01")),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1)]);
    let june = of_tree(&tree, &model("shop"), time(AT), usual);
    assert!(june.raw.floors.is_empty());
    let july = of_tree(&tree, &model("shop"), time("2026-07-01"), usual);
    assert_eq!(july.raw.floors.len(), 1);
}

fn low(subject: Trait) -> Told {
    business()
        .rated("2026-01-01", "ann", subject, 2)
        .rated("2026-01-01", "bob", subject, 2)
}

#[test]
fn whom_we_hide_from_is_bad_even_where_little_is_known() {
    for subject in [Trait::RespectsUs, Trait::GladToHearFrom] {
        let raw = answer(&low(subject)).raw;
        assert_eq!((raw.class, raw.decided_by), (Class::Bad, DecidedBy::Cap));
        assert_eq!(raw.caps[0].id, "we_hide_from_them");
    }
}

#[test]
fn who_does_not_see_the_value_is_at_most_ok() {
    let raw = answer(&low(Trait::ValuesOurWork).rated("2026-01-01", "ann", Trait::OwnSort, 5)).raw;
    assert_eq!((raw.class, raw.decided_by), (Class::Ok, DecidedBy::Cap));
    let unknown = answer(&low(Trait::ValuesOurWork)).raw;
    assert_eq!(
        unknown.class,
        Class::InsufficientData,
        "a cap at OK lifts nobody"
    );
}

#[test]
fn caps_beat_floors() {
    let told = nice(4).rated("2026-01-02", "bob", Trait::RespectsUs, 2);
    let told = told.rated("2026-01-03", "eve", Trait::RespectsUs, 2);
    assert!(caps(&told).contains(&"we_hide_from_them"));
    assert_eq!(answer(&told).raw.class, Class::Bad);
}

#[test]
fn overdue_by_more_than_sixty_days_caps() {
    let told = |due: &str| {
        business()
            .contract("2026-01-01", None, 1)
            .invoice("1", "2026-01-01", due, 5000)
    };
    assert!(caps(&told("2026-04-16")).is_empty(), "60 days");
    assert_eq!(caps(&told("2026-04-15")), ["overdue"], "61 days");
    assert!(caps(&told("2026-04-15").paid("1", AT, 5000)).is_empty());
}

#[test]
fn costing_more_than_they_bring_in_six_months_caps() {
    let told = person()
        .bought("2025-11-30", 9999)
        .bought("2025-12-01", 100)
        .support("2026-06-01", 100, EffortBilling::Billed);
    assert!(caps(&told).is_empty(), "a hundred minutes cost 100");
    let one_more = told.support("2026-06-01", 1, EffortBilling::Billed);
    assert_eq!(caps(&one_more), ["cost_more_than_they_bring"]);
}

#[test]
fn what_is_credited_from_referrals_outweighs_a_loss() {
    let capped = |worth: i64| {
        let histories: [History; 2] = [
            named("a", CustomerKind::Individual)
                .bought("2026-01-01", 0)
                .support("2026-06-01", 100, EffortBilling::Unbilled)
                .history(),
            named("b", CustomerKind::Individual)
                .bought("2026-02-01", worth)
                .history(),
        ];
        let member = |at: usize| Member {
            history: &histories[at],
            referrer: at.checked_sub(1),
            referral_time: (at > 0).then(|| time("2026-01-01")),
            would_have_come_anyway_bps: None,
        };
        let tree = Tree::new(vec![member(0), member(1)]);
        let raw = of_tree(&tree, &model("default"), time(AT), usual).raw;
        raw.caps
            .iter()
            .any(|cap| cap.id == "cost_more_than_they_bring")
    };
    assert!(!capped(200), "half of 200 makes up for 100");
    assert!(capped(199));
}

fn looked_at(told: &Told) -> (i32, Window) {
    let history = told.history();
    loss_window(history.at(time(AT)))
}

#[test]
fn a_loss_is_looked_for_in_twelve_months_where_bills_are_rarer_than_monthly() {
    let half_year = (
        6,
        Window {
            first: day("2025-12-01"),
            last: day(AT),
        },
    );
    let year = (
        12,
        Window {
            first: day("2025-06-01"),
            last: day(AT),
        },
    );
    let contract = |months| business().contract("2025-01-01", None, months);
    assert_eq!(looked_at(&contract(1)), half_year);
    assert_eq!(looked_at(&contract(2)), year);
    assert_eq!(looked_at(&person().bought("2025-01-01", 5)), half_year);
    let invoices = |dates: &[&str]| {
        dates
            .iter()
            .enumerate()
            .fold(business(), |told, (at, date)| {
                told.billed(&at.to_string(), date, date, date)
            })
    };
    assert_eq!(
        looked_at(&invoices(&["2026-01-01", "2026-02-01", "2026-03-04"])),
        half_year
    );
    assert_eq!(
        looked_at(&invoices(&["2025-09-01", "2025-12-01", "2026-03-01"])),
        year
    );
    assert_eq!(looked_at(&invoices(&["2026-01-01"])), year);
    let ended =
        invoices(&["2026-01-01", "2026-02-01"]).contract("2025-01-01", Some("2025-12-31"), 12);
    assert_eq!(looked_at(&ended), half_year);
}
