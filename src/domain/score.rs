//! Points with contributions that add up exactly, with coverage, reasons, questions and sub-scores.

mod halves;
mod points;
mod sub_scores;

pub use halves::Halves;
pub use sub_scores::SubScores;

use crate::model::{Criterion, MissingPolicy, Model, Pillar, SignalKind};
use crate::ratio::{ONE, Ppm, floor_div};
use crate::signal::{Observed, Subject, read};
use points::{Part, Sums};

/// The most points.
pub const POINTS_MAX: i64 = 1000;

/// One half: the most that a criterion is worth if nothing is known.
pub const NEUTRAL: Ppm = ONE / 2;

/// How good a customer is, with every point explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The points, 0 to 1000; `None` without any evidence, or without required evidence.
    pub points: Option<i64>,
    /// How much of the weight has evidence.
    pub coverage: Coverage,
    /// The criteria in the model's order.
    pub criteria: Vec<CriterionScore>,
    /// Three readings of the same criteria.
    pub sub_scores: SubScores,
    /// How the two halves look.
    pub halves: Halves,
    /// How many reasons and questions are named.
    named: usize,
}

/// The weight with evidence, and the weight that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The weight with evidence.
    pub observed: i64,
    /// The weight of all criteria that apply.
    pub applicable: i64,
}

impl Coverage {
    /// Whether the observed share is at least `share`.
    #[must_use]
    pub fn reaches(self, share: Ppm) -> bool {
        i128::from(self.observed) * i128::from(ONE)
            >= i128::from(self.applicable) * i128::from(share)
            && self.applicable > 0
    }

    /// The observed share, in millionths.
    #[must_use]
    pub fn share(self) -> Ppm {
        crate::ratio::ratio(self.observed, self.applicable)
    }
}

/// One criterion of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionScore {
    /// Its id.
    pub id: String,
    /// Its pillar's id.
    pub pillar: String,
    /// Whether it measures how promptly invoices are paid.
    pub is_punctuality: bool,
    /// Its weight.
    pub weight: i64,
    /// Whether it applies, and what is known.
    pub state: State,
    /// Its worth, 0 to one million. A missing criterion has the worth that is assumed for it.
    pub worth: Ppm,
    /// The points it contributes.
    pub points: i64,
    /// The most that it can contribute.
    pub max_points: i64,
    /// The worth it has if nothing is known.
    pub missing: MissingPolicy,
    /// Whether its facts are over and cannot be improved.
    pub lasting: bool,
}

/// Whether a criterion applies, and what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not apply to this customer.
    NotApplicable,
    /// It applies, but nothing is known.
    Missing,
    /// It rests on facts.
    Observed(Observed),
}

impl CriterionScore {
    /// Whether it applies.
    #[must_use]
    pub fn applies(&self) -> bool {
        !matches!(self.state, State::NotApplicable)
    }

    /// Whether it rests on facts.
    #[must_use]
    pub fn is_observed(&self) -> bool {
        matches!(self.state, State::Observed(_))
    }

    /// A stable code for its statement.
    #[must_use]
    pub fn reason_code(&self) -> String {
        let id = self.id.to_uppercase().replace('-', "_");
        let suffix = match self.state {
            State::NotApplicable => "NOT_APPLICABLE",
            State::Missing => "MISSING",
            State::Observed(_) if self.worth >= NEUTRAL => "GOOD",
            State::Observed(_) => "POOR",
        };
        format!("{id}_{suffix}")
    }

    /// Its statement, in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.state {
            State::NotApplicable => "does not apply to this customer".to_owned(),
            State::Missing => "nothing is known".to_owned(),
            State::Observed(observed) => observed.sentence.clone(),
        }
    }

    /// Whether it rests on facts recorded about this customer, and not on their absence.
    #[must_use]
    pub fn is_told(&self) -> bool {
        matches!(&self.state, State::Observed(observed) if !observed.is_absence())
    }

    /// How many facts it rests on.
    #[must_use]
    pub fn evidence_count(&self) -> i64 {
        match &self.state {
            State::Observed(observed) => observed.count,
            State::NotApplicable | State::Missing => 0,
        }
    }

    /// Its weight times its worth above one half: how much it raises or lowers the points.
    fn pull(&self) -> i128 {
        i128::from(self.weight) * i128::from(self.worth - NEUTRAL)
    }
}

/// A reason for a score: a criterion, and its points above or below half of its maximum.
#[derive(Clone, Copy, Debug)]
pub struct Reason<'a> {
    /// The criterion.
    pub criterion: &'a CriterionScore,
    /// The points above half; negative if below. Rounded.
    pub points_from_half: i64,
}

impl Score {
    /// Scores `subject` by `model`.
    #[must_use]
    pub fn of(model: &Model, subject: &Subject<'_>) -> Self {
        let criteria = states(model.pillars.iter(), subject)
            .map(unscored)
            .collect();
        points::score(criteria, model)
    }

