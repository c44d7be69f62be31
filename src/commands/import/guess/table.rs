//! The head of a file of unknown form: its delimiter, its line of headings and its first rows. The rows come
//! from the importer's own reader.

use std::{collections::BTreeMap, io};

use crate::{
    failure::Failure,
    import::{
        guess::cells::{looks_like_date, looks_like_number},
        input::Input,
        layout::{FileForm, Layout},
        record::{Content, Form, Record},
        source::Source,
        value::Value,
    },
};

/// The rows that are read.
pub(super) const ROWS: usize = 1_000;

/// The lines that may stand above the headings.
const ABOVE_MAX: usize = 30;

/// The delimiters that are tried.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The cells of a row.
pub(super) type Row = Vec<String>;

/// The head of a file.
#[derive(Debug)]
pub(super) struct Table {
    /// The form of its records.
    pub(super) form: Form,
    /// The line of the headings. None if the file has none.
    pub(super) header_line: Option<u64>,
    /// The headings, or empty texts for columns without one.
    pub(super) names: Vec<String>,
    /// The rows, each with as many cells as there are headings. The last ones of a short row are blank.
    pub(super) rows: Vec<Row>,
    /// The places of the cells that are numbers and no texts, by row.
    numbers: Vec<Vec<usize>>,
    /// The records that the importer refuses for the number of their cells, or cannot read.
    pub(super) odd: usize,
    /// The rows that have as many cells as most rows.
    usual: usize,
}

impl Table {
    /// Reads the head of a file.
    pub(super) fn read(source: &Source, form: &FileForm) -> Result<Self, Failure> {
        let layout = Layout::Native { kind: None };
        let input = source.input(form, &layout)?;
        let failed = |error| Failure::io(&format!("cannot read {}", source.name), &error);
        let read = |form| records(input, form).map_err(failed);
        let best = match input.form() {
            Form::Delimited(_) => {
                let mut tables = vec![];
                for delimiter in DELIMITERS {
                    let form = Form::Delimited(delimiter);
                    tables.push(Self::of_cells(form, &read(form)?));
                }
                let size = |table: &Self| {
                    let width = table.names.len();
                    (width > 1, table.usual, width)
                };
                tables.into_iter().rev().max_by_key(size)
            }
            form if form.has_cells() => Some(Self::of_cells(form, &read(form)?)),
            form => Some(Self::of_objects(form, &read(form)?)),
        };
        let best = best.filter(|table| !table.rows.is_empty());
        best.ok_or_else(|| {
            let words = format!("{}: there are no rows from which to guess", source.name);
            Failure::message(words)
        })
    }

    fn of_cells(form: Form, records: &[Record]) -> Self {
        let cells = |record: &'_ Record| match &record.content {
            Ok(Content::Cells(cells)) => Some(cells.clone()),
            _ => None,
        };
        let all = records.iter();
        let all = all.filter_map(|record| Some((record, cells(record)?)));
        let all: Vec<(&Record, Row)> = all.collect();
        let width = usual_width(&all);
        let mut first = all.iter().take(ABOVE_MAX);
        let header = first.position(|(_, cells)| may_be_header(cells, width));
        let (header_line, names, from) = match header {
            Some(at) => (Some(all[at].0.line), all[at].1.clone(), at + 1),
            None => (None, vec![String::new(); width], 0),
        };
        let mut table = Self {
            form,
            header_line,
            names,
            rows: vec![],
            numbers: vec![],
            odd: 0,
            usual: 0,
        };
        for (record, cells) in all.into_iter().skip(from) {
            table.usual += usize::from(cells.len() == width);
            table.push(record, cells);
        }
        table
    }

    /// Takes a row. A sheet has no cells behind the last filled one, so there a short row is a whole one.
    fn push(&mut self, record: &Record, mut cells: Row) {
        let width = self.names.len();
        let is_long = cells.iter().skip(width).any(|cell| !cell.is_empty());
        let is_short = cells.len() < width && self.form != Form::Sheet;
        self.odd += usize::from(is_long || is_short);
        if !is_long {
            cells.resize(width, String::new());
            self.rows.push(cells);
            self.numbers.push(record.numbers.clone());
        }
    }

    fn of_objects(form: Form, records: &[Record]) -> Self {
        let mut names: Vec<String> = vec![];
        let mut objects: Vec<BTreeMap<&str, &Value>> = vec![];
        for record in records {
            let Ok(Content::Fields(fields)) = &record.content else {
                continue;
            };
            let mut object = BTreeMap::new();
            for (name, value) in fields {
                if !names.contains(name) {
                    names.push(name.clone());
                }
                if let Value::Text(_) | Value::Number(_) = value {
                    object.insert(name.as_str(), value);
                }
            }
            objects.push(object);
        }
        let row = |object: &BTreeMap<&str, &Value>| -> Row {
            let cell = |name: &String| object.get(name.as_str()).map(|value| value.text());
            names
                .iter()
                .map(|name| cell(name).unwrap_or_default())
                .collect()
        };
        let numbers = |object: &BTreeMap<&str, &Value>| -> Vec<usize> {
            let is_number =
                |name: &String| matches!(object.get(name.as_str()), Some(Value::Number(_)));
            let places = names.iter().enumerate();
            let places = places.filter(|(_, name)| is_number(name));
            places.map(|(at, _)| at).collect()
        };
        Self {
            form,
            header_line: Some(1),
            rows: objects.iter().map(row).collect(),
            numbers: objects.iter().map(numbers).collect(),
            odd: records.len() - objects.len(),
            usual: objects.len(),
            names,
        }
    }

    /// The cells of a column, each with whether it is a number and no text.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = (&str, bool)> {
        let rows = self.rows.iter().zip(&self.numbers);
        rows.map(move |(row, numbers)| (row[at].as_str(), numbers.contains(&at)))
    }
}

fn records(input: &Input, form: Form) -> io::Result<Vec<Record>> {
    let mut records = input.records_as(form)?;
    let mut read = vec![];
    while read.len() < ROWS + ABOVE_MAX
        && let Some(record) = records.read()?
    {
        read.push(record);
    }
    Ok(read)
}

/// The number of cells that most rows have.
fn usual_width(rows: &[(&Record, Row)]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, cells) in rows {
        *counts.entry(cells.len()).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width));
    most.map_or(0, |(width, _)| width)
}

/// Whether a row may be the headings: at least half of its cells are filled, with different texts that are
/// neither numbers nor dates.
fn may_be_header(cells: &[String], width: usize) -> bool {
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let is_value = |cell: &&String| {
        cell.starts_with(|digit: char| digit.is_ascii_digit()) && looks_like_number(cell)
            || looks_like_date(cell)
    };
    cells.len() >= width
        && filled.len() * 2 >= width
        && !filled.is_empty()
        && !filled.iter().any(is_value)
}
