//! The sums of the worked example. Each is computed as the document writes it, and equals the core's result.

use super::document::{day, table};
use super::example::{BOUNDARY, Example};
use super::sums;
use domain::fact::Trait;
use domain::model::Question;
use domain::money::Micros;
use domain::portfolio::contribution_at_boundary;
use domain::ratio::ratio;
use domain::signal::shrunken_between;
use domain::stay::Chance;
use domain::time::Month;

/// What the core says about a figure of the document; `None` for a step on the way to one.
fn figure(example: &Example, name: &str) -> Option<Micros> {
    let answer = &example.answer;
    let year = answer.economics;
    let boundary = Month::of(day(BOUNDARY));
    Some(match name {
        "I-2, one day"
        | "late cost of I-1"
        | "late cost of I-3"
        | "passed up by the florist"
        | "flows through the bakery"
        | "passed up by the bakery"
        | "money on day 182" => return None,
        "revenue" => year.revenue,
        "direct cost" => year.direct_cost,
        "hours" => year.seconds * 1_000_000 / 3600,
        "effort cost" => year.effort_cost,
        "late cost" => year.late_cost,
        "gifts" => year.gift_cost,
        "contribution" => year.contribution(),
        "contribution per hour" => year.contribution_per_hour().unwrap(),
        "realised value" => answer.to_date.value(),
        "revenue, December to May" => example.within("2025-12-01", "2026-05-31").revenue,
        "revenue, June to November" => example.within("2025-06-01", "2025-11-30").revenue,
        "contribution of the first year" => {
            example.within("2025-02-01", "2026-01-31").contribution()
        }
        "earned, June to May" => {
            contribution_at_boundary(example.view(), boundary, &example.model.settings)
        }
        "value brought" | "brought_value" => answer.brought.value,
        _ => of_findings(example, name).unwrap_or_else(|| of_points(example, name)),
    })
}

/// What findings rest on.
fn of_findings(example: &Example, name: &str) -> Option<i64> {
    let answer = &example.answer;
    let evidence = |question| answer.findings.get(question).unwrap().evidence.iter();
    let payments = &answer.findings.payments;
    let r = |rated| {
        shrunken_between(
            example.view(),
            example.view(),
            rated,
            &example.model.settings,
        )
    };
    Some(match name {
        "mean of gladness and respect" => {
            let ratings = evidence(Question::Nice).map(|one| one.value.unwrap());
            let ratings: Vec<i64> = ratings.collect();
            ratings.iter().sum::<i64>() / ratings.len() as i64
        }
        "paid within the grace" => ratio(payments.on_time, payments.due),
        "value brought, in median customers" => {
            ratio(answer.brought.value, answer.basis.median_value.unwrap())
        }
        "hours not billed" => ratio(answer.economics.unbilled_seconds, answer.economics.seconds),
        "looks ahead, r" => r(Trait::LooksAhead)?,
        "delegates, r" => r(Trait::Delegates)?,
        "worth of the owner" => {
            let worth = |rated| Some(example.model.settings.rating_curve.at(r(rated)?));
            i64::midpoint(worth(Trait::LooksAhead)?, worth(Trait::Delegates)?)
        }
        "the next invoice is late" => answer.outlook.late_probability?,
        "still_customer_probability" => match answer.stay.chance {
            Chance::Measured(measured) => measured.probability,
            _ => return None,
        },
        _ => return None,
    })
}

/// What points rest on, and the values of the tree.
fn of_points(example: &Example, name: &str) -> i64 {
    let Example { answer, values, .. } = example;
    match name {
        "observed, weight x worth" => example.observed(),
        "coverage" => answer.score.coverage.share(),
        "all, weight x worth" => {
            let criteria = answer.score.criteria.iter();
            criteria.map(|one| example.earned(one)).sum()
        }
        "rounded down, together" => example.rounded_down() * 1_000_000,
        "left" => (answer.score.points.unwrap() - example.rounded_down()) * 1_000_000,
        "money now" => example.mean("money"),
        "of all" => ratio(answer.basis.all_outcomes().1, answer.basis.all_outcomes().0),
        "with half of what is missing" => taken(example),
        "owner now" => example.mean("owner"),
        "own_value" => values.own[0],
        "total_lifetime_value" => values.totals[0],
        "kept_of_own" => values.kept_of_own,
        "from_referrals" => values.from_referrals,
        "credited_value" => values.kept_of_own + values.from_referrals,
        "incremental_value" => values.incremental,
        other => panic!("no such figure: {other}"),
    }
}

/// What the observed and half of the missing weight give together.
fn taken(example: &Example) -> i64 {
    let coverage = example.answer.score.coverage;
    let missing = example.of_thousand(coverage.applicable - coverage.observed);
    (example.observed() + missing * 500_000) / 1000
}

#[test]
fn figures_are_those_of_the_core_and_their_sums_are_right() {
    let example = Example::new();
    for name in ["money", "findings", "points", "halves", "referrals"] {
        for row in table(&format!("figures {name}")) {
            let name = row.text("figure");
            let result = row.millionths("result");
            assert_eq!(
                sums::value(row.text("sum")).millionths(),
                result,
                "sum of {name}"
            );
            if let Some(computed) = figure(&example, name) {
                assert_eq!(computed, result, "{name}");
            }
        }
    }
}
