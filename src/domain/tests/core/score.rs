//! Points: bounds, exact sums, limits and reasons; sub-scores by hand.

use crate::generated::{any_moment, any_told};
use crate::given::{Told, alone, business, model, person, shipped, usual};
use domain::fact::Trait;
use domain::score::{CriterionScore, Score, State};
use proptest::prelude::*;

fn check_sums(score: &Score) -> Result<(), TestCaseError> {
    let most: i64 = score.criteria.iter().map(|one| one.max_points).sum();
    prop_assert_eq!(
        most,
        if score.coverage.applicable > 0 {
            1000
        } else {
            0
        }
    );
    let sum: i64 = score.criteria.iter().map(|one| one.points).sum();
    prop_assert_eq!(sum, score.points.unwrap_or(0));
    for one in &score.criteria {
        prop_assert!(0 <= one.points && one.points <= one.max_points, "{:?}", one);
        prop_assert!((0..=1_000_000).contains(&one.worth));
        if one.state == State::NotApplicable {
            prop_assert_eq!(one.max_points, 0);
        }
    }
    prop_assert_eq!(score.points.is_some(), score.coverage.observed > 0);
    prop_assert!(
        score
            .points
            .is_none_or(|points| (0..=1000).contains(&points))
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn contributions_sum_to_the_points_and_limits_to_a_thousand(
        told in any_told(60),
        at in any_moment(),
    ) {
        for model in shipped() {
            let answer = alone(&told.history(), model, at, usual);
            check_sums(&answer.score)?;
            let by_pillar: i64 = model
                .pillars
                .iter()
                .flat_map(|pillar| answer.score.pillar(&pillar.id))
                .map(|one| one.points)
                .sum();
            prop_assert_eq!(by_pillar, answer.score.points.unwrap_or(0));
            prop_assert!(answer.score.ask_next().len() <= 3);
            for reason in answer.score.top_up() {
                prop_assert!(reason.points_from_half >= 0);
            }
        }
    }

    /// The points are within one of the exact mean, whatever is missing.
    #[test]
    fn points_are_the_weighted_mean_of_the_worths(told in any_told(60), at in any_moment()) {
        let score = alone(&told.history(), &model("default"), at, usual).score;
        let whole: i64 = score.criteria.iter().filter(|one| one.applies()).map(|one| one.weight).sum();
        let earned: i64 = score.criteria.iter().map(|one| one.weight * one.worth).sum();
        if let Some(points) = score.points {
            let exact = earned as f64 / whole as f64 / 1000.0;
            prop_assert!((points as f64 - exact).abs() <= 0.5);
            for one in &score.criteria {
                let exact = (one.weight * one.worth) as f64 / whole as f64 / 1000.0;
                prop_assert!((one.points as f64 - exact).abs() < 1.0 + 1e-9, "{:?}", one);
            }
        }
    }
}

const AT: &str = "2026-06-15";

fn score(told: &Told, id: &str) -> Score {
    told.evaluated(&model(id), AT).score
}

fn rated(told: Told, ratings: &[(Trait, i32)]) -> Told {
    ratings.iter().fold(told, |told, (subject, rating)| {
        told.rated("2026-06-01", "ann", *subject, *rating)
    })
}

#[test]
fn the_maximum_of_each_criterion_is_its_weight_where_all_apply() {
    let score = score(&business(), "default");
    let most = |id: &str| {
        score
            .criteria
            .iter()
            .find(|one| one.id == id)
            .unwrap()
            .max_points
    };
    assert_eq!(most("punctuality"), 80);
    assert_eq!(most("brought"), 100);
    assert_eq!(most("unbilled"), 35);
    let money: i64 = score.pillar("money").map(|one| one.max_points).sum();
    assert_eq!(money, 200);
}

#[test]
fn without_an_owner_the_other_pillars_share_the_thousand() {
    let score = score(&person(), "default");
    assert!(
        score
            .pillar("owner")
            .all(|one| one.state == State::NotApplicable)
    );
    assert_eq!(score.coverage.applicable * 1000, 800 * 200);
    let money: i64 = score.pillar("money").map(|one| one.max_points).sum();
    assert_eq!(money, 251, "halves are rounded up first");
}

/// Two of six known: r = 4 is worth .85, r = 2 is worth .25; the rest is worth what the known
/// and half of the rest give of all weight, .5 at most: where two are at .25, (90 + 320) / 1000 = .41.
#[test]
fn what_is_missing_is_worth_what_the_known_and_half_of_it_give_at_most_half() {
    let mixed = rated(
        business(),
        &[(Trait::RespectsUs, 5), (Trait::ValuesOurWork, 1)],
    );
    let mixed = score(&mixed, "good-ok-bad");
    assert_eq!(mixed.points, Some((180 * 85 + 180 * 25 + 640 * 50) / 100));
    let poor = rated(
        business(),
        &[(Trait::RespectsUs, 1), (Trait::ValuesOurWork, 1)],
    );
    assert_eq!(score(&poor, "good-ok-bad").points, Some(90 + 262));
    let fine = rated(
        business(),
        &[(Trait::RespectsUs, 5), (Trait::ValuesOurWork, 5)],
    );
    assert_eq!(
        score(&fine, "good-ok-bad").points,
        Some((360 * 85 + 640 * 50) / 100)
    );
}

#[test]
fn no_evidence_at_all_leaves_the_points_unset() {
    for model in shipped() {
        let score = business().evaluated(model, AT).score;
        assert_eq!(
            (score.points, score.coverage.observed),
            (None, 0),
            "{}",
            model.id
        );
    }
}

#[test]
fn reasons_are_measured_against_half_of_the_maximum() {
    let told = rated(
        business(),
        &[
            (Trait::RespectsUs, 5),
            (Trait::ValuesOurWork, 1),
            (Trait::OpensDoors, 3),
        ],
    );
    let score = score(&told, "good-ok-bad");
    let named = |reasons: Vec<domain::score::Reason<'_>>| -> Vec<(String, i64)> {
        let named = reasons
            .iter()
            .map(|one| (one.criterion.id.clone(), one.points_from_half));
        named.collect()
    };
    assert_eq!(named(score.top_up()), [("respects_us".to_owned(), 63)]);
    assert_eq!(
        named(score.top_down()),
        [("values_our_work".to_owned(), -45)]
    );
    let codes: Vec<String> = score
        .criteria
        .iter()
        .map(CriterionScore::reason_code)
        .collect();
    assert_eq!(codes[0], "RESPECTS_US_GOOD");
    assert_eq!(codes[1], "GLAD_TO_HEAR_FROM_MISSING");
    assert_eq!(codes[2], "VALUES_OUR_WORK_POOR");
}

