//! Reads the tables of `docs/scoring.md`.

use domain::time::{Day, Time, start_of};
use std::collections::BTreeMap;

pub(crate) const TEXT: &str = include_str!("../../../../docs/scoring.md");

/// What stands in a cell where there is nothing.
const NOTHING: &str = "-";

/// One row of a table, by the heads of its columns.
pub(crate) struct Row(BTreeMap<String, String>);

/// The rows of the table that follows `<!-- table: name -->`.
pub(crate) fn table(name: &str) -> Vec<Row> {
    let marker = format!("<!-- table: {name} -->");
    let (_, rest) = TEXT
        .split_once(&marker)
        .unwrap_or_else(|| panic!("docs/scoring.md has no {marker}"));
    let mut lines = rest
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .map(cells);
    let heads = lines.next().unwrap();
    let rows: Vec<Row> = lines
        .skip(1)
        .map(|cells| {
            assert_eq!(cells.len(), heads.len(), "table {name}: {cells:?}");
            Row(heads.iter().cloned().zip(cells).collect())
        })
        .collect();
    assert!(!rows.is_empty(), "table {name} is empty");
    rows
}

fn cells(line: &str) -> Vec<String> {
    let inside = line.trim().trim_start_matches('|').trim_end_matches('|');
    inside
        .split('|')
        .map(|cell| cell.trim().replace('`', ""))
        .collect()
}

impl Row {
    /// The text under `head`.
    pub(crate) fn text(&self, head: &str) -> &str {
        self.0
            .get(head)
            .unwrap_or_else(|| panic!("there is no column `{head}` in {:?}", self.0))
    }

    /// The text under `head`, unless there is nothing.
    pub(crate) fn some(&self, head: &str) -> Option<&str> {
        Some(self.text(head)).filter(|text| *text != NOTHING)
    }

    /// The number under `head`, in millionths.
    pub(crate) fn millionths(&self, head: &str) -> i64 {
        millionths(self.text(head))
    }

    /// The number under `head` in millionths, unless there is nothing.
    pub(crate) fn some_millionths(&self, head: &str) -> Option<i64> {
        self.some(head).map(millionths)
    }

    /// The whole number under `head`.
    pub(crate) fn whole(&self, head: &str) -> i64 {
        whole(self.text(head))
    }
}

/// A whole number, with or without commas between thousands.
pub(crate) fn whole(text: &str) -> i64 {
    let digits = text.replace(',', "");
    digits
        .parse()
        .unwrap_or_else(|_| panic!("`{text}` is not a whole number"))
}

/// A number with at most six decimals, in millionths.
pub(crate) fn millionths(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (units, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(decimals.len() <= 6, "`{text}` has more than six decimals");
    sign * (whole(units) * 1_000_000 + whole(&format!("{decimals:0<6}")))
}

/// `2026-06-15`.
pub(crate) fn day(text: &str) -> Day {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is not a day"))
}

/// Noon of a day.
pub(crate) fn noon(text: &str) -> Time {
    start_of(day(text)) + chrono::TimeDelta::hours(12)
}
