//! What the cells of a file show: how it writes numbers and dates, and what stands in each column. The
//! cells are read by the importer's own parsers.

use std::collections::BTreeSet;

use crate::{
    date::Dates,
    number::{self, Decimal, Notation, Size},
};

/// The ways to write numbers, the usual first.
const NOTATIONS: [(Decimal, char); 5] = [
    (Decimal::Point, ','),
    (Decimal::Comma, '.'),
    (Decimal::Comma, ' '),
    (Decimal::Point, '\''),
    (Decimal::Point, ' '),
];

/// The form of days that no mapping needs to name.
pub(super) const USUAL: &str = "%Y-%m-%d";

/// The forms of days, the usual first. A year of four digits comes before one of two, which would also read
/// the first half of it.
const DAYS: [&str; 14] = [
    USUAL,
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%Y%m%d",
];

/// The forms of times of day behind a day.
const TIMES: [&str; 5] = ["", " %H:%M:%S", " %H:%M", ", %H:%M", " %I:%M %p"];

/// The years that a date of a customer may have.
const SECONDS: std::ops::Range<i64> = 0..4_102_444_800;

/// The share of a column's filled cells that must have a form, in per cent.
const MOST: usize = 90;

/// From so many filled cells on, one may be odd whatever its share.
const FEW_MIN: usize = 3;

/// The same for dates. Reports write titles and totals into the column of dates.
const MOST_DATES: usize = 50;

/// A question with its possible answers. The first answer is the usual one; with several, nothing in the
/// file decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers<T>(pub(super) Vec<T>);

impl<T> Answers<T> {
    /// The answer, if the file decides.
    pub(super) fn only(&self) -> Option<&T> {
        match self.0.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// The cells that are not blank.
    pub(super) filled: Vec<String>,
    /// Those of them that no sheet and no JSON holds as numbers.
    pub(super) texts: Vec<String>,
    /// The number of rows.
    pub(super) rows: usize,
    /// The forms of its dates, if they are dates.
    pub(super) dates: Option<Answers<String>>,
}

impl Cells {
    /// The cells of a column, each with whether it is a number and no text.
    pub(super) fn of<'c>(cells: impl Iterator<Item = (&'c str, bool)>) -> Self {
        let all: Vec<(&str, bool)> = cells.collect();
        let kept = |keeps: fn(&(&str, bool)) -> bool| -> Vec<String> {
            let kept = all.iter().filter(|cell| !cell.0.is_empty() && keeps(cell));
            kept.map(|(cell, _)| (*cell).to_owned()).collect()
        };
        let filled = kept(|_| true);
        let texts = kept(|(_, is_number)| !is_number);
        let dates = dates(&filled);
        Self {
            filled,
            texts,
            rows: all.len(),
            dates,
        }
    }

    /// Whether most filled cells are numbers, maybe with a currency.
    pub(super) fn are_numbers(&self) -> bool {
        self.dates.is_none() && self.most(looks_like_number)
    }

    /// Whether most filled cells are durations such as 1:30 or 90 min.
    pub(super) fn are_durations(&self) -> bool {
        self.most(looks_like_duration)
    }

    /// Whether most filled cells are hours: numbers, or durations such as 1:30.
    pub(super) fn are_hours(&self) -> bool {
        self.dates.is_none()
            && self.most(|cell| looks_like_number(cell) || looks_like_duration(cell))
    }

    /// Whether most filled cells are codes of currencies.
    pub(super) fn are_currencies(&self) -> bool {
        self.most(|cell| cell.len() == 3 && cell.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }

    /// Whether most filled cells look like ids: a digit, and no blank.
    pub(super) fn are_ids(&self) -> bool {
        self.most(|cell| cell.contains(|c: char| c.is_ascii_digit()) && !cell.contains(' '))
    }

    /// The different filled cells.
    pub(super) fn words(&self) -> BTreeSet<&str> {
        self.filled.iter().map(String::as_str).collect()
    }

    /// Whether no two filled cells are the same and none is blank.
    pub(super) fn are_unique(&self) -> bool {
        self.filled.len() == self.rows && self.words().len() == self.rows
    }

    /// The number of filled cells for which the condition holds.
    pub(super) fn count(&self, holds: impl Fn(&str) -> bool) -> usize {
        self.filled.iter().filter(|cell| holds(cell)).count()
    }

    /// Whether the condition holds for most filled cells, of which there is at least one.
    pub(super) fn most(&self, holds: impl Fn(&str) -> bool) -> bool {
        let (count, all) = (self.count(holds), self.filled.len());
        let is_few = all >= FEW_MIN && count + 1 == all;
        all > 0 && (is_few || count * 100 >= all * MOST)
    }
}

