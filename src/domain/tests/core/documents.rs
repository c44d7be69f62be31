//! The shipped models against the tables of the definition, which are repeated here: weights, and every curve
//! at every knot.

use crate::given::{model, shipped};
use domain::customer::{CustomerKind, Mode};
use domain::model::{ClassRule, Condition, Criterion, Model};
use domain::ratio::ppm;
use std::collections::BTreeMap;

const RATING: &[(f64, f64)] = &[(1.0, 0.0), (3.0, 0.5), (4.0, 0.85), (5.0, 1.0)];
const EXPANSION: &[(f64, f64)] = &[(0.5, 0.0), (1.0, 0.4), (1.25, 0.8), (1.5, 1.0)];
const PEOPLE: &[(f64, f64)] = &[(0.0, 0.5), (1.0, 0.6), (3.0, 0.85), (5.0, 1.0)];

/// Criterion, weight, curve.
type Row = (&'static str, i64, &'static [(f64, f64)]);

const FOUR_PILLARS: &[Row] = &[
    ("negotiation_value", 20, RATING),
    (
        "negotiation_discount",
        15,
        &[(0.0, 1.0), (1000.0, 0.6), (3000.0, 0.0)],
    ),
    (
        "negotiation_rounds",
        15,
        &[(1.0, 1.0), (3.0, 0.6), (6.0, 0.0)],
    ),
    (
        "punctuality",
        80,
        &[(0.4, 0.0), (0.7, 0.4), (0.9, 0.8), (1.0, 1.0)],
    ),
    (
        "accounting_effort",
        30,
        &[(0.0, 1.0), (60.0, 0.6), (240.0, 0.0)],
    ),
    (
        "margin",
        40,
        &[(-0.2, 0.0), (0.0, 0.2), (0.3, 0.6), (0.6, 1.0)],
    ),
    ("looks_ahead", 40, RATING),
    ("delegates", 40, RATING),
    ("sets_priorities", 40, RATING),
    ("holds_responsible", 40, RATING),
    ("destination", 40, RATING),
    ("expansion_users", 20, EXPANSION),
    ("expansion_features", 10, EXPANSION),
    ("expansion_licences", 10, EXPANSION),
    ("expansion_storage", 10, EXPANSION),
    ("spend_growth", 30, &[(0.5, 0.0), (1.0, 0.5), (1.3, 1.0)]),
    (
        "wallet_share",
        20,
        &[(0.0, 0.0), (5000.0, 0.5), (9000.0, 1.0)],
    ),
    ("fewer_vendors", 10, &[(-2.0, 1.0), (0.0, 0.5), (2.0, 0.0)]),
    ("paying_referrals", 50, PEOPLE),
    ("brought", 100, PEOPLE),
    ("opens_doors", 40, RATING),
];

const RELATIONSHIP_AND_COST: &[Row] = &[
    ("glad_to_hear_from", 40, RATING),
    ("respects_us", 40, RATING),
    ("values_our_work", 30, RATING),
    ("pays_fair_price", 30, RATING),
    ("realistic_expectations", 20, RATING),
    ("mood_fits", 20, RATING),
    ("puts_us_first", 10, RATING),
    ("challenges_us", 10, RATING),
    ("plays_to_our_strengths", 10, RATING),
    ("able_to_pay", 10, RATING),
    ("unbilled", 35, &[(0.0, 1.0), (0.2, 0.6), (0.5, 0.0)]),
    (
        "minutes_per_revenue",
        25,
        &[(0.0, 1.0), (300.0, 0.5), (900.0, 0.0)],
    ),
    (
        "cost_to_acquire",
        20,
        &[(0.0, 1.0), (0.5, 0.7), (1.0, 0.4), (2.0, 0.0)],
    ),
];

const GOOD_OK_BAD: &[Row] = &[
    ("respects_us", 180, RATING),
    ("glad_to_hear_from", 180, RATING),
    ("values_our_work", 180, RATING),
    ("pays_fair_price", 180, RATING),
    ("opens_doors", 180, RATING),
    ("able_to_pay", 100, RATING),
];

const CREDENTIALS: &[Row] = &[
    ("puts_us_first", 200, RATING),
    ("pays_fair_price", 200, RATING),
    ("challenges_us", 200, RATING),
    ("plays_to_our_strengths", 200, RATING),
    ("opens_doors", 200, RATING),
];

const SHOP: &[Row] = &[
    (
        "recency",
        250,
        &[
            (0.0, 1.0),
            (30.0, 0.95),
            (90.0, 0.75),
            (182.0, 0.55),
            (365.0, 0.3),
            (730.0, 0.0),
        ],
    ),
    (
        "rhythm",
        200,
        &[(0.0, 1.0), (1.0, 0.85), (2.0, 0.6), (4.0, 0.2), (8.0, 0.0)],
    ),
    (
        "often",
        200,
        &[(0.0, 0.1), (1.0, 0.5), (2.0, 0.7), (4.0, 0.9), (8.0, 1.0)],
    ),
    (
        "value",
        250,
        &[(0.0, 0.0), (1.0, 0.5), (3.0, 0.8), (6.0, 1.0)],
    ),
    ("growth", 100, &[(0.5, 0.2), (1.0, 0.5), (1.3, 1.0)]),
];

