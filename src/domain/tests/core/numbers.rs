//! Every number that a document may set: its default, its range and the values that are refused. The shipped
//! documents give each number with its meaning.

use crate::given::{set, shipped};
use domain::model::{InvalidModel, Lines, Model, Number, Numbers, SHIPPED, Unit};
use domain::ratio::ppm;

const SECTIONS: [(&str, &[Number]); 2] = [("settings", Numbers::ALL), ("findings", Lines::ALL)];

fn document() -> &'static str {
    let line = "\nid: default\n";
    let found = SHIPPED.iter().find(|one| one.document.contains(line));
    found.unwrap().document
}

fn all() -> impl Iterator<Item = (&'static str, &'static Number)> {
    let sections = SECTIONS.into_iter();
    sections.flat_map(|(section, numbers)| numbers.iter().map(move |number| (section, number)))
}

/// The default document with one number set. The prior of punctuality leaves room for it.
fn parsed(number: &Number, value: &str) -> Result<Model, InvalidModel> {
    let document = match number.name {
        "punctuality_prior_on_time" => set(document(), "punctuality_prior_due", "1000"),
        "punctuality_prior_due" => set(document(), "punctuality_prior_on_time", "0"),
        _ => document().to_owned(),
    };
    Model::parse(&set(&document, number.name, value))
}

fn kept(model: &Model, name: &str) -> i64 {
    let settings = &model.settings;
    let found = settings.numbers.by_name(name);
    found.or_else(|| settings.lines.by_name(name)).unwrap()
}

fn as_kept(number: &Number, value: f64) -> i64 {
    match number.unit {
        Unit::Whole => value as i64,
        Unit::Decimal => ppm(value),
    }
}

#[test]
fn a_document_that_sets_nothing_has_the_defaults_and_so_have_the_shipped_ones() {
    let mut silent = document().split("\nsettings:").next().unwrap().to_owned();
    silent.push('\n');
    let silent = Model::parse(&silent).unwrap();
    for (section, number) in all() {
        let wanted = as_kept(number, number.default);
        assert_eq!(
            kept(&silent, number.name),
            wanted,
            "{section}.{}",
            number.name
        );
        for model in shipped() {
            assert_eq!(kept(model, number.name), wanted, "{}", number.name);
        }
    }
}

#[test]
fn every_number_may_be_its_least_and_its_most_and_something_between() {
    for (section, number) in all() {
        let between = match number.unit {
            Unit::Whole => f64::midpoint(number.least, number.most).floor(),
            Unit::Decimal => f64::midpoint(number.least, number.most),
        };
        for value in [number.least, number.most, between] {
            let model = parsed(number, &value.to_string());
            let model = model.unwrap_or_else(|error| panic!("{section}.{}: {error}", number.name));
            assert_eq!(
                kept(&model, number.name),
                as_kept(number, value),
                "{}",
                number.name
            );
        }
    }
}

#[test]
fn beyond_its_range_a_number_is_refused_by_its_name_with_the_range() {
    for (section, number) in all() {
        let step = if number.unit == Unit::Whole {
            1.0
        } else {
            0.001
        };
        for value in [number.least - step, number.most + step] {
            let error = parsed(number, &value.to_string()).unwrap_err();
            assert_eq!(error.path, format!("{section}.{}", number.name));
            let wanted = format!("must lie between {} and {}", number.least, number.most);
            assert_eq!(error.problem, wanted, "{}", number.name);
        }
        assert!(parsed(number, ".nan").is_err(), "{}", number.name);
        let error = parsed(number, "soon").unwrap_err();
        assert!(!error.problem.is_empty(), "{}", number.name);
    }
}

#[test]
fn a_whole_number_takes_no_decimals() {
    for (section, number) in all().filter(|(_, number)| number.unit == Unit::Whole) {
        let value = (number.least + 0.5).to_string();
        let error = parsed(number, &value).unwrap_err();
        assert_eq!(error.path, format!("{section}.{}", number.name));
        assert_eq!(error.problem, "must be a whole number");
    }
}

#[test]
fn an_unknown_number_is_refused_by_its_name() {
    for section in ["settings", "findings"] {
        let line = format!("\n{section}:\n");
        let with_more = document().replacen(&line, &format!("{line}  more_money: 1\n"), 1);
        let error = Model::parse(&with_more).unwrap_err();
        assert_eq!(error.path, format!("{section}.more_money"));
        assert_eq!(error.problem, "there is no such number");
    }
    let moved = document().replacen("\nsettings:\n", "\nsettings:\n  nice_from: 4\n", 1);
    assert_eq!(Model::parse(&moved).unwrap_err().path, "settings.nice_from");
}

#[test]
fn the_prior_of_punctuality_has_no_more_on_time_than_due() {
    let of = |on_time: &str, due: &str| {
        let document = set(document(), "punctuality_prior_on_time", on_time);
        Model::parse(&set(&document, "punctuality_prior_due", due))
    };
    assert!(of("2", "2").is_ok());
    let error = of("2.1", "2").unwrap_err();
    assert_eq!(error.path, "settings.punctuality_prior_on_time");
    assert_eq!(error.problem, "must not be above punctuality_prior_due");
}

#[test]
fn every_number_is_written_down_once_in_the_shipped_documents_with_its_meaning() {
    for shipped in SHIPPED {
        for (section, number) in all() {
            let line = format!(
                "\n  {}: {}  # {}\n",
                number.name, number.default, number.meaning
            );
            let count = shipped.document.matches(&line).count();
            assert_eq!(count, 1, "{section}.{}", number.name);
        }
    }
}

#[test]
fn names_are_used_once_and_a_default_lies_in_its_range() {
    let mut names: Vec<&str> = all().map(|(_, number)| number.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    for (_, number) in all() {
        assert!(
            (number.least..=number.most).contains(&number.default),
            "{}",
            number.name
        );
        assert!(number.least < number.most, "{}", number.name);
    }
}

fn refused(from: &str, to: &str) -> InvalidModel {
    assert!(document().contains(from), "{from}");
    Model::parse(&document().replacen(from, to, 1)).unwrap_err()
}

#[test]
fn a_rule_that_cannot_be_read_is_refused_where_it_stands() {
    let error = refused("format: 2\n", "format: 1\n");
    assert_eq!(
        (error.path.as_str(), error.problem.as_str()),
        ("format", "must be 2")
    );
    let twice = refused("{id: owes,", "{id: not_nice,");
    assert_eq!(twice.path, "classes.rules[2].id");
    assert_eq!(twice.problem, "`not_nice` is empty or used twice");
    let ideal = refused("{id: owes, leads_to: BAD", "{id: owes, leads_to: IDEAL");
    assert_eq!(ideal.path, "classes.rules[2].leads_to");
    let nothing = refused("sentence: \"{pays}\"", "sentence: \"{pay}\"");
    assert_eq!(nothing.path, "classes.rules[2].sentence");
    assert!(nothing.problem.contains("`{pay}`"), "{nothing}");
    let points = refused("signs: [OWES]", "points_from: 1001, signs: [OWES]");
    assert_eq!(points.path, "classes.rules[2].points_from");
    assert_eq!(points.problem, "must lie between 0 and 1000");
    let question = refused("findings: {nice: [NO]}", "findings: {kind: [NO]}");
    assert_eq!(question.path, "document");
}
