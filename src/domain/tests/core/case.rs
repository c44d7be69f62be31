//! Invented findings, and the class that the rules of a model give for them.

use crate::given::{model, named};
use domain::class::{Class, decide};
use domain::customer::{CustomerKind, Mode, Standing};
use domain::finding::{Finding, Findings};
use domain::model::{Answer, Circumstances, Question, Sign};
use domain::payments::Payments;

/// What was found: answers and signs, everything else unknown.
#[derive(Clone, Default)]
pub(crate) struct Case {
    pub(crate) answers: Vec<(Question, Answer)>,
    pub(crate) signs: Vec<Sign>,
    pub(crate) points: Option<i64>,
    /// Whether somebody's latest word is that they are not nice.
    pub(crate) low_word: bool,
}

pub(crate) fn case(answers: &[(Question, Answer)], signs: &[Sign]) -> Case {
    Case {
        answers: answers.to_vec(),
        signs: signs.to_vec(),
        ..Case::default()
    }
}

fn findings(case: &Case) -> Findings {
    let all = Question::ALL.iter().map(|question| {
        let known = case.answers.iter().find(|(asked, _)| asked == question);
        Finding {
            question: *question,
            answer: known.map_or(Answer::Unknown, |(_, answer)| *answer),
            words: question.name().to_owned(),
            sentence: String::new(),
            evidence: Vec::new(),
        }
    });
    let count = case
        .answers
        .iter()
        .filter(|one| one.1 != Answer::Unknown && one.0.decides())
        .count();
    let more = [
        (Sign::NobodySaysNotNice, !case.low_word),
        (Sign::SomethingKnown, count > 0),
        (Sign::LittleKnown, count <= 2),
    ];
    let derived = more
        .into_iter()
        .filter_map(|(sign, holds)| holds.then_some(sign));
    Findings {
        all: all.collect(),
        signs: case.signs.iter().copied().chain(derived).collect(),
        payments: Payments::default(),
    }
}

/// The class and the rule, of somebody of that standing.
pub(crate) fn of(
    model_id: &str,
    standing: Standing,
    kind: CustomerKind,
    case: &Case,
) -> (Class, String) {
    let model = model(model_id);
    let customer = named("c", kind).customer;
    let about = Circumstances {
        customer: &customer,
        mode: Mode::Invoiced,
        standing,
        only_people_have_spoken: false,
    };
    let decision = decide(&model.classes, &about, &findings(case), case.points, None);
    (decision.class, decision.rule().to_owned())
}

pub(crate) fn active(answers: &[(Question, Answer)], signs: &[Sign]) -> (Class, String) {
    let case = case(answers, signs);
    of("default", Standing::Active, CustomerKind::Business, &case)
}

pub(crate) fn new(answers: &[(Question, Answer)], signs: &[Sign]) -> (Class, String) {
    let case = case(answers, signs);
    of("default", Standing::New, CustomerKind::Business, &case)
}

pub(crate) fn is(found: &(Class, String), class: Class, rule: &str) {
    assert_eq!((found.0, found.1.as_str()), (class, rule));
}
