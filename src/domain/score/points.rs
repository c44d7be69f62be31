//! From worths to points: what a missing criterion is taken for, and integers that sum exactly.

use super::{
    Coverage, CriterionScore, Halves, NEUTRAL, POINTS_MAX, Score, State, SubScores, rounded,
};
use crate::model::{MissingPolicy, Model};
use crate::money::saturate;
use crate::ratio::{ONE, Ppm, floor_div, largest_remainder};

/// Scores `criteria`, whose states, weights and observed worths are given.
pub(super) fn score(mut criteria: Vec<CriterionScore>, model: &Model) -> Score {
    let coverage = coverage(criteria.iter());
    let taken = taken_for_missing(criteria.iter());
    for criterion in &mut criteria {
        match criterion.state {
            State::NotApplicable => criterion.worth = 0,
            State::Missing => criterion.worth = worth_of_missing(criterion.missing, taken),
            State::Observed(_) => {}
        }
    }
    let required = criteria.iter().any(|criterion| {
        criterion.state == State::Missing && criterion.missing == MissingPolicy::Require
    });
    let whole = i128::from(coverage.applicable) * i128::from(ONE);
    let earned: Vec<i128> = criteria
        .iter()
        .map(|criterion| i128::from(criterion.weight) * i128::from(criterion.worth))
        .collect();
    let total: i128 = earned.iter().sum();
    let points = (coverage.observed > 0 && !required)
        .then(|| rounded(total * i128::from(POINTS_MAX), whole));
    let limits = max_points(&criteria);
    let parts = match points {
        Some(points) => apportion(points, &earned, whole, &limits),
        None => vec![0; criteria.len()],
    };
    for ((criterion, points), max_points) in criteria.iter_mut().zip(parts).zip(limits) {
        criterion.points = points;
        criterion.max_points = max_points;
    }
    Score {
        points,
        coverage,
        sub_scores: SubScores::of(&criteria, &model.pillars),
        halves: Halves::of(&criteria, model),
        named: model.settings.numbers.named as usize,
        criteria,
    }
}

/// Weight observed of weight applicable.
pub(super) fn coverage<'a>(criteria: impl Iterator<Item = &'a CriterionScore>) -> Coverage {
    criteria.fold(Coverage::default(), |mut sum, criterion| {
        sum.applicable += if criterion.applies() {
            criterion.weight
        } else {
            0
        };
        sum.observed += if criterion.is_observed() {
            criterion.weight
        } else {
            0
        };
        sum
    })
}

/// The mean worth of the observed, rounded down; `None` if nothing is.
pub(super) fn mean_observed<'a>(criteria: impl Iterator<Item = &'a CriterionScore>) -> Option<Ppm> {
    let (sum, weight) = criteria.filter(|criterion| criterion.is_observed()).fold(
        (0i128, 0i128),
        |(sum, weight), criterion| {
            let own = i128::from(criterion.weight);
            (sum + own * i128::from(criterion.worth), weight + own)
        },
    );
    (weight > 0).then(|| saturate(floor_div(sum, weight)))
}

/// What a missing criterion is taken for: what the observed weight and half of the missing give
/// together, of all weight; at most half, rounded down. So forgetting evidence cannot lift the points past
/// what neutral evidence would give, and little evidence pulls little.
pub(super) fn taken_for_missing<'a>(criteria: impl Iterator<Item = &'a CriterionScore>) -> Ppm {
    let (mut earned, mut all) = (0i128, 0i128);
    for criterion in criteria.filter(|criterion| criterion.applies()) {
        let weight = i128::from(criterion.weight);
        let worth = if criterion.is_observed() {
            criterion.worth
        } else {
            NEUTRAL
        };
        earned += weight * i128::from(worth);
        all += weight;
    }
    if all == 0 {
        return NEUTRAL;
    }
    saturate(floor_div(earned, all)).min(NEUTRAL)
}

fn worth_of_missing(policy: MissingPolicy, taken: Ppm) -> Ppm {
    match policy {
        MissingPolicy::Exclude => taken,
        MissingPolicy::Neutral => NEUTRAL,
        MissingPolicy::Worst | MissingPolicy::Require => 0,
    }
}

fn max_points(criteria: &[CriterionScore]) -> Vec<i64> {
    let weights: Vec<i128> = criteria
        .iter()
        .map(|criterion| {
            if criterion.applies() {
                i128::from(criterion.weight)
            } else {
                0
            }
        })
        .collect();
    largest_remainder(POINTS_MAX, &weights)
}

/// Splits `points` into integers that sum to it exactly: each criterion gets 1000 x earned / whole
/// rounded down, and what is left goes to the largest remainders, ties in order, never beyond a limit.
fn apportion(points: i64, earned: &[i128], whole: i128, limits: &[i64]) -> Vec<i64> {
    let exact = |earned: i128| earned * i128::from(POINTS_MAX);
    let mut parts: Vec<i64> = earned
        .iter()
        .map(|own| saturate(exact(*own) / whole))
        .collect();
    let mut order: Vec<usize> = (0..earned.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(exact(earned[at]) % whole));
    let mut left = points - parts.iter().sum::<i64>();
    while left > 0 {
        let before = left;
        for &at in &order {
            if left > 0 && parts[at] < limits[at] {
                parts[at] += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    parts
}
