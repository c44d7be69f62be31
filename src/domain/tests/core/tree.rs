//! A customer's own tree gives the same figures as the whole forest, also for a customer with a referrer.

use crate::generated::{any_moment, any_told};
use crate::given::{Told, day, model, named, time};
use domain::customer::CustomerKind;
use domain::economics::Economics;
use domain::economics::realised_value;
use domain::fact::{CostKind, EffortBilling};
use domain::forest::{Forest, NOBODY};
use domain::history::History;
use domain::model::Settings;
use domain::money::UNIT;
use domain::portfolio::{BASIS_MONTHS, boundary_time, contribution_at_boundary};
use domain::ratio::{ONE, Ppm};
use domain::referral_figures::{Figures, Own, publish};
use domain::time::{Month, Time, Window};
use domain::tree::{Member, RealisedValue, Tree};
use proptest::prelude::*;
use std::collections::BTreeMap;

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

/// The members of a tree: the referrer (an earlier member), the value, the cost of winning them, and the chance that
/// they would have come anyway.
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

/// The numbers of a customer of their own, as the figures of referrals hold them.
fn own_of(history: &History, at: Time, settings: &Settings) -> Own {
    let (now, boundary) = (history.at(at), Month::at(at));
    let worth = RealisedValue::of(now, settings);
    Own {
        referrer: None,
        passed_up: settings.numbers.referral_passed_up,
        value: worth.value(),
        value_at_boundary: realised_value(history.at(boundary_time(boundary)), settings),
        contribution: contribution_at_boundary(now, boundary, settings),
        is_billed: worth.is_billed,
        pays_their_way: worth.pays_their_way,
        class: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn the_figures_of_everybody_say_of_each_what_their_tree_says(
        all in prop::collection::vec((any_told(25), any::<prop::sample::Index>(), 0i64..60), 1..7),
        at in any_moment(),
    ) {
        let settings = model("default").settings;
        let histories: Vec<History> = all.iter().map(|one| one.0.history()).collect();
        // Everybody but the first was brought by an earlier one, some in this month.
        let referrers: Vec<Option<usize>> =
            all.iter().enumerate().map(|(place, one)| (place > 0).then(|| one.1.index(place))).collect();
        let times: Vec<Time> =
            all.iter().map(|one| at - chrono::TimeDelta::days(one.2)).collect();
        let owns = histories.iter().zip(&referrers).enumerate().map(|(place, (history, above))| {
            let own = own_of(history, at, &settings);
            (place.to_string(), Own { referrer: above.map(|above| above.to_string()), ..own })
        });
        let figures = publish(&BTreeMap::new(), &owns.collect()).unwrap();
        for top in 0..all.len() {
            let mut places = vec![None; all.len()];
            let mut members = Vec::new();
            for (place, history) in histories.iter().enumerate().skip(top) {
                let above = referrers[place].and_then(|above| places[above]);
                if place == top || above.is_some() {
                    places[place] = Some(members.len());
                    members.push(Member {
                        history,
                        referrer: above,
                        referral_time: referrers[place].map(|_| times[place]),
                        would_have_come_anyway_bps: None,
                    });
                }
            }
            let brought = Tree::new(members).brought(at, Month::at(at), &settings);
            let published = figures.get(&top.to_string()).map(Figures::brought);
            prop_assert_eq!(published.unwrap_or_default(), brought);
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