#[test]
fn sub_scores_are_unset_where_a_pillar_has_no_evidence() {
    let told = rated(business(), &[(Trait::RespectsUs, 5)]);
    let readings = score(&told, "default").sub_scores;
    assert_eq!(readings.want_them, None);
    assert_eq!(readings.six_months, None);
}

/// Relationship: 40 of 220 known at .85, the rest .5: .563636. Effort: 35 at .6 and 25 at nothing, the
/// 20 left at (21 + 10) / 80.
#[test]
fn sub_scores_by_hand() {
    let told = rated(business(), &[(Trait::RespectsUs, 5)])
        .support("2026-06-01", 20, domain::fact::EffortBilling::Unbilled)
        .support("2026-06-01", 80, domain::fact::EffortBilling::Included);
    let score = score(&told, "default");
    let minutes = score
        .criteria
        .iter()
        .find(|one| one.id == "minutes_per_revenue")
        .unwrap();
    assert_eq!(
        (minutes.is_observed(), minutes.worth),
        (true, 0),
        "minutes without revenue"
    );
    let effort: f64 = (35.0 * 0.6 + 20.0 * (35.0 * 0.6 + 20.0 * 0.5) / 80.0) / 80.0;
    let wanted = (733.0 * (40.0 * 0.85 + 180.0 * 0.5) / 220.0 + 267.0 * effort).round() as i64;
    assert_eq!(score.sub_scores.want_them, Some(wanted));
}

#[test]
fn where_the_owner_does_not_apply_money_alone_says_whether_they_last() {
    let told = person().billed("1", "2026-01-01", "2026-01-31", "2026-01-20");
    // (1 + .65) / (1 + 1.09) = .789473: worth .578946; 80 known of 200, the rest at .5.
    let score = score(&told, "default");
    assert_eq!(score.sub_scores.six_months, Some(532));
}

#[test]
fn want_and_stay_disagree_across_the_middle() {
    use domain::score::SubScores;
    let readings = |want_them, six_months| SubScores {
        six_months,
        how_long: None,
        want_them,
    };
    assert!(readings(Some(500), Some(499)).disagree());
    assert!(!readings(Some(500), Some(500)).disagree());
    assert!(!readings(Some(900), None).disagree());
}
