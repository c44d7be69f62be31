//! Forgetting evidence cannot pay: a criterion forgotten gives at most what it gives at its own worth or
//! at half, whichever is more, in points and in the class by points; and coverage does not rise. So GOOD by points
//! needs at least 40 % to be known.

use crate::generated::{any_moment, any_told};
use crate::given::{alone, shipped, usual};
use domain::class::Class;
use domain::score::NEUTRAL;
use domain::time::Time;
use proptest::prelude::*;

fn check(told: &crate::given::Told, at: Time) -> Result<(), TestCaseError> {
    for model in shipped() {
        let score = alone(&told.history(), model, at, usual).score;
        // Half of what is unknown is all that it can give; half a point is rounding.
        if score
            .points
            .is_some_and(|points| points >= model.classes.good_from)
        {
            prop_assert!(score.coverage.reaches(399_000));
        }
        for criterion in score.criteria.iter().filter(|one| one.is_observed()) {
            let forgotten = score.without(&criterion.id);
            let kept = score.with_worth(&criterion.id, criterion.worth.max(NEUTRAL));
            prop_assert!(
                forgotten.points <= kept.points,
                "{} {}",
                model.id,
                criterion.id
            );
            let class =
                |points: Option<i64>| points.map(|points| Class::by_points(points, &model.classes));
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
