//! How a file writes numbers and dates, by the columns that hold them.

use crate::{
    import::guess::{
        cells::{Answers, USUAL, looks_like_number, notations},
        columns::{Column, Columns, quoted},
        words::Meaning,
    },
    number::{Decimal, Notation},
};

/// The meanings of dates.
const DATES: [Meaning; 4] = [
    Meaning::IssueDate,
    Meaning::DueDate,
    Meaning::PaidDate,
    Meaning::Date,
];

/// The lines of a mapping about numbers and dates, and the questions that the file leaves open.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<String>,
    pub(super) questions: Vec<String>,
}

impl Lines {
    pub(super) fn of(columns: &Columns) -> Self {
        let mut lines = Self::default();
        lines.numbers(columns);
        lines.dates(columns);
        lines.zone(columns);
        lines
    }

    fn numbers(&mut self, columns: &Columns) {
        let is_number = |column: &Column| {
            matches!(
                column.meaning,
                Some(
                    Meaning::Amount
                        | Meaning::PaidAmount
                        | Meaning::Hours
                        | Meaning::Minutes
                        | Meaning::Ignored
                )
            ) && (column.meaning == Some(Meaning::Hours) || column.cells.are_numbers())
        };
        let numbers = columns.0.iter().filter(|column| is_number(column));
        let cells = numbers.flat_map(|column| &column.cells.texts);
        let cells = cells.filter(|cell| looks_like_number(cell));
        let cells: Vec<&str> = cells.map(String::as_str).collect();
        let Some(answers) = notations(&cells.iter().copied()) else {
            return;
        };
        if let Some(notation) = answers.only() {
            let has_mark = cells.iter().any(|cell| cell.contains(['.', ',', ' ']));
            let keys = keys(*notation, &cells).into_iter();
            self.lines.extend(keys.filter(|_| has_mark));
            return;
        }
        let example = cells
            .iter()
            .find(|cell| cell.contains(['.', ',', ' ']))
            .copied()
            .unwrap_or_default();
        let choices: Vec<String> = answers
            .0
            .iter()
            .map(|answer| keys(*answer, &cells).join(", "))
            .collect();
        self.ask(format!(
            "is `{example}` a number with decimals or with groups of thousands? Write one of: {}",
            choices.join(" or ")
        ));
    }

    fn dates(&mut self, columns: &Columns) {
        let found: Vec<&Answers<String>> = DATES
            .iter()
            .filter_map(|meaning| columns.with(*meaning)?.cells.dates.as_ref())
            .collect();
        let decided: Vec<&String> = found.iter().filter_map(|answers| answers.only()).collect();
        let mut formats: Vec<String> = vec![];
        for answers in found {
            let known = answers.0.iter().find(|format| decided.contains(format));
            if let Some(format) = known.or(answers.only()) {
                formats.push(format.clone());
                continue;
            }
            let choices = answers.0.iter();
            let choices = choices.map(|format| format!("dates: [{}]", quoted(format)));
            let choices: Vec<String> = choices.collect();
            self.ask(format!(
                "does the day or the month come first? No day above 12 says it. Write one of: {}",
                choices.join(" or ")
            ));
        }
        if let Some(time) = columns.with(Meaning::Time) {
            let with_time: Vec<String> = formats
                .iter()
                .filter(|format| *format != USUAL)
                .map(|format| format!("{format} {}", clock(time)))
                .collect();
            formats.extend(with_time);
        }
        formats.retain(|format| format != USUAL);
        let mut texts: Vec<String> = vec![];
        for format in formats {
            let text = quoted(&format);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        if !texts.is_empty() {
            self.lines.push(format!("dates: [{}]", texts.join(", ")));
        }
    }

    /// Times of day need a zone, unless they name one.
    fn zone(&mut self, columns: &Columns) {
        let is_local = |cell: &String| {
            let time = cell.split_once([' ', 'T']).map_or("", |(_, time)| time);
            time.contains(':') && !time.contains(['Z', '+', '-'])
        };
        let dates = DATES.iter().filter_map(|meaning| columns.with(*meaning));
        let mut dates = dates.filter(|column| !column.heading.contains("UTC"));
        let is_local = dates.any(|column| column.cells.filled.iter().any(is_local));
        if is_local || columns.has(Meaning::Time) {
            self.ask(
                "in which zone are the times? They count as UTC until you write it as in \
                 `zone: Europe/Berlin`"
                    .to_owned(),
            );
        }
    }

    fn ask(&mut self, question: String) {
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }
}

/// The form of the times of day in a column.
fn clock(column: &Column) -> &'static str {
    let first = column.cells.filled.first().map_or("", String::as_str);
    let has_seconds = first.matches(':').count() == 2;
    match (first.to_lowercase().ends_with('m'), has_seconds) {
        (false, true) => "%H:%M:%S",
        (false, false) => "%H:%M",
        (true, true) => "%I:%M:%S %p",
        (true, false) => "%I:%M %p",
    }
}

/// The keys of a mapping for a notation of these cells.
fn keys(notation: Notation, cells: &[&str]) -> Vec<String> {
    let decimal = match notation.decimal {
        Some(Decimal::Comma) => "decimal: comma",
        _ => "decimal: point",
    };
    let occurs = |sign: &char| cells.iter().any(|cell| cell.contains(*sign));
    let grouping = notation.grouping.filter(occurs);
    let grouping = grouping.map(|sign| format!("grouping: {}", quoted(&sign.to_string())));
    [Some(decimal.to_owned()), grouping]
        .into_iter()
        .flatten()
        .collect()
}
