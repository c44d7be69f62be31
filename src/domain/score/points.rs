//! From worths to points: the worth that is assumed for a missing criterion, and integers that sum exactly.

use super::{
    Coverage, CriterionScore, Halves, NEUTRAL, POINTS_MAX, Score, State, SubScores, rounded, worth,
};
use crate::model::{Criterion, HalfRole, MissingPolicy, Model, Pillar, SignalKind};
use crate::money::saturate;
use crate::ratio::{ONE, Ppm, divided, floor_div, largest_remainder};

/// The properties of a criterion that points depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) weight: i64,
    /// For a missing criterion, the worth that is assumed.
    pub(super) worth: Ppm,
    pub(super) applies: bool,
    pub(super) is_observed: bool,
    /// How many facts it rests on.
    pub(super) evidence_count: i64,
    pub(super) is_punctuality: bool,
    /// The half that its pillar measures, if any: the money or the owner.
    pub(super) half: Option<HalfRole>,
    missing: MissingPolicy,
}

impl Part {
    /// The part for `criterion` of `pillar` in `state`.
    pub(super) fn new((pillar, criterion, state): &(&Pillar, &Criterion, State)) -> Self {
        Self {
            half: pillar.half,
            weight: criterion.weight,
            worth: worth(criterion, state),
            is_punctuality: criterion.signal == SignalKind::Punctuality,
            missing: criterion.missing,
            ..Self::in_state(state)
        }
    }

    fn of(pillar: &Pillar, criterion: &CriterionScore) -> Self {
        Self {
            half: pillar.half,
            weight: criterion.weight,
            worth: criterion.worth,
            is_punctuality: criterion.is_punctuality,
            missing: criterion.missing,
            ..Self::in_state(&criterion.state)
        }
    }

    fn in_state(state: &State) -> Self {
        let observed = match state {
            State::Observed(observed) => Some(observed),
            State::NotApplicable | State::Missing => None,
        };
        Self {
            weight: 0,
            worth: 0,
            applies: !matches!(state, State::NotApplicable),
            is_observed: observed.is_some(),
            evidence_count: observed.map_or(0, |observed| observed.count),
            is_punctuality: false,
            half: None,
            missing: MissingPolicy::Exclude,
        }
    }

    fn is_missing(&self) -> bool {
        self.applies && !self.is_observed
    }

    /// Whether it rests on facts recorded about this customer, and not on their absence.
    pub(super) fn is_told(&self) -> bool {
        self.is_observed && self.evidence_count != 0
    }

    fn earned(&self) -> i128 {
        i128::from(self.weight) * i128::from(self.worth)
    }
}

/// The parts of each pillar; `parts` are in the model's order.
pub(super) fn by_pillar<'a>(
    pillars: &'a [Pillar],
    parts: &'a [Part],
) -> impl Iterator<Item = (&'a Pillar, &'a [Part])> {
    let mut rest = parts;
    pillars.iter().map(move |pillar| {
        let (own, later) = rest.split_at(pillar.criteria.len().min(rest.len()));
        rest = later;
        (pillar, own)
    })
}

/// The points of all parts, and the sums they come from.
#[derive(Debug)]
pub(super) struct Sums {
    /// The parts; missing ones have the worth that is assumed for them.
    pub(super) parts: Vec<Part>,
    coverage: Coverage,
    pub(super) points: Option<i64>,
    /// The sum of all weight that applies, at a worth of one.
    whole: i128,
}

impl Sums {
    /// Adds up `parts`. The worths of observed parts are given.
    pub(super) fn of(mut parts: Vec<Part>) -> Self {
        let coverage = coverage(parts.iter());
        let taken = taken_for_missing(&parts);
        let mut required = false;
        for part in parts.iter_mut().filter(|part| !part.is_observed) {
            part.worth = if part.applies {
                worth_of_missing(part.missing, taken)
            } else {
                0
            };
            required |= part.is_missing() && part.missing == MissingPolicy::Require;
        }
        let whole = i128::from(coverage.applicable) * i128::from(ONE);
        let total: i128 = parts.iter().map(Part::earned).sum();
        let points = (coverage.observed > 0 && !required)
            .then(|| rounded(total * i128::from(POINTS_MAX), whole));
        Self {
            parts,
            coverage,
            points,
            whole,
        }
    }
}

/// Scores `criteria`. Their states, their weights and the worths of observed ones are given.
pub(super) fn score(mut criteria: Vec<CriterionScore>, model: &Model) -> Score {
    let pillars = model.criteria().map(|(pillar, _)| pillar);
    let parts = pillars.zip(&criteria);
    let sums = Sums::of(
        parts
            .map(|(pillar, criterion)| Part::of(pillar, criterion))
            .collect(),
    );
    let limits = max_points(&sums.parts);
    let contributed = match sums.points {
        Some(points) => apportion(points, &sums, &limits),
        None => vec![0; criteria.len()],
    };
    for (at, criterion) in criteria.iter_mut().enumerate() {
        criterion.worth = sums.parts[at].worth;
        criterion.points = contributed[at];
        criterion.max_points = limits[at];
    }
    Score {
        points: sums.points,
        coverage: sums.coverage,
        sub_scores: SubScores::of(&sums.parts, &model.pillars),
        halves: Halves::of(&sums.parts, model),
        named: model.settings.numbers.named as usize,
        criteria,
    }
}

/// The weight with evidence, and the weight that applies.
pub(super) fn coverage<'a>(parts: impl Iterator<Item = &'a Part>) -> Coverage {
    parts.fold(Coverage::default(), |mut sum, part| {
        sum.applicable += if part.applies { part.weight } else { 0 };
        sum.observed += if part.is_observed { part.weight } else { 0 };
        sum
    })
}

/// The mean worth of the observed parts, rounded down; `None` if no part is observed.
pub(super) fn mean_observed<'a>(parts: impl Iterator<Item = &'a Part>) -> Option<Ppm> {
    let observed = parts.filter(|part| part.is_observed);
    let (sum, weight) = observed.fold((0i128, 0i128), |(sum, weight), part| {
        (sum + part.earned(), weight + i128::from(part.weight))
    });
    (weight > 0).then(|| saturate(floor_div(sum, weight)))
}

/// The worth that is assumed for a missing criterion. It is the mean worth over all weight, where missing
/// weight counts one half; at most one half, rounded down. So forgetting evidence cannot raise the points
/// above those that neutral evidence would give, and little evidence has little effect.
pub(super) fn taken_for_missing(parts: &[Part]) -> Ppm {
    let (mut earned, mut all) = (0i128, 0i128);
    for part in parts.iter().filter(|part| part.applies) {
        let weight = i128::from(part.weight);
        let worth = if part.is_observed {
            part.worth
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

fn max_points(parts: &[Part]) -> Vec<i64> {
    let weight = |part: &Part| i128::from(if part.applies { part.weight } else { 0 });
    let weights: Vec<i128> = parts.iter().map(weight).collect();
    largest_remainder(POINTS_MAX, &weights)
}

/// Splits `points` into integers that sum to it exactly. Each criterion gets 1000 x earned / whole rounded
/// down, and the rest goes to the largest remainders, ties in order, never beyond a limit.
fn apportion(points: i64, sums: &Sums, limits: &[i64]) -> Vec<i64> {
    let exact = sums
        .parts
        .iter()
        .map(|part| part.earned() * i128::from(POINTS_MAX));
    let (mut parts, remainders): (Vec<i64>, Vec<i128>) = exact
        .map(|exact| divided(exact, sums.whole))
        .map(|(quotient, remainder)| (saturate(quotient), remainder))
        .unzip();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(remainders[at]));
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
