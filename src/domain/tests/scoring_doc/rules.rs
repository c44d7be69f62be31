//! The tables of settings, lines, signs and class rules.

use super::document::table;
use super::models::{all, assert_printed, or_nothing, written};
use domain::model::{Lines, Number, Numbers, Question, Sign};
use serde_json::Value;
use std::collections::BTreeSet;

/// The rule that only `shop` has.
const OF_SHOP: &str = "often_and_lately";

/// A table of numbers, as the core declares them.
fn declared(numbers: &[Number]) -> Vec<Vec<String>> {
    let row = |number: &Number| {
        vec![
            number.name.to_owned(),
            number.default.to_string(),
            number.least.to_string(),
            number.most.to_string(),
            number.meaning.trim().to_owned(),
        ]
    };
    numbers.iter().map(row).collect()
}

#[test]
fn settings_and_lines_are_those_that_the_core_declares() {
    let heads = ["name", "default", "least", "most", "meaning"];
    assert_printed("settings", &heads, &declared(Numbers::ALL));
    assert_printed("lines", &heads, &declared(Lines::ALL));
}

#[test]
fn every_shipped_model_has_the_defaults() {
    for model in all() {
        let kept = |number: &Number, own: Option<i64>| {
            let own = own.unwrap() as f64;
            let whole = number.unit == domain::model::Unit::Whole;
            let value = if whole { own } else { own / 1e6 };
            assert!((value - number.default).abs() < 1e-9, "{}", number.name);
        };
        for number in Numbers::ALL {
            kept(number, model.settings.numbers.by_name(number.name));
        }
        for number in Lines::ALL {
            kept(number, model.settings.lines.by_name(number.name));
        }
    }
}

/// The words of a list. Read as any YAML, YES and NO are true and false.
fn words(list: &Value) -> Vec<&str> {
    let word = |one: &'_ Value| match one.as_bool() {
        Some(true) => "YES",
        Some(false) => "NO",
        None => "",
    };
    let list = list.as_array().into_iter().flatten();
    list.map(|one| one.as_str().unwrap_or_else(|| word(one)))
        .collect()
}

/// How many must be against them, in words.
fn against(count: &Value) -> Option<String> {
    match (count["at_least"].as_i64(), count["at_most"].as_i64()) {
        (None, None) => None,
        (_, Some(0)) => Some("nothing against them".to_owned()),
        (Some(least), None) => Some(format!("against them {least} or more")),
        (None, Some(most)) => Some(format!("against them at most {most}")),
        (Some(least), Some(most)) => Some(format!("against them {least} to {most}")),
    }
}

/// Everything that `rule` asks for.
fn asked(rule: &Value) -> String {
    let mut parts = Vec::new();
    for (field, values) in rule["applies_when"].as_object().into_iter().flatten() {
        parts.push(format!("{field} {}", words(values).join(" or ")));
    }
    parts.extend(against(&rule["against"]));
    for (question, answers) in rule["findings"].as_object().into_iter().flatten() {
        parts.push(format!("{question} {}", words(answers).join(" or ")));
    }
    parts.extend(words(&rule["signs"]).into_iter().map(str::to_owned));
    let points = rule["points_from"].as_i64();
    parts.extend(points.map(|points| format!("{points} points or more")));
    or_nothing(parts.join("; "))
}

fn with_advice(sentence: String, advice: &str) -> String {
    if advice.is_empty() {
        return sentence;
    }
    format!("{sentence}: {advice}")
}

/// A list of rules as the document prints it.
fn printed(rules: &Value) -> Vec<Vec<String>> {
    let row = |rule: &Value| {
        let text = |key: &str| rule[key].as_str().unwrap_or_default().to_owned();
        let id = match text("id") {
            id if id == OF_SHOP => format!("{id} (shop only)"),
            id => id,
        };
        vec![
            id,
            text("leads_to"),
            asked(rule),
            or_nothing(with_advice(text("sentence"), &text("advice"))),
        ]
    };
    rules.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn the_rules_of_classes_are_those_of_the_documents() {
    let heads = ["rule", "class", "where", "sentence"];
    let shop = written("shop");
    let rules = printed(&shop["classes"]["rules"]);
    assert_printed("rules", &heads, &rules);
    assert_printed("ideal", &heads, &printed(&shop["classes"]["ideal"]));
    let others: Vec<Vec<String>> = rules
        .into_iter()
        .filter(|row| !row[0].starts_with(OF_SHOP))
        .collect();
    for model in all().iter().filter(|model| model.id != "shop") {
        let document = written(&model.id);
        assert_eq!(printed(&document["classes"]["rules"]), others);
        assert_eq!(document["classes"]["ideal"], shop["classes"]["ideal"]);
    }
}

#[test]
fn the_signs_are_those_that_the_core_knows() {
    let rows = table("signs");
    let signs: BTreeSet<Sign> = rows
        .iter()
        .map(|row| serde_json::from_value(Value::from(row.text("sign"))).unwrap())
        .collect();
    assert_eq!(signs.len(), rows.len());
    // The last in order, so that a new one is not forgotten here without being noticed.
    assert_eq!(signs.last(), Some(&Sign::LittleKnown));
    assert_eq!(signs.len(), Sign::LittleKnown as usize + 1);
}

#[test]
fn the_questions_are_those_that_the_core_asks() {
    let names: Vec<String> = table("questions")
        .iter()
        .map(|row| row.text("name").to_owned())
        .collect();
    let asked: Vec<&str> = Question::ALL.iter().map(|one| one.name()).collect();
    assert_eq!(names, asked);
}
