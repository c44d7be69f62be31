//! The answers and signs alone, so that rules can be tested as things are and as they would be after a
//! change.

use super::Findings;
use crate::model::{Answer, Question, Sign};

/// The largest number of findings that counts as few.
const LITTLE: usize = 2;

/// Answers and signs without words and evidence.
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    /// The answers by question; `None` if the question is not asked.
    answers: [Option<Answer>; Question::ALL.len()],
    /// One bit for each sign that holds.
    signs: u32,
}

impl Answers {
    /// The answers and signs of `findings`.
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

    /// The number of the seven questions whose answer speaks against the customer.
    #[must_use]
    pub fn against(&self) -> usize {
        let seven = Question::ALL.iter().filter(|one| one.is_one_of_seven());
        seven.filter(|one| self.get(**one) == Answer::No).count()
    }

    /// The number of known answers among those that may decide a class.
    fn known(&self) -> usize {
        let deciding = Question::ALL.iter().filter(|one| one.decides());
        let known = deciding.filter(|one| self.get(**one) != Answer::Unknown);
        known.count()
    }

    /// Changes the answer to `question`, if it is asked, and updates the signs that depend on the number of
    /// known answers.
    pub fn set(&mut self, question: Question, answer: Answer) {
        if let Some(own) = &mut self.answers[question as usize] {
            *own = answer;
        }
        let known = self.known();
        self.keep(Sign::SomethingKnown, something(known));
        self.keep(Sign::LittleKnown, little(known));
    }

    /// Sets whether `sign` holds.
    pub fn keep(&mut self, sign: Sign, holds: bool) {
        self.signs = if holds {
            self.signs | bit(sign)
        } else {
            self.signs & !bit(sign)
        };
    }
}

/// Whether [`Sign::SomethingKnown`] holds if this number of answers is known.
pub(super) fn something(known: usize) -> bool {
    known > 0
}

/// Whether [`Sign::LittleKnown`] holds if this number of answers is known.
pub(super) fn little(known: usize) -> bool {
    known <= LITTLE
}

fn bit(sign: Sign) -> u32 {
    1 << sign as u32
}
