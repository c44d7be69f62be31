//! Findings: the owner's questions about a customer, each answered YES, NO, MIXED or UNKNOWN, with the
//! evidence and a sentence. The class, the outlook and every sentence of an evaluation read findings, and
//! nothing else.

mod also;
mod answers;
mod earns;
mod nice;
mod owner;
mod pays;
mod sends;
mod time;
mod value;

pub use answers::Answers;

use crate::customer::{CustomerKind, Standing};
use crate::economics::Economics;
use crate::history::View;
use crate::model::{Answer, Lines, Numbers, Question, Settings, Sign};
use crate::money::Micros;
use crate::payments::Payments;
use crate::portfolio::Half;
use crate::ratio::Ppm;
use crate::score::Halves;
use crate::signal::{PaymentsMissing, Subject, Verdict};
use crate::time::{Time, Window};
use std::collections::BTreeSet;

/// The input of findings.
#[derive(Clone, Copy, Debug)]
pub struct Inquiry<'a> {
    /// The customer at the moment that the class speaks for. For quiet and past customers it is the moment
    /// they last bought or left.
    pub subject: Subject<'a>,
    /// The customer at the moment asked about. Ratings, payments, debts and referrals count up to this
    /// moment.
    pub now: View<'a>,
    /// Where the customer stands now.
    pub standing: Standing,
    /// The two halves at the moment that the class speaks for.
    pub halves: Halves,
    /// The reason why it is not known how their invoices were paid; `None` if it is known.
    pub payments_missing: Option<PaymentsMissing>,
    /// The settings that money is counted with. Where payments are not recorded, no invoice counts as unpaid.
    pub counted: &'a Settings,
}

/// One answer and the evidence it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The answer in a few words: `pays on time`.
    pub words: String,
    /// The answer with its figures, and with the people who said it.
    pub sentence: String,
    /// The evidence it rests on.
    pub evidence: Vec<Evidence>,
}

/// A rating or a figure that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The person who said it; empty for a figure.
    pub by: String,
    /// The reason they gave; may be empty.
    pub note: String,
    /// When it was said or happened.
    pub time: Option<Time>,
    /// The rating or the figure; `None` where there is none.
    pub value: Option<Ppm>,
    /// The unit of the value.
    pub unit: &'static str,
    /// The subject of the rating or figure, in words.
    pub about: String,
}

/// All findings about one customer at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The findings in the order of the questions. Questions that are not asked of this customer are left
    /// out.
    pub all: Vec<Finding>,
    /// The signs that hold. Rules may test them beside the answers.
    pub signs: BTreeSet<Sign>,
    /// How their invoices were paid; empty if payments are not recorded.
    pub payments: Payments,
}

impl Finding {
    fn new(question: Question, answer: Answer, words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            question,
            answer,
            sentence: words.clone(),
            words,
            evidence: Vec::new(),
        }
    }

    fn said(self, sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            ..self
        }
    }

    fn resting_on(self, evidence: Vec<Evidence>) -> Self {
        Self { evidence, ..self }
    }
}

impl Evidence {
    /// The evidence of one person's rating.
    fn of(about: &str, verdict: &Verdict<'_>) -> Self {
        Self {
            by: verdict.assessor.to_owned(),
            note: verdict.note.to_owned(),
            time: Some(verdict.time),
            value: Some(i64::from(verdict.rating) * crate::ratio::ONE),
            unit: "rating",
            about: about.to_owned(),
        }
    }

    /// The evidence of a figure.
    fn counted(
        about: impl Into<String>,
        value: Ppm,
        unit: &'static str,
        time: Option<Time>,
    ) -> Self {
        Self {
            by: String::new(),
            note: String::new(),
            time,
            value: Some(value),
            unit,
            about: about.into(),
        }
    }
}

impl Findings {
    /// Answers every question.
    #[must_use]
    pub fn of(inquiry: &Inquiry<'_>) -> Self {
        let payments = pays::payments(inquiry);
        let mut all = vec![
            nice::find(inquiry),
            pays::find(inquiry, &payments),
            value::find(inquiry),
            sends::find(inquiry),
            earns::find(inquiry),
            time::find(inquiry),
        ];
        all.extend(owner::looks_ahead(inquiry));
        all.push(owner::credentials(inquiry));
        all.extend(also::find(inquiry));
        let mut findings = Self {
            all,
            signs: BTreeSet::new(),
            payments,
        };
        findings.signs = findings.signs(inquiry);
        findings
    }

