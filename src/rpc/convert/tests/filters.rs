//! Filters of lists.

use super::super::standing;
use super::*;

fn filter(wire: pb::ScoreFilter) -> Vec<(String, &'static str)> {
    broken(read(wire, standing::filter))
}

#[test]
fn sources_are_checked_as_a_customers_own_is() {
    let sources = ["fair", "a\0b", "", &"x".repeat(3_000_000)].map(str::to_owned);
    let wire = pb::ScoreFilter {
        acquisition_sources: sources.to_vec(),
        ..Default::default()
    };
    let expected = [
        ("acquisition_sources[1]".to_owned(), "CONTROL_CHARACTER"),
        ("acquisition_sources[3]".to_owned(), "TOO_LONG"),
    ];
    assert_eq!(filter(wire), expected);
}

#[test]
fn attributes_are_checked_key_and_value() {
    let wire = pb::ScoreFilter {
        attributes: vec![pb::AttributeFilter {
            key: "k".repeat(65),
            value: "a\0".to_owned(),
        }],
        ..Default::default()
    };
    let expected = [
        ("attributes[0].key".to_owned(), "TOO_LONG"),
        ("attributes[0].value".to_owned(), "CONTROL_CHARACTER"),
    ];
    assert_eq!(filter(wire), expected);
}

#[test]
fn the_least_points_are_not_above_the_most() {
    let points = |min, max| pb::ScoreFilter {
        min_points: Some(min),
        max_points: Some(max),
        ..Default::default()
    };
    assert_eq!(filter(points(500, 500)), []);
    let error = read(points(501, 500), standing::filter).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`min_points`: must not be above max_points, which is `500`, and is `501`"
    );
}
