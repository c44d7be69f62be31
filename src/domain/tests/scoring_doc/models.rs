//! The tables of curves, weights and pillars against the shipped documents, and the model that the document
//! writes out in full.

use super::document::{Row, TEXT, table};
use domain::model::{Model, SHIPPED};
use serde_json::Value;

/// The curve of ratings, which the document calls r.
const RATING: &str = "(1, 0) (3, 0.5) (4, 0.85) (5, 1)";

/// A shipped model by its id.
pub(crate) fn shipped(id: &str) -> Model {
    let model = all().into_iter().find(|model| model.id == id);
    model.unwrap_or_else(|| panic!("there is no model {id}"))
}

pub(crate) fn all() -> Vec<Model> {
    let documents = SHIPPED.iter().map(|one| Model::parse(one.document));
    documents.collect::<Result<_, _>>().unwrap()
}

/// The written form of a shipped model.
pub(crate) fn written(id: &str) -> Value {
    let documents = SHIPPED.iter().map(|one| one.document);
    let mut documents = documents.map(|text| serde_saphyr::from_str::<Value>(text).unwrap());
    documents.find(|document| document["id"] == id).unwrap()
}

/// Fails unless the table `name` has these rows; the message is what it must be.
pub(crate) fn assert_printed(name: &str, heads: &[&str], expected: &[Vec<String>]) {
    let cells = |row: &Row| heads.iter().map(|head| row.text(head).to_owned()).collect();
    let printed: Vec<Vec<String>> = table(name).iter().map(cells).collect();
    let lines: Vec<String> = expected
        .iter()
        .map(|row| format!("| {} |", row.join(" | ")))
        .collect();
    assert!(
        printed == expected,
        "table {name} must be:\n{}",
        lines.join("\n")
    );
}

/// What the document must print about a model.
fn expected(document: &Value, heads: &[&str]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for pillar in document["pillars"].as_array().unwrap() {
        let criteria = pillar["criteria"].as_array().unwrap();
        let sum = sum_of_weights(pillar);
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
                "besides" => besides(pillar, one),
                other => panic!("no such column: {other}"),
            };
            rows.push(heads.iter().map(cell).collect());
        }
    }
    rows
}

fn sum_of_weights(pillar: &Value) -> i64 {
    let criteria = pillar["criteria"].as_array().unwrap();
    let weights = criteria.iter().map(|one| one["weight"].as_i64().unwrap());
    weights.sum()
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

/// For whom, what is taken where it is missing, and whether it is lasting.
fn besides(pillar: &Value, criterion: &Value) -> String {
    let businesses = [pillar, criterion]
        .iter()
        .any(|one| one["applies_when"]["kind"][0] == "BUSINESS");
    let parts = [
        businesses.then_some("businesses"),
        criterion["missing"].as_str(),
        (criterion["lasting"] == true).then_some("lasting"),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    or_nothing(parts.join(", "))
}

pub(crate) fn or_nothing(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// Millionths as the shortest decimal.
pub(crate) fn decimal(millionths: i64) -> String {
    (millionths as f64 / 1e6).to_string()
}

#[test]
fn curves_and_weights_are_those_of_the_documents() {
    let full = [
        "pillar",
        "criterion",
        "weight",
        "signal",
        "curve",
        "besides",
    ];
    for (id, heads) in [
        ("default", &full[..]),
        ("four-pillars", &full[..3]),
        ("good-ok-bad", &full[..5]),
        ("credentials", &full[..5]),
        ("shop", &full[..5]),
    ] {
        let rows = expected(&written(id), heads);
        assert_printed(&format!("model {id}"), heads, &rows);
    }
    assert_eq!(SHIPPED.len(), 5);
}

#[test]
fn pillars_halves_and_readings_are_those_of_the_documents() {
    let heads = [
        "model",
        "pillar",
        "weight",
        "half",
        "six_months",
        "how_long",
        "want_them",
    ];
    let mut rows = Vec::new();
    for id in [
        "default",
        "four-pillars",
        "good-ok-bad",
        "credentials",
        "shop",
    ] {
        for pillar in written(id)["pillars"].as_array().unwrap() {
            let number = |value: &Value| {
                or_nothing(value.as_i64().map_or_else(String::new, |it| it.to_string()))
            };
            let weight = pillar["weight"].as_i64();
            let weight = weight.unwrap_or_else(|| sum_of_weights(pillar));
            let mut row = vec![
                id.to_owned(),
                pillar["id"].as_str().unwrap().to_owned(),
                weight.to_string(),
                or_nothing(pillar["half"].as_str().unwrap_or_default().to_owned()),
            ];
            row.extend(heads[4..].iter().map(|of| number(&pillar["readings"][*of])));
            rows.push(row);
        }
    }
    assert_printed("model pillars", &heads, &rows);
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
fn four_pillars_has_the_criteria_of_default_and_ratings_have_one_curve() {
    let default = shipped("default");
    let of = |id: &str| {
        let mut criteria = default.criteria();
        criteria.find(|one| one.1.id == id).unwrap().1.clone()
    };
    for (_, criterion) in shipped("four-pillars").criteria() {
        let same = domain::model::Criterion {
            weight: criterion.weight,
            ..of(&criterion.id)
        };
        assert_eq!(*criterion, same);
    }
    let knots = default.settings.rating_curve.knots().iter();
    let knots: Vec<String> = knots
        .map(|(x, y)| format!("({}, {})", decimal(*x), decimal(*y)))
        .collect();
    assert_eq!(knots.join(" "), RATING);
    assert_eq!(of("respects_us").curve, default.settings.rating_curve);
    assert!(TEXT.contains(&format!("called *r* below: {RATING}.")));
}
