//! Three readings of the same criteria: will they last six months, how long will they stay, and do we want
//! them?

use super::points::{Part, by_pillar, coverage, taken_for_missing};
use super::{POINTS_MAX, rounded};
use crate::model::{Pillar, Reading};
use crate::ratio::{ONE, Ppm, floor_div};

/// The line between yes and no.
const MIDDLE: i64 = POINTS_MAX / 2;

/// The three readings, 0 to 1000; `None` if a pillar of the reading has no evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubScores {
    /// Will they last six months: money and owner.
    pub six_months: Option<i64>,
    /// How long will they stay: wallet share and referrals.
    pub how_long: Option<i64>,
    /// Do we want them: relationship, effort and cost.
    pub want_them: Option<i64>,
}

impl SubScores {
    pub(super) fn of(parts: &[Part], pillars: &[Pillar]) -> Self {
        let of = |reading| value_of(parts, pillars, reading);
        Self {
            six_months: of(Reading::SixMonths),
            how_long: of(Reading::HowLong),
            want_them: of(Reading::WantThem),
        }
    }

    /// Whether we want a customer who will not last, or do not want one who will.
    #[must_use]
    pub fn disagree(&self) -> bool {
        match (self.want_them, self.six_months) {
            (Some(want), Some(stay)) => (want >= MIDDLE) != (stay >= MIDDLE),
            _ => false,
        }
    }
}

/// The mean of the pillars that count in `reading`, by their weights in it. A pillar that does not apply is
/// left out of the mean.
fn value_of(parts: &[Part], pillars: &[Pillar], reading: Reading) -> Option<i64> {
    let (mut sum, mut weights) = (0i128, 0i128);
    for (pillar, own) in by_pillar(pillars, parts) {
        let Some(weight) = pillar.readings.get(&reading) else {
            continue;
        };
        match value(own) {
            PillarValue::Unknown => return None,
            PillarValue::NotApplicable => {}
            PillarValue::Known(value) => {
                sum += i128::from(*weight) * i128::from(value);
                weights += i128::from(*weight);
            }
        }
    }
    (weights > 0).then(|| rounded(sum * i128::from(POINTS_MAX), weights * i128::from(ONE)))
}

enum PillarValue {
    /// Nothing is known about it.
    Unknown,
    NotApplicable,
    Known(Ppm),
}

/// The mean of a pillar's criteria. A missing criterion has the worth that is assumed by the pillar's own
/// evidence, at most one half.
fn value(own: &[Part]) -> PillarValue {
    let weight = coverage(own.iter());
    if weight.applicable == 0 {
        return PillarValue::NotApplicable;
    }
    if weight.observed == 0 {
        return PillarValue::Unknown;
    }
    let taken = taken_for_missing(own);
    let earned = |part: &Part| {
        let worth = match (part.applies, part.is_observed) {
            (false, _) => 0,
            (true, false) => taken,
            (true, true) => part.worth,
        };
        i128::from(part.weight) * i128::from(worth)
    };
    let sum: i128 = own.iter().map(earned).sum();
    PillarValue::Known(crate::money::saturate(floor_div(
        sum,
        i128::from(weight.applicable),
    )))
}
