//! What it takes to reach the next class up: the rules are asked what would come out, were this or that
//! finding mended.

use super::decide::RuleInput;
use super::{Class, Decision};
use crate::finding::{Answers, Findings};
use crate::model::{Answer, Circumstances, ClassRules, Question, Sign};

/// What it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// The next class, or a better one.
    pub class: Class,
    /// What would have to change, what is wrong first.
    pub steps: Vec<NextStep>,
    /// Whether any one of the steps is enough.
    pub any_one: bool,
}

/// One thing that would have to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The question whose answer would have to change.
    pub question: Question,
    /// In words.
    pub sentence: &'static str,
}

/// A change that can be thought of, with what it would make of the answers.
type Change = (NextStep, fn(&mut Answers));

/// At most so many changes together are thought of.
const TOGETHER: usize = 3;

/// What it takes to leave the class of `decision` upwards; `None` where no change of findings would do it.
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

/// All choices of `size` of `changes`, those with the first ones first.
fn combinations(changes: &[Change], size: usize) -> impl Iterator<Item = Vec<&Change>> {
    let chosen = |mask: u32| -> Vec<&Change> {
        let is_chosen = |(at, change)| (mask & (1u32 << at) != 0).then_some(change);
        changes.iter().enumerate().filter_map(is_chosen).collect()
    };
    let masks = (0u32..1 << changes.len()).filter(move |mask| mask.count_ones() as usize == size);
    masks.map(chosen)
}

/// What can be thought of, what is wrong first.
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

/// What an answer NO would have to become.
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

/// What an answer that is neither YES nor NO would have to become.
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
