//! The worked example's answer, field by field.

use super::document::table;
use super::example::Example;
use super::models::assert_printed;
use domain::portfolio::Half;
use domain::stay::Chance;

fn half(half: Half) -> &'static str {
    match half {
        Half::Unknown => "UNKNOWN",
        Half::ChecksOut => "CHECKS_OUT",
        Half::DoesNot => "DOES_NOT",
        Half::NotApplicable => "NOT_APPLICABLE",
    }
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

fn share(millionths: i64) -> String {
    (millionths as f64 / 1e6).to_string()
}

/// The name of an enum's value, as the contract writes it.
pub(crate) fn upper(value: impl std::fmt::Debug) -> String {
    let mut name = String::new();
    for letter in format!("{value:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

/// What the core answers to `what`.
pub(crate) fn of(example: &Example, what: &str) -> String {
    let answer = &example.answer;
    let first = answer.first_six_months.unwrap();
    let Chance::Measured(measured) = answer.stay.chance else {
        panic!("nothing was measured");
    };
    match what {
        "customer_standing" => upper(answer.stands.standing),
        "mode" => upper(answer.mode),
        "customer_class" => answer.class().unwrap().name().to_owned(),
        "sentence" => answer.sentence().to_owned(),
        "points" => number(answer.score.points),
        "coverage" => share(answer.score.coverage.share()),
        "six_months" => number(answer.score.sub_scores.six_months),
        "how_long" => number(answer.score.sub_scores.how_long),
        "want_them" => number(answer.score.sub_scores.want_them),
        "money" => half(answer.stay.halves.money).to_owned(),
        "owner" => half(answer.stay.halves.owner).to_owned(),
        "still_customer_probability" => share(measured.probability),
        "payment_outlook.sentence" => answer.outlook.sentence.clone(),
        "payment_outlook.next_late_probability" => share(answer.outlook.late_probability.unwrap()),
        "answers.want" => answer.answers.want.clone(),
        "answers.stay" => answer.answers.stay.clone(),
        "answers.how_long" => answer.answers.how_long.clone().unwrap(),
        "first_six_months.day" => first.day.to_string(),
        "first_six_months.money" => half(first.halves.money).to_owned(),
        "first_six_months.owner" => half(first.halves.owner).to_owned(),
        "trend.points_before" => number(answer.trend.points),
        "trend.change" => number(answer.trend.change),
        "ask_next" => {
            let asked = answer.score.ask_next();
            let ids: Vec<&str> = asked.iter().map(|one| one.id.as_str()).collect();
            ids.join(", ")
        }
        other => panic!("the answer has no {other}"),
    }
}

#[test]
fn the_answer_is_the_one_printed() {
    let example = Example::new();
    let given: Vec<_> = table("answer")
        .iter()
        .map(|row| {
            let what = row.text("what").to_owned();
            let answer = of(&example, &what);
            vec![what, answer]
        })
        .collect();
    assert_printed("answer", &["what", "answer"], &given);
}

#[test]
fn the_findings_are_those_printed() {
    let example = Example::new();
    let findings = &example.answer.findings;
    let given: Vec<_> = findings
        .all
        .iter()
        .map(|one| {
            vec![
                one.question.name().to_owned(),
                upper(one.answer),
                one.words.clone(),
                one.sentence.clone(),
            ]
        })
        .collect();
    let heads = ["question", "answer", "words", "sentence"];
    assert_printed("findings", &heads, &given);
    let signs: Vec<_> = findings
        .signs
        .iter()
        .map(|sign| vec![upper(sign)])
        .collect();
    assert_printed("example signs", &["sign"], &signs);
}

#[test]
fn the_steps_to_the_class_are_those_printed() {
    let example = Example::new();
    let decision = example.answer.decision.as_ref().unwrap();
    let steps: Vec<_> = decision
        .steps
        .iter()
        .map(|step| {
            vec![
                step.rule.clone(),
                step.class.name().to_owned(),
                step.sentence.clone(),
            ]
        })
        .collect();
    assert_printed("steps", &["rule", "class", "sentence"], &steps);
}

#[test]
fn the_reasons_are_those_printed() {
    let example = Example::new();
    let score = &example.answer.score;
    let given: Vec<_> = [score.top_up(), score.top_down()]
        .concat()
        .iter()
        .map(|reason| {
            let one = reason.criterion;
            let points = reason.points_from_half.to_string();
            vec![one.id.clone(), one.reason_code(), points, one.sentence()]
        })
        .collect();
    let heads = ["criterion", "reason_code", "points_from_half", "in words"];
    assert_printed("reasons", &heads, &given);
}
