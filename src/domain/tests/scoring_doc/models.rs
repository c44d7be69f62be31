//! The tables of curves, weights, settings and class rules against the shipped documents.

use super::document::{Row, millionths, table};
use domain::model::{Classes, Model, SHIPPED, Settings};
use serde_json::Value;

/// The curve of ratings, which the document calls r.
const RATING: &str = "(1, 0) (3, 0.5) (4, 0.85) (5, 1)";

/// A shipped model by its id.
pub(crate) fn shipped(id: &str) -> Model {
    let model = all().into_iter().find(|model| model.id == id);
    model.unwrap_or_else(|| panic!("there is no model {id}"))
}

fn all() -> Vec<Model> {
    let documents = SHIPPED.iter().map(|one| Model::parse(one.document));
    documents.collect::<Result<_, _>>().unwrap()
}

/// The written form of a shipped model.
fn written(id: &str) -> Value {
    let documents = SHIPPED.iter().map(|one| one.document);
    let mut documents = documents.map(|text| serde_saphyr::from_str::<Value>(text).unwrap());
    documents.find(|document| document["id"] == id).unwrap()
}

/// What the document prints about a model: pillar, criterion, weight of 1,000, signal, curve.
fn printed(rows: &[Row], heads: &[&str]) -> Vec<Vec<String>> {
    let cells = |row: &Row| heads.iter().map(|head| row.text(head).to_owned()).collect();
    rows.iter().map(cells).collect()
}

/// The same from the model's document.
fn expected(document: &Value, heads: &[&str]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for pillar in document["pillars"].as_array().unwrap() {
        let criteria = pillar["criteria"].as_array().unwrap();
        let sum: i64 = criteria
            .iter()
            .map(|one| one["weight"].as_i64().unwrap())
            .sum();
        let weight = pillar["weight"].as_i64().unwrap_or(sum);
        for one in criteria {
            let cell = |head: &&str| match *head {
                "pillar" => pillar["id"].as_str().unwrap().to_owned(),
                "criterion" => one["id"].as_str().unwrap().to_owned(),
                "weight" => {
                    let own = one["weight"].as_i64().unwrap() * weight * 1000;
                    decimal((2 * own + sum) / (2 * sum) * 1000)
                }
                "signal" => signal(one),
                "curve" => curve(one),
                other => panic!("no such column: {other}"),
            };
            rows.push(heads.iter().map(cell).collect());
        }
    }
    rows
}

fn signal(criterion: &Value) -> String {
    let parts = ["signal", "trait", "measure"];
    let parts = parts.iter().filter_map(|key| criterion[*key].as_str());
    parts.collect::<Vec<_>>().join(" ")
}

fn curve(criterion: &Value) -> String {
    let Some(knots) = criterion["curve"].as_array() else {
        return "r".to_owned();
    };
    let number = |value: &Value| decimal((value.as_f64().unwrap() * 1e6).round() as i64);
    let knots = knots
        .iter()
        .map(|knot| format!("({}, {})", number(&knot[0]), number(&knot[1])));
    knots.collect::<Vec<_>>().join(" ")
}

/// Millionths as the shortest decimal.
fn decimal(millionths: i64) -> String {
    (millionths as f64 / 1e6).to_string()
}

#[test]
fn curves_and_weights_are_those_of_the_documents() {
    let full = ["pillar", "criterion", "weight", "signal", "curve"];
    for id in ["default", "good-ok-bad", "credentials", "shop"] {
        let rows = table(&format!("model {id}"));
        assert_eq!(printed(&rows, &full), expected(&written(id), &full), "{id}");
    }
    let short = &full[..3];
    let rows = table("model four-pillars");
    assert_eq!(
        printed(&rows, short),
        expected(&written("four-pillars"), short)
    );
    assert_eq!(SHIPPED.len(), 5);
}

