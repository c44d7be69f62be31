//! The answers and signs alone, for asking rules what is so and what would be.

use super::Findings;
use crate::model::{Answer, Question, Sign};

/// Few findings.
const LITTLE: usize = 2;

/// Answers and signs without words and evidence.
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    /// By question; `None` where it is not asked.
    answers: [Option<Answer>; Question::ALL.len()],
    /// One bit for each sign that holds.
    signs: u32,
}

impl Answers {
    /// Those of `findings`.
    #[must_use]
    pub fn of(findings: &Findings) -> Self {
        let mut answers = [None; Question::ALL.len()];
        for finding in &findings.all {
            answers[finding.question as usize] = Some(finding.answer);
        }
        let signs = findings.signs.iter();
        Self {
            answers,
            signs: signs.fold(0, |all, sign| all | bit(*sign)),
        }
    }

    /// The answer to `question`.
    #[must_use]
    pub fn get(&self, question: Question) -> Answer {
        self.answers[question as usize].unwrap_or(Answer::Unknown)
    }

    /// Whether `sign` holds.
    #[must_use]
    pub fn has(&self, sign: Sign) -> bool {
        self.signs & bit(sign) != 0
    }

    /// How many of the seven speak against them.
    #[must_use]
    pub fn against(&self) -> usize {
        let seven = Question::ALL.iter().filter(|one| one.is_one_of_seven());
        seven.filter(|one| self.get(**one) == Answer::No).count()
    }

    /// How many that may decide a class are known.
    fn known(&self) -> usize {
        let deciding = Question::ALL.iter().filter(|one| one.decides());
        let known = deciding.filter(|one| self.get(**one) != Answer::Unknown);
        known.count()
    }

    /// Changes the answer to `question`, if it is asked; signs that hang on the number of what is known
    /// follow.
    pub fn set(&mut self, question: Question, answer: Answer) {
        if let Some(own) = &mut self.answers[question as usize] {
            *own = answer;
        }
        let known = self.known();
        self.keep(Sign::SomethingKnown, something(known));
        self.keep(Sign::LittleKnown, little(known));
    }

    /// Lets `sign` hold or not.
    pub fn keep(&mut self, sign: Sign, holds: bool) {
        self.signs = if holds {
            self.signs | bit(sign)
        } else {
            self.signs & !bit(sign)
        };
    }
}

/// Whether [`Sign::SomethingKnown`] holds with so many known.
pub(super) fn something(known: usize) -> bool {
    known > 0
}

/// Whether [`Sign::LittleKnown`] holds with so many known.
pub(super) fn little(known: usize) -> bool {
    known <= LITTLE
}

fn bit(sign: Sign) -> u32 {
    1 << sign as u32
}
