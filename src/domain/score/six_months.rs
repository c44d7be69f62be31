//! Will they last six months? Money is one half, the owner the other.
//!
//! Only the .50 for good money and an unknown owner is the founders' own figure; the others are set
//! around it. None of them is calibrated.

use super::points::{coverage, mean_observed};
use super::{CriterionScore, Score};
use crate::ratio::Ppm;

/// From which mean on a half checks out.
const CHECKS_OUT_FROM: Ppm = 600_000;

/// How one half looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Less than half of it is known.
    Unknown,
    /// It looks good.
    ChecksOut,
    /// It does not.
    DoesNot,
    /// It does not apply.
    NotApplicable,
}

/// Whether they will last six months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SixMonths {
    /// How the money looks.
    pub money: Half,
    /// How the owner looks.
    pub owner: Half,
    /// Chance that they are still a customer in six months; `None` if both halves are unknown.
    pub probability: Option<Ppm>,
}

/// Reads the two halves from `score`.
#[must_use]
pub fn six_months(score: &Score) -> SixMonths {
    let (money, owner) = (half(score.pillar("money")), half(score.pillar("owner")));
    // A model without a money pillar knows nothing about money.
    let money = if money == Half::NotApplicable {
        Half::Unknown
    } else {
        money
    };
    let owner = if score.pillar("owner").next().is_none() {
        Half::Unknown
    } else {
        owner
    };
    SixMonths {
        money,
        owner,
        probability: probability(money, owner),
    }
}

fn half<'a>(criteria: impl Iterator<Item = &'a CriterionScore> + Clone) -> Half {
    let weight = coverage(criteria.clone());
    if weight.applicable == 0 {
        return Half::NotApplicable;
    }
    match mean_observed(criteria) {
        Some(mean) if weight.observed * 2 >= weight.applicable => {
            if mean >= CHECKS_OUT_FROM {
                Half::ChecksOut
            } else {
                Half::DoesNot
            }
        }
        _ => Half::Unknown,
    }
}

/// The owners' rule of thumb.
fn probability(money: Half, owner: Half) -> Option<Ppm> {
    let percent = match (money, owner) {
        (Half::ChecksOut, Half::ChecksOut) => 80,
        (Half::ChecksOut, Half::NotApplicable) => 65,
        (Half::ChecksOut, Half::DoesNot | Half::Unknown) => 50,
        (Half::Unknown, Half::ChecksOut) => 45,
        (Half::DoesNot, Half::ChecksOut) => 40,
        (Half::DoesNot, Half::Unknown | Half::NotApplicable) | (Half::Unknown, Half::DoesNot) => 30,
        (Half::DoesNot, Half::DoesNot) => 20,
        (Half::Unknown, Half::Unknown | Half::NotApplicable) | (Half::NotApplicable, _) => {
            return None;
        }
    };
    Some(percent * 10_000)
}

impl SixMonths {
    /// In words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let money = match self.money {
            Half::ChecksOut => "the money checks out",
            Half::DoesNot => "the money does not check out",
            Half::Unknown | Half::NotApplicable => "too little is known about the money",
        };
        let owner = match self.owner {
            Half::ChecksOut => "so does the owner".to_owned(),
            Half::DoesNot => "the owner does not".to_owned(),
            Half::Unknown => "too little is known about the owner".to_owned(),
            Half::NotApplicable => "there is no owner to look at".to_owned(),
        };
        let owner = match (self.money, self.owner) {
            (Half::ChecksOut, _) | (_, Half::Unknown | Half::NotApplicable) => owner,
            (_, Half::ChecksOut) => "the owner does".to_owned(),
            (_, Half::DoesNot) => "neither does the owner".to_owned(),
        };
        match self.probability {
            Some(chance) => format!(
                "{money}, {owner}: {} in 100 by rule of thumb",
                chance / 10_000
            ),
            None => format!("{money}, {owner}"),
        }
    }
}
