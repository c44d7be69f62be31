//! What it takes to reach the next class up.

use super::{Class, RawClass};
use crate::model::{Classes, Model};
use crate::score::Score;

/// What it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextClass {
    /// The next class.
    pub class: Class,
    /// Points still missing.
    pub points_missing: i64,
    /// What would have to change, rules in the way first, then the largest gains until they suffice.
    pub steps: Vec<NextStep>,
}

/// One thing that would have to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The criterion or rule.
    pub target: String,
    /// The most points it could add.
    pub gain: i64,
    /// In words.
    pub sentence: String,
}

/// What it takes to reach the class above `raw`'s; `None` for IDEAL.
#[must_use]
pub fn next_class(model: &Model, score: &Score, raw: &RawClass) -> Option<NextClass> {
    let class = match raw.class {
        Class::Ideal => return None,
        Class::Good => Class::Ideal,
        Class::Ok => Class::Good,
        Class::Bad => Class::Ok,
        Class::InsufficientData => raw.provisional.unwrap_or(Class::Ok).max(Class::Ok),
    };
    let classes = &model.classes;
    if class == Class::Ideal {
        return Some(to_ideal());
    }
    let needed = class.line(classes).unwrap_or(0);
    let points_missing = (needed - score.points.unwrap_or(0)).max(0);
    let mut steps = in_the_way(class, raw, score, classes);
    steps.extend(gains(model, score, points_missing));
    Some(NextClass {
        class,
        points_missing,
        steps,
    })
}

/// From GOOD, whatever it rests on, more points or more knowledge lead nowhere.
fn to_ideal() -> NextClass {
    NextClass {
        class: Class::Ideal,
        points_missing: 0,
        steps: vec![NextStep {
            target: "top_fifth".to_owned(),
            gain: 0,
            sentence: "a contribution in the portfolio's top fifth, or bringing as much".to_owned(),
        }],
    }
}

fn in_the_way(class: Class, raw: &RawClass, score: &Score, classes: &Classes) -> Vec<NextStep> {
    let mut steps: Vec<NextStep> = raw
        .caps
        .iter()
        .filter(|cap| cap.class < class)
        .map(|cap| NextStep {
            target: cap.id.to_owned(),
            gain: 0,
            sentence: cap.sentence.clone(),
        })
        .collect();
    if !score.coverage.reaches(classes.min_coverage) {
        let sentence = format!("{} % must be known", classes.min_coverage / 10_000);
        steps.push(NextStep {
            target: "coverage".to_owned(),
            gain: 0,
            sentence,
        });
    }
    steps
}

/// The criteria with the largest gains, until they make up for `missing`.
fn gains(model: &Model, score: &Score, missing: i64) -> Vec<NextStep> {
    let names = model
        .criteria()
        .map(|(_, criterion)| criterion.name.as_str());
    let mut gains: Vec<(i64, &str, &str)> = score
        .criteria
        .iter()
        .zip(names)
        .map(|(scored, name)| (scored.max_points - scored.points, scored.id.as_str(), name))
        .filter(|gain| gain.0 > 0)
        .collect();
    gains.sort_by_key(|gain| std::cmp::Reverse(gain.0));
    let mut left = missing;
    gains
        .into_iter()
        .take_while(|gain| {
            let needed = left > 0;
            left -= gain.0;
            needed
        })
        .map(|(gain, id, name)| NextStep {
            target: id.to_owned(),
            gain,
            sentence: format!("{name}: up to {gain} points more"),
        })
        .collect()
}