    /// The signs that hold.
    fn signs(&self, inquiry: &Inquiry<'_>) -> BTreeSet<Sign> {
        let (settings, payments) = (inquiry.subject.settings, &self.payments);
        let earns = self.answer(Question::Earns) == Answer::Yes;
        let has_top = inquiry.subject.basis.contribution_cutoff.is_some();
        let brings_little = has_top && !earns && !inquiry.is_new() && inquiry.now.has_revenue();
        let known = self.known().count();
        [
            (Sign::Owes, payments.owes(settings)),
            (Sign::TopFifth, earns),
            (Sign::NotTopFifth, !earns),
            (Sign::BringsLittle, brings_little),
            (Sign::BringsGoodPeople, sends::brings_good_people(inquiry)),
            (Sign::NobodySaysNotNice, !nice::somebody_says_not(inquiry)),
            (Sign::NotBegunToPayLate, !payments.begun_late(settings)),
            (
                Sign::MoneyChecksOut,
                inquiry.halves.money == Half::ChecksOut,
            ),
            (
                Sign::OwnerChecksOut,
                inquiry.halves.owner == Half::ChecksOut,
            ),
            (Sign::SomethingKnown, answers::something(known)),
            (Sign::LittleKnown, answers::little(known)),
        ]
        .into_iter()
        .filter_map(|(sign, holds)| holds.then_some(sign))
        .collect()
    }

    /// The finding about `question`; `None` if it is not asked.
    #[must_use]
    pub fn get(&self, question: Question) -> Option<&Finding> {
        self.all.iter().find(|finding| finding.question == question)
    }

    /// The answer to `question`.
    #[must_use]
    pub fn answer(&self, question: Question) -> Answer {
        self.get(question)
            .map_or(Answer::Unknown, |finding| finding.answer)
    }

    /// The findings among the seven questions that speak against the customer.
    pub fn against(&self) -> impl Iterator<Item = &Finding> {
        let seven = self
            .all
            .iter()
            .filter(|finding| finding.question.is_one_of_seven());
        seven.filter(|finding| finding.answer == Answer::No)
    }

    /// The findings that may decide a class and whose answer is known.
    pub fn known(&self) -> impl Iterator<Item = &Finding> {
        let deciding = self.all.iter().filter(|finding| finding.question.decides());
        deciding.filter(|finding| finding.answer != Answer::Unknown)
    }
}

impl<'a> Inquiry<'a> {
    fn lines(&self) -> &'a Lines {
        &self.subject.settings.lines
    }

    fn numbers(&self) -> &'a Numbers {
        &self.subject.settings.numbers
    }

    fn money(&self, micros: Micros) -> String {
        self.subject.settings.money(micros)
    }

    /// Money and hours within `window`.
    fn economics(&self, window: Window) -> Economics {
        let is_read = self.payments_missing.is_none() && window == self.subject.year();
        if is_read {
            return self.subject.economics;
        }
        Economics::of(self.subject.view, window, self.counted)
    }

    fn is_new(&self) -> bool {
        self.standing == Standing::New
    }

    fn is_business(&self) -> bool {
        self.now.customer().kind == CustomerKind::Business
    }

    /// Each person's latest rating of `rated`. Ratings count from two years before the moment that the class
    /// speaks for (the model sets the number of months) up to the moment asked about.
    fn ratings(&self, rated: crate::fact::Trait) -> Vec<Verdict<'a>> {
        crate::signal::latest_between(self.subject.view, self.now, rated, self.subject.settings)
    }
}

/// The mean of the ratings, in millionths; `None` without any.
fn mean(verdicts: &[Verdict<'_>]) -> Option<Ppm> {
    let sum: i64 = verdicts
        .iter()
        .map(|verdict| i64::from(verdict.rating))
        .sum();
    let count = verdicts.len() as i64;
    (count > 0).then(|| sum * crate::ratio::ONE / count)
}

/// Whether more than half of the ratings are low, by `lines`.
fn low_by_majority(verdicts: &[Verdict<'_>], lines: &Lines) -> bool {
    let low = verdicts
        .iter()
        .filter(|verdict| i64::from(verdict.rating) <= lines.low_to)
        .count();
    2 * low > verdicts.len()
}

/// Whether more than half of the ratings are high, by `lines`.
fn high_by_majority(verdicts: &[Verdict<'_>], lines: &Lines) -> bool {
    let high = verdicts
        .iter()
        .filter(|verdict| i64::from(verdict.rating) >= lines.high_from)
        .count();
    2 * high > verdicts.len()
}