    /// The points alone, without words and contributions. Past moments need no more.
    #[must_use]
    pub fn points_of(model: &Model, subject: &Subject<'_>) -> Option<i64> {
        let subject = subject.without_words();
        let states = states(model.pillars.iter(), &subject);
        Sums::of(states.map(|state| Part::new(&state)).collect()).points
    }

    /// The same score as if nothing were known for criterion `id`.
    #[must_use]
    pub fn without(&self, id: &str, model: &Model) -> Self {
        let mut criteria = self.criteria.clone();
        for criterion in criteria.iter_mut().filter(|criterion| criterion.id == id) {
            if criterion.is_observed() {
                criterion.state = State::Missing;
            }
        }
        points::score(criteria, model)
    }

    /// The same score as if the observed criterion `id` had this `worth`.
    #[must_use]
    pub fn with_worth(&self, id: &str, worth: Ppm, model: &Model) -> Self {
        let mut criteria = self.criteria.clone();
        for criterion in criteria.iter_mut().filter(|criterion| criterion.id == id) {
            criterion.worth = worth;
        }
        points::score(criteria, model)
    }

    /// The criteria of one pillar.
    pub fn pillar<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a CriterionScore> + Clone {
        self.criteria
            .iter()
            .filter(move |criterion| criterion.pillar == id)
    }

    /// The criteria that raise the points most.
    #[must_use]
    pub fn top_up(&self) -> Vec<Reason<'_>> {
        self.strongest(1)
    }

    /// The criteria that lower the points most; those that can still be improved come first. A criterion that
    /// rests on an absence of facts is never among them.
    #[must_use]
    pub fn top_down(&self) -> Vec<Reason<'_>> {
        self.strongest(-1)
    }

    fn strongest(&self, sign: i128) -> Vec<Reason<'_>> {
        let pulls =
            |criterion: &&CriterionScore| criterion.is_told() && criterion.pull() * sign > 0;
        let mut found: Vec<&CriterionScore> = self.criteria.iter().filter(pulls).collect();
        found.sort_by_key(|criterion| {
            let is_over = sign < 0 && criterion.lasting;
            (is_over, std::cmp::Reverse(criterion.pull() * sign))
        });
        found.truncate(self.named);
        let whole = i128::from(self.coverage.applicable) * i128::from(ONE);
        found
            .into_iter()
            .map(|criterion| Reason {
                criterion,
                points_from_half: sign as i64
                    * rounded(criterion.pull() * sign * i128::from(POINTS_MAX), whole),
            })
            .collect()
    }

    /// The missing criteria that can give most, to ask about next. Criteria that are neutral if missing, such
    /// as the customers they brought, are not asked about: there may be nothing to learn.
    #[must_use]
    pub fn ask_next(&self) -> Vec<&CriterionScore> {
        let mut missing: Vec<&CriterionScore> = self
            .criteria
            .iter()
            .filter(|criterion| criterion.state == State::Missing)
            .filter(|criterion| criterion.missing != MissingPolicy::Neutral)
            .collect();
        missing.sort_by_key(|criterion| std::cmp::Reverse(criterion.weight));
        missing.truncate(self.named);
        missing
    }
}

/// `numerator / denominator`, rounded half up; zero if the denominator is zero.
fn rounded(numerator: i128, denominator: i128) -> i64 {
    if denominator == 0 {
        return 0;
    }
    crate::money::saturate(floor_div(2 * numerator + denominator, 2 * denominator))
}

/// Each criterion with its state.
fn states<'a>(
    pillars: impl Iterator<Item = &'a Pillar>,
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (&'a Pillar, &'a Criterion, State)> {
    let about = &subject.about;
    pillars.flat_map(move |pillar| {
        let applies = pillar.applies_when.holds(about);
        pillar.criteria.iter().map(move |criterion| {
            let state = if applies && criterion.applies_when.holds(about) {
                read(&criterion.signal, subject).map_or(State::Missing, State::Observed)
            } else {
                State::NotApplicable
            };
            (pillar, criterion, state)
        })
    })
}

fn worth(criterion: &Criterion, state: &State) -> Ppm {
    match state {
        State::Observed(observed) => observed.worth_on(&criterion.curve),
        State::NotApplicable | State::Missing => 0,
    }
}

fn unscored((pillar, criterion, state): (&Pillar, &Criterion, State)) -> CriterionScore {
    let worth = worth(criterion, &state);
    CriterionScore {
        id: criterion.id.clone(),
        pillar: pillar.id.clone(),
        is_punctuality: criterion.signal == SignalKind::Punctuality,
        weight: criterion.weight,
        state,
        worth,
        points: 0,
        max_points: 0,
        missing: criterion.missing,
        lasting: criterion.lasting,
    }
}