fn check_curve(criterion: &Criterion, knots: &[(f64, f64)]) {
    let id = &criterion.id;
    let exact: Vec<_> = knots.iter().map(|(x, y)| (ppm(*x), ppm(*y))).collect();
    assert_eq!(criterion.curve.knots(), exact, "{id}");
    for (x, y) in &exact {
        assert_eq!(criterion.curve.at(*x), *y, "{id} at {x}");
    }
    let (first, last) = (exact[0], exact[exact.len() - 1]);
    assert_eq!(
        criterion.curve.at(first.0 - 1_000_000_000),
        first.1,
        "{id} before"
    );
    assert_eq!(
        criterion.curve.at(last.0 + 1_000_000_000),
        last.1,
        "{id} after"
    );
    for pair in exact.windows(2) {
        let middle = i64::midpoint(pair[0].0, pair[1].0);
        let between = i64::midpoint(pair[0].1, pair[1].1);
        let off = criterion.curve.at(middle) - between;
        assert!((-1..=1).contains(&off), "{id} at {middle}: off by {off}");
    }
}

/// The rows are the whole model, in order, in these proportions of 1,000.
fn check(model: &Model, rows: &[Row]) {
    let ids: Vec<&str> = model.criteria().map(|(_, one)| one.id.as_str()).collect();
    let wanted: Vec<&str> = rows.iter().map(|row| row.0).collect();
    assert_eq!(ids, wanted, "{}", model.id);
    let all: i64 = model.criteria().map(|(_, one)| one.weight).sum();
    for ((_, criterion), (id, weight, knots)) in model.criteria().zip(rows) {
        assert_eq!(criterion.weight * 1000, weight * all, "{id}");
        check_curve(criterion, knots);
    }
}

fn of_thousand(model: &Model) -> BTreeMap<&str, i64> {
    let all: i64 = model.criteria().map(|(_, one)| one.weight).sum();
    let mut sums = BTreeMap::new();
    for (pillar, criterion) in model.criteria() {
        *sums.entry(pillar.id.as_str()).or_default() += criterion.weight * 1000;
    }
    for sum in sums.values_mut() {
        *sum /= all;
    }
    sums
}

#[test]
fn the_default_model_is_the_table() {
    let rows = [FOUR_PILLARS, RELATIONSHIP_AND_COST].concat();
    assert_eq!(rows.iter().map(|row| row.1).sum::<i64>(), 1000);
    let default = model("default");
    check(&default, &rows);
    let pillars = BTreeMap::from([
        ("money", 200),
        ("owner", 160),
        ("wallet_share", 150),
        ("referrals", 190),
        ("relationship", 220),
        ("effort_and_cost", 80),
    ]);
    assert_eq!(of_thousand(&default), pillars);
}

#[test]
fn the_worksheet_the_credentials_and_the_shop_are_their_tables() {
    check(&model("good-ok-bad"), GOOD_OK_BAD);
    check(&model("credentials"), CREDENTIALS);
    check(&model("shop"), SHOP);
}

#[test]
fn four_pillars_are_a_quarter_each_and_their_criteria_pro_rata() {
    let four = model("four-pillars");
    let sums = of_thousand(&four);
    assert!(sums.values().all(|sum| *sum == 250), "{sums:?}");
    let pillar_weight = BTreeMap::from([
        ("money", 200),
        ("owner", 160),
        ("wallet_share", 150),
        ("referrals", 190),
    ]);
    let all: i64 = four.criteria().map(|(_, one)| one.weight).sum();
    assert_eq!(four.criteria().count(), FOUR_PILLARS.len());
    for ((pillar, criterion), (id, weight, knots)) in four.criteria().zip(FOUR_PILLARS) {
        assert_eq!(&criterion.id, id);
        let whole = pillar_weight[pillar.id.as_str()];
        assert_eq!(criterion.weight * whole * 4, weight * all, "{id}");
        check_curve(criterion, knots);
    }
}

#[test]
fn all_shipped_models_share_numbers_and_rules_but_for_the_points_of_the_shop() {
    let default = model("default");
    for model in shipped() {
        assert_eq!(model.version, 3, "{}", model.id);
        assert_eq!(model.settings, default.settings, "{}", model.id);
        assert_eq!(model.classes.ideal, default.classes.ideal);
        let by_points = |rule: &&ClassRule| rule.points_from.is_some();
        let (points, rest): (Vec<&ClassRule>, Vec<&ClassRule>) =
            model.classes.rules.iter().partition(by_points);
        assert!(rest.into_iter().eq(&default.classes.rules), "{}", model.id);
        let lines: Vec<_> = points.iter().filter_map(|rule| rule.points_from).collect();
        let wanted: &[i64] = if model.id == "shop" { &[700] } else { &[] };
        assert_eq!(lines, wanted, "{}", model.id);
        let hour = model.settings.company.hour.expect("a default");
        assert_eq!((hour.cost, hour.price), (60_000_000, 120_000_000));
    }
}

#[test]
fn the_shop_answers_for_buyers_and_the_worksheet_while_only_people_have_spoken() {
    for model in shipped() {
        let wanted = Condition {
            mode: if model.id == "shop" {
                vec![Mode::Purchasing]
            } else {
                Vec::new()
            },
            only_people_have_spoken: (model.id == "good-ok-bad").then_some(true),
            ..Condition::default()
        };
        assert_eq!(model.applies_when, wanted, "{}", model.id);
    }
}

#[test]
fn a_private_person_is_asked_no_question_about_a_business() {
    let business = Condition {
        kind: vec![CustomerKind::Business],
        ..Condition::default()
    };
    let asked = |pillar: &str, criterion: &str| pillar == "owner" || criterion == "destination";
    for model in shipped() {
        for (pillar, criterion) in model.criteria() {
            let of_business = pillar.applies_when == business || criterion.applies_when == business;
            assert_eq!(
                of_business,
                asked(&pillar.id, &criterion.id),
                "{}",
                criterion.id
            );
        }
    }
}
