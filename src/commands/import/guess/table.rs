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
    /// The rows with as many cells as there are headings.
    pub(super) rows: Vec<Row>,
    /// The records that are no such rows.
    pub(super) odd: usize,
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
                    (width > 1, table.rows.len(), width)
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
        let cells = |record: &Record| match &record.content {
            Ok(Content::Cells(cells)) => Some(cells.clone()),
            _ => None,
        };
        let rows: Vec<(u64, Vec<String>)> = records
            .iter()
            .filter_map(|record| Some((record.line, cells(record)?)))
            .collect();
        let width = usual_width(&rows);
        let is_header = |row: &(u64, Vec<String>)| may_be_header(&row.1, width);
        let header = rows.iter().take(ABOVE_MAX).position(is_header);
        let (header_line, names, from) = match header {
            Some(at) => (Some(rows[at].0), rows[at].1.clone(), at + 1),
            None => (None, vec![String::new(); width], 0),
        };
        let below: Vec<Vec<String>> = rows
            .into_iter()
            .skip(from)
            .map(|(_, cells)| cells)
            .collect();
        let count = below.len();
        let kept: Vec<Vec<String>> = below
            .into_iter()
            .filter(|cells| cells.len() == names.len())
            .collect();
        Self {
            form,
            header_line,
            odd: count - kept.len(),
            names,
            rows: kept,
        }
    }

    fn of_objects(form: Form, records: &[Record]) -> Self {
        let mut names: Vec<String> = vec![];
        let mut objects: Vec<BTreeMap<&str, &str>> = vec![];
        for record in records {
            let Ok(Content::Fields(fields)) = &record.content else {
                continue;
            };
            let mut object = BTreeMap::new();
            for (name, value) in fields {
                if !names.contains(name) {
                    names.push(name.clone());
                }
                if let Value::Text(text) = value {
                    object.insert(name.as_str(), text.as_str());
                }
            }
            objects.push(object);
        }
        let row = |object: &BTreeMap<&str, &str>| {
            let cell = |name: &String| {
                object
                    .get(name.as_str())
                    .map_or("", |cell| *cell)
                    .to_owned()
            };
            names.iter().map(cell).collect()
        };
        Self {
            form,
            header_line: Some(1),
            rows: objects.iter().map(row).collect(),
            odd: records.len() - objects.len(),
            names,
        }
    }

    /// The cells of a column.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &str> + Clone {
        self.rows.iter().map(move |row| row[at].as_str())
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
fn usual_width(rows: &[(u64, Vec<String>)]) -> usize {
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
    cells.len() == width
        && filled.len() * 2 >= width
        && !filled.is_empty()
        && !filled.iter().any(is_value)
}
