//! The two halves of whether they stay: the money and the owner. A half rests on what is told about the
//! customer; that nothing is recorded says nothing about it.

use super::CriterionScore;
use super::points::{coverage, mean_observed};
use crate::model::{HalfRole, Model, Numbers};
use crate::portfolio::Half;
use crate::ratio::ONE;

/// How the two halves look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Halves {
    /// The money.
    pub money: Half,
    /// The owner.
    pub owner: Half,
}

impl Halves {
    pub(super) fn of(criteria: &[CriterionScore], model: &Model) -> Self {
        Self {
            money: half(criteria, model, HalfRole::Money),
            owner: half(criteria, model, HalfRole::Owner),
        }
    }
}

fn half(criteria: &[CriterionScore], model: &Model, role: HalfRole) -> Half {
    let numbers = &model.settings.numbers;
    let pillars: Vec<&str> = model
        .pillars
        .iter()
        .filter(|pillar| pillar.half == Some(role))
        .map(|pillar| pillar.id.as_str())
        .collect();
    if pillars.is_empty() {
        return Half::Unknown;
    }
    let own = || {
        criteria
            .iter()
            .filter(|criterion| pillars.contains(&criterion.pillar.as_str()))
    };
    let applicable = coverage(own()).applicable;
    if applicable == 0 {
        return Half::NotApplicable;
    }
    let told = || own().filter(|criterion| criterion.is_told());
    let known = i128::from(coverage(told()).observed) * i128::from(ONE);
    if known >= i128::from(applicable) * i128::from(numbers.half_known_from) {
        return judged(mean_observed(told()).unwrap_or(0), numbers);
    }
    // Six invoices and more say enough about the money alone.
    let speaks = |criterion: &&CriterionScore| {
        criterion.is_punctuality && criterion.evidence_count() >= numbers.half_from_invoices
    };
    match told().find(speaks) {
        Some(punctuality) => judged(punctuality.worth, numbers),
        None => Half::Unknown,
    }
}

fn judged(worth: i64, numbers: &Numbers) -> Half {
    if worth >= numbers.half_checks_out_from {
        Half::ChecksOut
    } else {
        Half::DoesNot
    }
}