/// Whether a cell is a duration such as 1:30 or 90 min.
pub(super) fn looks_like_duration(cell: &str) -> bool {
    let has_unit = cell.ends_with(|letter: char| letter.is_alphabetic());
    cell.starts_with(|digit: char| digit.is_ascii_digit()) && (cell.contains(':') || has_unit)
}

/// Whether a cell has the signs of a number: digits, marks between them, a sign, a currency.
pub(super) fn looks_like_number(cell: &str) -> bool {
    let letters = cell.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_part = |c: char| {
        c.is_ascii_digit()
            || c.is_alphabetic()
            || c.is_whitespace()
            || ".,'\u{2019}+-\u{2212}()€$£¥".contains(c)
    };
    letters <= 3
        && cell.contains(|digit: char| digit.is_ascii_digit())
        && cell.chars().all(is_part)
        && !cell
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .contains(|c: char| c == '-' && !cell.ends_with('-'))
}

/// Whether a cell is a date in one of the known forms.
pub(super) fn looks_like_date(cell: &str) -> bool {
    dates(&[cell.to_owned()]).is_some()
}

/// How these cells write numbers. None if they are no numbers.
pub(super) fn notations<'c>(
    cells: &(impl Iterator<Item = &'c str> + Clone),
) -> Option<Answers<Notation>> {
    let read = |notation: Notation| -> Vec<Option<i128>> {
        let number = |cell| number::written(cell, notation, Size::Grouped).ok();
        let micros = |cell| number(cell).and_then(|written| written.number.micros().ok());
        cells.clone().map(micros).collect()
    };
    let tried = NOTATIONS.map(|(decimal, grouping)| {
        let notation = Notation {
            decimal: Some(decimal),
            grouping: Some(grouping),
        };
        (notation, read(notation))
    });
    best(tried.to_vec())
}

fn dates(cells: &[String]) -> Option<Answers<String>> {
    let mut tried = vec![];
    for day in DAYS {
        for time in TIMES {
            if day == USUAL && !time.is_empty() {
                continue;
            }
            let format = format!("{day}{time}");
            let read = cells.iter().map(|cell| date(cell, &format)).collect();
            tried.push((format, read));
        }
    }
    let best = best(tried)?;
    let most = |format: &String| {
        let count = cells
            .iter()
            .filter(|cell| date(cell, format).is_some())
            .count();
        count * 100 >= cells.len() * MOST_DATES
    };
    best.0.iter().all(most).then_some(best)
}

/// The seconds of a date in this form.
fn date(cell: &str, format: &str) -> Option<i128> {
    let has_digits = cell.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let dates = Dates::of(&[format.to_owned()]);
    let time = dates.time(cell).ok().filter(|_| has_digits)?;
    SECONDS
        .contains(&time.seconds)
        .then_some(i128::from(time.seconds))
}

/// The forms that read the most cells. Those that read every cell in the same way as an earlier one are left
/// out.
fn best<T>(tried: Vec<(T, Vec<Option<i128>>)>) -> Option<Answers<T>> {
    let count = |read: &Vec<Option<i128>>| read.iter().flatten().count();
    let most = tried.iter().map(|(_, read)| count(read)).max()?;
    if most == 0 {
        return None;
    }
    let mut kept: Vec<(T, Vec<Option<i128>>)> = vec![];
    for (form, read) in tried {
        if count(&read) == most && !kept.iter().any(|(_, other)| *other == read) {
            kept.push((form, read));
        }
    }
    Some(Answers(kept.into_iter().map(|(form, _)| form).collect()))
}
