//! Forgetting evidence does not pay. A forgotten criterion gives at most the points that it gives at its own
//! worth or at one half, whichever is more. The same is true of a class that rests on points, and coverage
//! does not rise. So 700 points need at least 40 % of the weight to be known.

use crate::generated::{any_moment, any_told};
use crate::given::{alone, shipped, usual};
use domain::class::{Class, decide};
use domain::evaluation::Evaluation;
use domain::history::History;
use domain::model::Model;
use domain::score::NEUTRAL;
use domain::standing::circumstances;
use domain::time::Time;
use proptest::prelude::*;

/// The class with the same findings and other points.
fn by_points(model: &Model, answer: &Evaluation, history: &History, points: Option<i64>) -> Class {
    let about = circumstances(history.at(answer.as_of), &model.settings.numbers);
    decide(&model.classes, &about, &answer.findings, points, None).class
}

fn check(told: &crate::given::Told, at: Time) -> Result<(), TestCaseError> {
    for model in shipped() {
        let history = told.history();
        let answer = alone(&history, model, at, usual);
        let score = &answer.score;
        // Half of what is unknown is all that it can give; half a point is rounding.
        if score.points.is_some_and(|points| points >= 700) {
            prop_assert!(score.coverage.reaches(399_000));
        }
        for criterion in score.criteria.iter().filter(|one| one.is_observed()) {
            let forgotten = score.without(&criterion.id, model);
            let kept = score.with_worth(&criterion.id, criterion.worth.max(NEUTRAL), model);
            prop_assert!(
                forgotten.points <= kept.points,
                "{} {}",
                model.id,
                criterion.id
            );
            let class = |points| by_points(model, &answer, &history, points);
            prop_assert!(class(forgotten.points) <= class(kept.points));
            prop_assert!(forgotten.coverage.observed < score.coverage.observed);
            prop_assert_eq!(forgotten.coverage.applicable, score.coverage.applicable);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn forgetting_a_criterion_never_lifts_past_neutral(told in any_told(60), at in any_moment()) {
        check(&told, at)?;
    }
}
