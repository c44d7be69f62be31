//! The text between the tables of the worked example repeats only numbers from the tables.

use super::document::{TEXT, millionths};
use std::collections::BTreeSet;

/// What the words may say beside: the most points, and the days of the long window.
const KNOWN: [&str; 2] = ["1,000", "182"];

fn numbers(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '`'))
        .map(|word| word.trim_end_matches(['.', ',', ':', ';', '%']))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|word| {
            word.chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        })
        .collect()
}

#[test]
fn the_words_of_the_example_repeat_numbers_of_its_tables() {
    let (_, example) = TEXT.split_once("\n## A worked example").unwrap();
    let (example, _) = example.split_once("\n## ").unwrap();
    let is_table = |line: &&str| line.starts_with('|');
    let tables: BTreeSet<i64> = example
        .lines()
        .filter(is_table)
        .flat_map(|line| line.split(['|', '=', ' ']).flat_map(numbers))
        .map(millionths)
        .chain(KNOWN.map(millionths))
        .collect();
    let words = example.lines().filter(|line| !is_table(line));
    let strangers: Vec<&str> = words
        .flat_map(numbers)
        .filter(|number| {
            let value = millionths(number);
            let telling = value >= 100_000_000 || number.contains('.');
            telling && !tables.contains(&value)
        })
        .collect();
    assert!(strangers.is_empty(), "in no table: {strangers:?}");
}
