//! The worked example's answer, field by field.

use super::document::table;
use super::example::Example;
use domain::class::Rule;
use domain::score::Half;

fn half(half: Half) -> &'static str {
    match half {
        Half::Unknown => "UNKNOWN",
        Half::ChecksOut => "CHECKS_OUT",
        Half::DoesNot => "DOES_NOT",
        Half::NotApplicable => "NOT_APPLICABLE",
    }
}

fn rules(rules: &[Rule]) -> String {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(", ")
    }
}

fn number<T: ToString>(number: Option<T>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

/// The name of an enum's value, as the contract writes it.
fn upper(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_uppercase()
}

/// What the core answers to `what`.
pub(crate) fn of(example: &Example, what: &str) -> String {
    let answer = &example.answer;
    let first = answer.first_six_months.unwrap();
    match what {
        "points" => number(answer.score.points),
        "coverage" => (answer.score.coverage.share() as f64 / 1e6).to_string(),
        "six_months" => number(answer.score.sub_scores.six_months),
        "how_long" => number(answer.score.sub_scores.how_long),
        "want_them" => number(answer.score.sub_scores.want_them),
        "want_and_stay_disagree" => answer.score.sub_scores.disagree().to_string(),
        "money" => half(answer.six_months.money).to_owned(),
        "owner" => half(answer.six_months.owner).to_owned(),
        "still_customer_probability" => {
            (answer.six_months.probability.unwrap() as f64 / 1e6).to_string()
        }
        "first_six_months.day" => first.day.to_string(),
        "first_six_months.money" => half(first.money).to_owned(),
        "first_six_months.owner" => half(first.owner).to_owned(),
        "trend.points_before" => number(answer.trend.points),
        "trend.change" => number(answer.trend.change),
        "class_by_points" => answer.raw.by_points.unwrap().name().to_owned(),
        "raw_class" => answer.raw.class.name().to_owned(),
        "customer_class" => answer.held.class.name().to_owned(),
        "decided_by" => upper(answer.raw.decided_by),
        "ideal_by" => upper(answer.raw.ideal_by.unwrap()),
        "floors" => rules(&answer.raw.floors),
        "caps" => rules(&answer.raw.caps),
        "ask_next" => {
            let asked = answer.score.ask_next();
            let ids: Vec<&str> = asked.iter().map(|one| one.id.as_str()).collect();
            ids.join(", ")
        }
        "mode" => upper(answer.mode),
        "status" => upper(answer.status),
        other => panic!("the answer has no {other}"),
    }
}

#[test]
fn the_answer_is_the_one_printed() {
    let example = Example::new();
    for row in table("answer") {
        let what = row.text("what");
        assert_eq!(row.text("answer"), of(&example, what), "{what}");
    }
}

#[test]
fn the_steps_to_the_class_are_those_printed() {
    let example = Example::new();
    let printed: Vec<_> = table("steps")
        .iter()
        .map(|row| ["step", "class", "in words"].map(|head| row.text(head).to_owned()))
        .collect();
    let steps = example.answer.raw.steps.iter();
    let taken: Vec<_> = steps
        .map(|step| {
            [
                step.code.to_owned(),
                step.class.name().to_owned(),
                step.sentence.clone(),
            ]
        })
        .collect();
    assert_eq!(printed, taken);
}

#[test]
fn the_reasons_are_those_printed() {
    let example = Example::new();
    let score = &example.answer.score;
    let printed: Vec<_> = table("reasons")
        .iter()
        .map(|row| {
            (
                row.text("criterion").to_owned(),
                row.text("reason_code").to_owned(),
                row.whole("points_from_half"),
            )
        })
        .collect();
    let given: Vec<_> = [score.top_up(), score.top_down()]
        .concat()
        .iter()
        .map(|reason| {
            let one = reason.criterion;
            (one.id.clone(), one.reason_code(), reason.points_from_half)
        })
        .collect();
    assert_eq!(printed, given);
}
