//! The way to the next class up. The rules are applied to changed answers, as if one finding or another were
//! better.

use super::decide::RuleInput;
use super::{Class, Decision};
use crate::finding::{Answers, Findings};
use crate::model::{Answer, Circumstances, ClassRules, Question, Sign};

/// The changes that lead to a better class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// The class that the changes lead to: the next one, or a better one.
    pub class: Class,
    /// The changes that are needed; findings against the customer come first.
    pub steps: Vec<NextStep>,
    /// Whether any one of the steps alone is enough.
    pub any_one: bool,
}

/// One change that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The question whose answer must change.
    pub question: Question,
    /// The change in words.
    pub sentence: &'static str,
}

/// A possible change, and the function that applies it to the answers.
type Change = (NextStep, fn(&mut Answers));

/// The largest number of changes that are tried together.
const TOGETHER: usize = 3;

/// Finds the changes that lead from the class of `decision` to a better one; `None` if no change of findings
/// does.
#[must_use]
pub fn next_class(
    rules: &ClassRules,
    about: &Circumstances<'_>,
    findings: &Findings,
    points: Option<i64>,
    decision: &Decision,
) -> Option<NextClass> {
    let plain = Answers::of(findings);
    let changes = changes(findings, &plain, decision.class);
    let reaches = |some: &[&Change]| {
        let mut answers = plain;
        for (_, mend) in some {
            mend(&mut answers);
        }
        let input = RuleInput {
            about,
            answers,
            points,
        };
        let class = input.class(rules);
        (class > decision.class).then_some(class)
    };
    let found = |class: Class, some: &[&Change], any_one: bool| NextClass {
        class,
        steps: some.iter().map(|(step, _)| step.clone()).collect(),
        any_one,
    };
    let singles: Vec<(Class, &Change)> = changes
        .iter()
        .filter_map(|change| reaches(&[change]).map(|class| (class, change)))
        .collect();
    if let Some(class) = singles.iter().map(|(class, _)| *class).min() {
        let enough: Vec<&Change> = singles
            .iter()
            .filter(|(reached, _)| *reached == class)
            .map(|(_, change)| *change)
            .collect();
        return Some(found(class, &enough, enough.len() > 1));
    }
    (2..=TOGETHER).find_map(|size| {
        let mut some = combinations(&changes, size);
        some.find_map(|some| reaches(&some).map(|class| found(class, &some, false)))
    })
}

/// All selections of `size` of the `changes`; those with the first changes come first.
fn combinations(changes: &[Change], size: usize) -> impl Iterator<Item = Vec<&Change>> {
    let chosen = |mask: u32| -> Vec<&Change> {
        let is_chosen = |(at, change)| (mask & (1u32 << at) != 0).then_some(change);
        changes.iter().enumerate().filter_map(is_chosen).collect()
    };
    let masks = (0u32..1 << changes.len()).filter(move |mask| mask.count_ones() as usize == size);
    masks.map(chosen)
}

/// The possible changes; findings against the customer come first.
fn changes(findings: &Findings, answers: &Answers, class: Class) -> Vec<Change> {
    let against = findings.against().map(|finding| finding.question);
    let mut changes: Vec<Change> = against.filter_map(remedy).collect();
    let open = |question| !matches!(answers.get(question), Answer::Yes | Answer::No);
    let questions = [Question::Nice, Question::Pays, Question::SeesValue];
    for question in questions.into_iter().filter(|question| open(*question)) {
        changes.extend(opening(question, answers.get(question)));
    }
    if class == Class::Good {
        if !answers.has(Sign::BringsGoodPeople) {
            changes.push((
                step(Question::SendsOthers, "they bring good people"),
                |answers| answers.keep(Sign::BringsGoodPeople, true),
            ));
        }
    } else if answers.get(Question::SendsOthers) != Answer::Yes {
        changes.push((
            step(Question::SendsOthers, "they send others who pay their way"),
            |answers| answers.set(Question::SendsOthers, Answer::Yes),
        ));
    }
    // Where there is no top fifth, nobody can reach it.
    if open(Question::Earns) && answers.has(Sign::BringsLittle) {
        changes.push((
            step(Question::Earns, "they earn you as much as your top fifth"),
            earn_much,
        ));
    }
    changes
}

fn step(question: Question, sentence: &'static str) -> NextStep {
    NextStep { question, sentence }
}

/// The change that mends an answer NO.
fn remedy(question: Question) -> Option<Change> {
    Some(match question {
        Question::Nice => (
            step(
                question,
                "you are glad to hear from them, and they respect you",
            ),
            be_nice,
        ),
        Question::Pays => (
            step(question, "they pay on time, and nothing is overdue"),
            pay,
        ),
        Question::SeesValue => (
            step(
                question,
                "they see the value and no longer question the price",
            ),
            |answers| answers.set(Question::SeesValue, Answer::Yes),
        ),
        Question::Earns => (
            step(
                question,
                "they pay more than their orders and hours cost you",
            ),
            |answers| answers.set(Question::Earns, Answer::Unknown),
        ),
        Question::TakesTime => (
            step(question, "you bill their hours, or they take fewer"),
            |answers| answers.set(Question::TakesTime, Answer::Unknown),
        ),
        Question::LooksAhead => (
            step(question, "the owner looks ahead and hands things over"),
            |answers| answers.set(Question::LooksAhead, Answer::Mixed),
        ),
        _ => return None,
    })
}

/// The change that turns an answer MIXED or UNKNOWN into YES.
fn opening(question: Question, answer: Answer) -> Option<Change> {
    let is_mixed = answer == Answer::Mixed;
    Some(match question {
        Question::Nice => (
            step(
                question,
                if is_mixed {
                    "you are glad to hear from them, and they respect you"
                } else {
                    "you know that they are nice"
                },
            ),
            be_nice,
        ),
        Question::Pays => (
            step(
                question,
                if is_mixed {
                    "they pay on time again"
                } else {
                    "you know that they pay on time"
                },
            ),
            pay,
        ),
        Question::SeesValue => (
            step(
                question,
                if is_mixed {
                    "they see the value, and nothing speaks against it"
                } else {
                    "you know that they see the value"
                },
            ),
            |answers| answers.set(Question::SeesValue, Answer::Yes),
        ),
        _ => return None,
    })
}

fn be_nice(answers: &mut Answers) {
    answers.set(Question::Nice, Answer::Yes);
    answers.keep(Sign::NobodySaysNotNice, true);
}

fn pay(answers: &mut Answers) {
    answers.set(Question::Pays, Answer::Yes);
    answers.keep(Sign::Owes, false);
    answers.keep(Sign::NotBegunToPayLate, true);
}

fn earn_much(answers: &mut Answers) {
    answers.set(Question::Earns, Answer::Yes);
    answers.keep(Sign::TopFifth, true);
    answers.keep(Sign::NotTopFifth, false);
    answers.keep(Sign::BringsLittle, false);
}
