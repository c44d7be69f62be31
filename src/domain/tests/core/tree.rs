//! A customer's own tree gives the same figures as the whole forest, also for somebody who was brought.

use crate::given::{Told, day, model, named, time};
use domain::customer::CustomerKind;
use domain::economics::Economics;
use domain::economics::realised_value;
use domain::fact::{CostKind, EffortBilling};
use domain::forest::{Forest, NOBODY};
use domain::history::History;
use domain::money::UNIT;
use domain::portfolio::BASIS_MONTHS;
use domain::ratio::{ONE, Ppm};
use domain::time::{Month, Window};
use domain::tree::{Member, Tree};
use proptest::prelude::*;

const AT: &str = "2026-06-15";

/// A customer worth `units`, which may be a loss, won for `won` units.
fn worth(units: i64, won: i64) -> Told {
    let told = named("c", CustomerKind::Business).cost("2026-01-10", CostKind::Acquisition, won);
    if units >= 0 {
        told.bought("2026-03-03", units)
    } else {
        told.support("2026-03-03", -units, EffortBilling::Unbilled)
    }
}

/// Who was brought by whom (an earlier one), worth what, won for what, anyway by which chance.
fn any_members() -> impl Strategy<Value = Vec<(u32, i64, i64, Option<i32>)>> {
    let member = (
        any::<prop::sample::Index>(),
        prop::bool::weighted(0.2),
        -3_000i64..3_000,
        0i64..200,
        prop::option::of(0i32..=10_000),
    );
    prop::collection::vec(member, 1..14).prop_map(|members| {
        members
            .into_iter()
            .enumerate()
            .map(|(at, (pick, root, units, won, anyway))| {
                let nobody = at == 0 || root;
                let above = if nobody {
                    NOBODY
                } else {
                    pick.index(at) as u32
                };
                (above, units, won, anyway)
            })
            .collect()
    })
}

/// The part of a forest below `top`, as a tree.
fn tree_of<'a>(
    histories: &'a [History],
    members: &[(u32, i64, i64, Option<i32>)],
    top: usize,
) -> Tree<'a> {
    let referred = Some(time("2026-01-05"));
    let mut places = vec![None; members.len()];
    let mut found = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let above = (member.0 != NOBODY)
            .then(|| places[member.0 as usize])
            .flatten();
        if at == top || above.is_some() {
            places[at] = Some(found.len());
            found.push(Member {
                history: &histories[at],
                referrer: above.filter(|_| at != top),
                referral_time: referred.filter(|_| member.0 != NOBODY),
                would_have_come_anyway_bps: member.3,
            });
        }
    }
    Tree::new(found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_tree_alone_gives_the_figures_of_the_whole_forest(members in any_members()) {
        let settings = model("default").settings;
        let at = time(AT);
        let histories: Vec<History> =
            members.iter().map(|one| worth(one.1, one.2).history()).collect();
        let forest = Forest::new(members.iter().map(|one| one.0).collect()).unwrap();
        let own: Vec<i64> =
            histories.iter().map(|one| realised_value(one.at(at), &settings)).collect();
        let came: Vec<Ppm> =
            members.iter().map(|one| ONE - i64::from(one.3.unwrap_or(5000)) * 100).collect();
        let saved: Vec<i64> = members.iter().map(|one| (120 - one.2).max(0) * UNIT).collect();
        let credits = forest.credits(&own, settings.numbers.referral_passed_up);
        let (totals, counts) = (forest.totals(&own), forest.brought_counts());
        let incremental = forest.incremental(&own, &came, &saved);

        let window = Window::complete_before(Month::at(at), BASIS_MONTHS);
        let contributions: Vec<i64> = histories
            .iter()
            .map(|one| Economics::of(one.at(at), window, &settings).earned())
            .collect();
        let by_contribution = forest.credits(&contributions, settings.numbers.referral_passed_up);
        for top in 0..members.len() {
            let tree = tree_of(&histories, &members, top);
            let values = tree.values(at, &settings, 120 * UNIT);
            prop_assert_eq!(values.own[0], own[top]);
            prop_assert_eq!(values.totals[0], totals[top]);
            prop_assert_eq!(values.counts[0], counts[top]);
            prop_assert_eq!(values.kept_of_own, credits.kept_of_own[top]);
            prop_assert_eq!(values.from_referrals, credits.from_referrals[top]);
            prop_assert_eq!(values.incremental, incremental[top]);
            let brought = tree.brought(at, Month::at(at), &settings);
            prop_assert_eq!(brought.count, counts[top]);
            prop_assert_eq!(brought.value, totals[top] - own[top]);
            let direct = members.iter().filter(|one| one.0 == top as u32);
            prop_assert_eq!(brought.direct, direct.count() as i64);
            prop_assert_eq!(brought.value_at_boundary, brought.value, "nothing happened in June");
            prop_assert_eq!(brought.credited_contribution, by_contribution.from_referrals[top]);
        }
    }
}

#[test]
fn a_referral_counts_from_its_own_time_on_with_everyone_below_it() {
    let settings = model("default").settings;
    let histories = [
        worth(100, 0).history(),
        worth(200, 0).history(),
        worth(300, 0).history(),
    ];
    let member = |at: usize, referral: &str| Member {
        history: &histories[at],
        referrer: at.checked_sub(1),
        referral_time: (at > 0).then(|| time(referral)),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![
        member(0, ""),
        member(1, "2026-04-01"),
        member(2, "2026-01-01"),
    ]);
    let brought = |at: &str| tree.brought(time(at), Month::of(day(at)), &settings);
    assert_eq!(brought("2026-03-31").count, 0);
    let then = brought("2026-04-01");
    assert_eq!(
        (then.count, then.direct, then.direct_paying, then.paying),
        (2, 1, 1, 2)
    );
    assert_eq!(then.value, 500 * UNIT);
}

#[test]
fn those_who_cost_more_than_they_bring_do_not_pay_their_way() {
    let settings = model("default").settings;
    let histories = [
        worth(0, 0).history(),
        worth(-60, 0).history(),
        worth(10, 50).history(),
    ];
    let member = |at: usize| Member {
        history: &histories[at],
        referrer: (at > 0).then_some(0),
        referral_time: Some(time("2026-01-01")).filter(|_| at > 0),
        would_have_come_anyway_bps: None,
    };
    let tree = Tree::new(vec![member(0), member(1), member(2)]);
    let at = time(AT);
    let brought = tree.brought(at, Month::at(at), &settings);
    // The third contributed 10, although winning them cost 50: contribution counts.
    assert_eq!((brought.direct, brought.paying), (2, 1));
    assert_eq!(brought.value, -100 * UNIT);
}
