//! The forest of referrals: totals, credits that add up even with losses, ranks, levels and circles.

use domain::forest::{Circle, Forest, NOBODY, ranks};
use proptest::prelude::*;

const HALF: i64 = 500_000;

/// A forest of up to 40 customers in any numbering, and a value for each, losses too.
pub(crate) fn any_forest() -> impl Strategy<Value = (Vec<u32>, Vec<i64>)> {
    (1usize..40)
        .prop_flat_map(|count| {
            (
                prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), count),
                prop::collection::vec(-1_000_000_007i64..1_000_000_007, count),
                Just((0..count as u32).collect::<Vec<u32>>()).prop_shuffle(),
            )
        })
        .prop_map(|(picks, own, names)| {
            let mut referrer = vec![NOBODY; own.len()];
            for (at, (pick, root)) in picks.iter().enumerate().skip(1) {
                if !root {
                    referrer[names[at] as usize] = names[pick.index(at)];
                }
            }
            (referrer, own)
        })
}

fn children(referrer: &[u32], of: usize) -> impl Iterator<Item = usize> {
    let brought = move |at: &usize| referrer[*at] == of as u32;
    (0..referrer.len()).filter(brought)
}

fn naive_total(referrer: &[u32], own: &[i64], of: usize) -> i64 {
    let below = children(referrer, of).map(|child| naive_total(referrer, own, child));
    own[of] + below.sum::<i64>()
}

/// What flows through a customer: their own and half of what flows through each they brought.
fn naive_through(referrer: &[u32], own: &[i64], of: usize) -> i64 {
    let below = children(referrer, of).map(|child| naive_through(referrer, own, child) / 2);
    own[of] + below.sum::<i64>()
}

fn naive_kept(referrer: &[u32], value: i64, of: usize) -> i64 {
    if referrer[of] == NOBODY {
        value
    } else {
        value - value / 2
    }
}

proptest! {
    #[test]
    fn totals_and_counts_are_the_naive_sums((referrer, own) in any_forest()) {
        let forest = Forest::new(referrer.clone()).unwrap();
        let totals = forest.totals(&own);
        let counts = forest.brought_counts();
        let ones = vec![1; own.len()];
        for at in 0..own.len() {
            prop_assert_eq!(totals[at], naive_total(&referrer, &own, at));
            prop_assert_eq!(counts[at] + 1, naive_total(&referrer, &ones, at));
        }
    }

    #[test]
    fn credits_sum_to_all_own_values_exactly((referrer, own) in any_forest(), part in 0i64..=1_000_000) {
        let credits = Forest::new(referrer).unwrap().credits(&own, part);
        let credited: i64 = credits.kept_of_own.iter().chain(&credits.from_referrals).sum();
        prop_assert_eq!(credited, own.iter().sum::<i64>());
    }

    #[test]
    fn half_of_what_flows_through_stays((referrer, own) in any_forest()) {
        let credits = Forest::new(referrer.clone()).unwrap().credits(&own, HALF);
        for at in 0..own.len() {
            let kept = naive_kept(&referrer, naive_through(&referrer, &own, at), at);
            let kept_of_own = naive_kept(&referrer, own[at], at);
            prop_assert_eq!(credits.kept_of_own[at], kept_of_own);
            prop_assert_eq!(credits.from_referrals[at], kept - kept_of_own);
        }
    }

    #[test]
    fn everybody_comes_before_the_one_who_brought_them((referrer, _) in any_forest()) {
        let forest = Forest::new(referrer.clone()).unwrap();
        let mut seen = vec![false; referrer.len()];
        for at in forest.leaves_first() {
            prop_assert!(children(&referrer, at).all(|child| seen[child]));
            prop_assert!(!std::mem::replace(&mut seen[at], true));
        }
        prop_assert!(seen.iter().all(|seen| *seen));
    }

    #[test]
    fn levels_count_the_referrers_above((referrer, _) in any_forest()) {
        let levels = Forest::new(referrer.clone()).unwrap().levels();
        for (at, level) in levels.iter().enumerate() {
            let above = std::iter::successors(Some(at as u32), |at| {
                Some(referrer[*at as usize]).filter(|above| *above != NOBODY)
            });
            prop_assert_eq!(*level as usize, above.count() - 1);
        }
    }

    #[test]
    fn a_rank_is_one_more_than_how_many_are_better(values in prop::collection::vec(-9i64..9, 0..30)) {
        for (value, rank) in values.iter().zip(ranks(&values)) {
            let better = values.iter().filter(|other| *other > value).count();
            prop_assert_eq!(rank as usize, better + 1);
        }
    }

    #[test]
    fn a_circle_is_refused_wherever_it_closes((mut referrer, _) in any_forest(), at in any::<prop::sample::Index>()) {
        let forest = Forest::new(referrer.clone()).unwrap();
        let bottom = at.index(referrer.len());
        let levels = forest.levels()[bottom] as usize;
        let mut top = bottom;
        while let Some(above) = forest.referrer(top) {
            top = above;
        }
        referrer[top] = bottom as u32;
        prop_assert_eq!(Forest::new(referrer), Err(Circle { customers: levels + 1 }));
    }
}

#[test]
fn a_customer_who_brought_themselves_and_a_pair_are_circles() {
    assert_eq!(Forest::new(vec![0]), Err(Circle { customers: 1 }));
    assert_eq!(
        Forest::new(vec![1, 0, NOBODY, 2]),
        Err(Circle { customers: 2 })
    );
}

/// 1 brought 2 brought 3, worth 100, 50 and 31: 3 passes 15 up, 2 passes (50 + 15) / 2 = 32 up.
#[test]
fn a_chain_by_hand() {
    let forest = Forest::new(vec![NOBODY, 0, 1]).unwrap();
    let credits = forest.credits(&[100, 50, 31], HALF);
    assert_eq!(credits.kept_of_own, [100, 25, 16]);
    assert_eq!(credits.from_referrals, [32, 8, 0]);
    assert_eq!(forest.totals(&[100, 50, 31]), [181, 81, 31]);
}

/// 3 would have come anyway at 40 %, 2 at 50 %: (31 x .6 = 18 + 50) x .5 = 34, and 7 saved.
#[test]
fn incremental_weighs_each_referral_and_adds_what_was_saved_directly() {
    let forest = Forest::new(vec![NOBODY, 0, 1]).unwrap();
    let came = [1_000_000, 500_000, 600_000];
    assert_eq!(
        forest.incremental(&[100, 50, 31], &came, &[0, 7, 9]),
        [41, 27, 0]
    );
}

#[test]
fn a_very_long_chain_needs_no_stack() {
    let chain = 100_000u32;
    let referrer: Vec<u32> = (0..chain)
        .map(|at| at.checked_sub(1).unwrap_or(NOBODY))
        .collect();
    let forest = Forest::new(referrer).unwrap();
    let own = vec![1; chain as usize];
    assert_eq!(forest.totals(&own)[0], i64::from(chain));
    assert_eq!(forest.levels()[chain as usize - 1], chain - 1);
}
