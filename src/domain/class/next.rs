//! What it takes to reach the next class up: the findings to mend.

use super::{Class, Decision};
use crate::customer::Standing;
use crate::finding::Findings;
use crate::model::{Answer, Question, Sign};

/// What it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// The next class.
    pub class: Class,
    /// What would have to change, what is wrong first.
    pub steps: Vec<NextStep>,
}

/// One thing that would have to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The question whose answer would have to change.
    pub question: Question,
    /// In words.
    pub sentence: String,
}

/// What it takes to reach the class above that of `decision`; `None` for ideal ones, and where the owner's
/// own sort stands.
#[must_use]
pub fn next_class(
    decision: &Decision,
    findings: &Findings,
    standing: Standing,
) -> Option<NextClass> {
    let class = match decision.class {
        Class::Ideal => return None,
        Class::Good => Class::Ideal,
        Class::Ok => Class::Good,
        Class::Bad | Class::InsufficientData => Class::Ok,
    };
    let mut steps: Vec<NextStep> = findings
        .against()
        .map(|finding| step(finding.question, remedy(finding.question)))
        .collect();
    if steps.is_empty() {
        steps = openings(class, findings, standing);
    }
    Some(NextClass { class, steps })
}

fn step(question: Question, sentence: &str) -> NextStep {
    NextStep {
        question,
        sentence: sentence.to_owned(),
    }
}

/// What an answer NO would have to become.
fn remedy(question: Question) -> &'static str {
    match question {
        Question::Nice => "you are glad to hear from them, and they respect you",
        Question::Pays => "they pay on time, and nothing is long overdue",
        Question::SeesValue => "they see the value and no longer question the price",
        Question::Earns => "they pay more than their orders and hours cost you",
        Question::TakesTime => "you bill their hours, or they take fewer",
        Question::LooksAhead => "the owner looks ahead and hands things over",
        _ => "",
    }
}

/// What would lift somebody against whom nothing speaks, as far as it is not so already.
fn openings(class: Class, findings: &Findings, standing: Standing) -> Vec<NextStep> {
    let is = |question, answer| findings.answer(question) == answer;
    let earns = is(Question::Earns, Answer::Yes);
    let mut steps = Vec::new();
    if is(Question::Nice, Answer::Mixed) {
        steps.push(step(
            Question::Nice,
            "nobody says any more that they are not nice",
        ));
    }
    if class == Class::Ideal {
        if standing == Standing::New {
            steps.push(step(Question::Earns, "they are no longer new"));
        }
        if !earns && !findings.signs.contains(&Sign::BringsGoodPeople) {
            let more = "they earn you as much as your top fifth, or bring good people";
            steps.push(step(Question::Earns, more));
        }
        return steps;
    }
    if !is(Question::Pays, Answer::Yes) {
        let pays = if is(Question::Pays, Answer::Mixed) {
            "they pay on time again"
        } else {
            "it is known that they pay on time"
        };
        steps.push(step(Question::Pays, pays));
    }
    if class != Class::Good || earns {
        return steps;
    }
    if is(Question::SeesValue, Answer::Mixed) {
        steps.push(step(Question::SeesValue, "they see the value"));
    }
    if !is(Question::SendsOthers, Answer::Yes) {
        let sends = "they send others who pay their way, or earn you as much as your top fifth";
        steps.push(step(Question::SendsOthers, sends));
    }
    steps
}