#[test]
fn the_core_reads_the_weights_as_printed() {
    for model in all() {
        let whole: i64 = model.criteria().map(|one| one.1.weight).sum();
        let rows = table(&format!("model {}", model.id));
        for (row, (pillar, criterion)) in rows.iter().zip(model.criteria()) {
            assert_eq!(row.text("pillar"), pillar.id);
            assert_eq!(row.text("criterion"), criterion.id);
            let weight = criterion.weight as f64 * 1000.0 / whole as f64;
            let printed = row.millionths("weight") as f64 / 1e6;
            assert!((weight - printed).abs() < 0.0006, "{}", criterion.id);
        }
    }
}

#[test]
fn four_pillars_has_the_curves_of_default_and_ratings_have_one_curve() {
    let default = shipped("default");
    let of = |id: &str| {
        let mut criteria = default.criteria();
        criteria.find(|one| one.1.id == id).unwrap().1.curve.clone()
    };
    for (_, criterion) in shipped("four-pillars").criteria() {
        assert_eq!(criterion.curve, of(&criterion.id), "{}", criterion.id);
    }
    let knots = of("respects_us");
    let knots = knots.knots().iter();
    let knots: Vec<String> = knots
        .map(|(x, y)| format!("({}, {})", decimal(*x), decimal(*y)))
        .collect();
    assert_eq!(knots.join(" "), RATING);
    assert!(super::document::TEXT.contains(&format!("called *r* below: {RATING}.")));
}

fn setting(settings: &Settings, name: &str) -> i64 {
    let whole = |number: i64| number * 1_000_000;
    match name {
        "hour.cost" => settings.company.hour.unwrap().cost,
        "hour.price" => settings.company.hour.unwrap().price,
        "late_money_rate" => settings.late_money_rate,
        "written_off_after_days" => whole(settings.written_off_after_days),
        "rating_half_life_days" => whole(settings.rating_half_life_days),
        "rating_max_age_months" => whole(settings.rating_max_age_months.into()),
        "rating_prior" => settings.rating_prior,
        "rating_prior_weight" => settings.rating_prior_weight,
        "punctuality_prior_on_time" => settings.punctuality_prior_on_time,
        "punctuality_prior_due" => settings.punctuality_prior_due,
        "referral_passed_up" => settings.referral_passed_up,
        "would_have_come_anyway_bps" => whole(settings.would_have_come_anyway_bps.into()),
        other => panic!("no such setting: {other}"),
    }
}

fn class_rule(classes: &Classes, name: &str) -> i64 {
    let whole = |number: i64| number * 1_000_000;
    match name {
        "ok_from" => whole(classes.ok_from),
        "good_from" => whole(classes.good_from),
        "min_coverage" => classes.min_coverage,
        "min_coverage_for_ok" => classes.min_coverage_for_ok,
        "nice_min_rating" => whole(classes.nice_min_rating.into()),
        "on_time_share" => classes.on_time_share,
        "brought_times_median" => classes.brought_times_median,
        "hide_max_rating" => whole(classes.hide_max_rating.into()),
        "value_max_rating" => whole(classes.value_max_rating.into()),
        "proof_days_apart" => whole(classes.proof_days_apart),
        "overdue_max_days" => whole(classes.overdue_max_days),
        "held_points" => whole(classes.held_points),
        "held_days" => whole(classes.held_days),
        other => panic!("no such rule: {other}"),
    }
}

#[test]
fn settings_and_class_rules_of_all_shipped_models_are_those_printed() {
    let (settings, classes) = (table("settings"), table("classes"));
    assert_eq!((settings.len(), classes.len()), (12, 13));
    for model in all() {
        for row in &settings {
            let name = row.text("setting");
            let own = setting(&model.settings, name);
            assert_eq!(own, millionths(row.text("default")), "{name}");
        }
        for row in &classes {
            let name = row.text("rule");
            let own = class_rule(&model.classes, name);
            assert_eq!(own, millionths(row.text("default")), "{name}");
        }
    }
}
