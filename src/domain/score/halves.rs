//! The two halves of the question whether a customer stays: the money and the owner. A half rests on facts
//! recorded about the customer; an absence of facts says nothing about it.

use super::points::{Part, coverage, mean_observed};
use super::states;
use crate::model::{HalfRole, Model, Numbers};
use crate::portfolio::Half;
use crate::ratio::ONE;
use crate::signal::Subject;

/// How the two halves look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Halves {
    /// The money.
    pub money: Half,
    /// The owner.
    pub owner: Half,
}

impl Halves {
    /// Computes the halves of `subject` by `model`, and nothing else.
    #[must_use]
    pub fn read(model: &Model, subject: &Subject<'_>) -> Self {
        let subject = subject.without_words();
        let pillars = model.pillars.iter().filter(|pillar| pillar.half.is_some());
        let states = states(pillars, &subject);
        let parts: Vec<Part> = states.map(|state| Part::new(&state)).collect();
        Self::of(&parts, model)
    }

    pub(super) fn of(parts: &[Part], model: &Model) -> Self {
        Self {
            money: half(parts, model, HalfRole::Money),
            owner: half(parts, model, HalfRole::Owner),
        }
    }
}

fn half(parts: &[Part], model: &Model, role: HalfRole) -> Half {
    let numbers = &model.settings.numbers;
    if model.pillars.iter().all(|pillar| pillar.half != Some(role)) {
        return Half::Unknown;
    }
    let own = || parts.iter().filter(|part| part.half == Some(role));
    let applicable = coverage(own()).applicable;
    if applicable == 0 {
        return Half::NotApplicable;
    }
    let told = || own().filter(|part| part.is_told());
    let known = i128::from(coverage(told()).observed) * i128::from(ONE);
    if known >= i128::from(applicable) * i128::from(numbers.half_known_from) {
        return judged(mean_observed(told()).unwrap_or(0), numbers);
    }
    // Enough invoices (six by default) speak for the money alone.
    let speaks =
        |part: &&Part| part.is_punctuality && part.evidence_count >= numbers.half_from_invoices;
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
