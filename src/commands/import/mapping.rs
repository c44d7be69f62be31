//! A mapping: a YAML document that assigns the columns of a foreign file to fields. The importer checks the
//! whole mapping before it reads a row. `docs/import.md` describes it.

mod check;
mod condition;
mod feed;
mod yaml;

use std::{collections::BTreeMap, fs, path::Path};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    date::{Dates, Zone},
    failure::Failure,
    import::{
        columns::{self, CUSTOMER},
        record::Form,
        writing::Writing,
    },
    number::{Decimal, Notation},
};

pub use condition::{Condition, Range};
pub use feed::{Cell, Column, Feed, Kind, Rule, Sign, Year};

/// A mapping as the user writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `csv` or `jsonl`. Default: by the file's name or content.
    pub format: Option<String>,
    /// One character, `tab` or `whitespace`. Default: found out from the header.
    pub delimiter: Option<String>,
    /// The encoding of the text, such as `windows-1252`. Default: found out.
    pub encoding: Option<String>,
    /// The sheet of a spreadsheet. Default: the first.
    pub sheet: Option<String>,
    /// The line of the header, where lines stand above it. Default: the first line that has all columns of
    /// this mapping.
    pub header_line: Option<u64>,
    /// Whether the first row names the columns. Otherwise columns have numbers, from 1.
    #[serde(default = "yes")]
    pub header: bool,
    /// The number of columns in each row. Other rows are refused. Default: as many as the header has.
    pub columns: Option<usize>,
    /// `point` or `comma`. Default: a number must have only one meaning.
    pub decimal: Option<Decimal>,
    /// The separator between groups of three digits, such as `.` in 1.234,56.
    pub grouping: Option<char>,
    /// The formats of dates. They are tried in this order, before 2026-03-31 and RFC 3339.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The year of dates that are written without one.
    pub year: Option<Year>,
    /// The zone of times that name none. Default: UTC.
    pub zone: Option<String>,
    /// The currency for amounts without one.
    pub currency: Option<String>,
    /// Whether amounts are whole numbers of the currency's smallest unit.
    #[serde(default)]
    pub minor_units: bool,
    /// The days from the issue date to the due date of invoices that have no due date.
    pub due_days: Option<u32>,
    /// Columns in which a blank cell means the cell above it.
    #[serde(default)]
    pub fill_down: Vec<Column>,
    /// The source of the facts.
    pub source: Option<String>,
    /// Conditions. A row that meets one of them yields nothing but still counts as a record.
    #[serde(default)]
    pub skip: Vec<Condition>,
    /// Rows that the mapping does not cover. They are refused.
    #[serde(default)]
    pub refuse: Vec<Refuse>,
    /// The items that a row yields, in order.
    pub rows: Vec<Spanned<Target>>,
}

/// Rows that are refused, so that the mapping leaves no row out unsaid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// Conditions. A row that meets all of them is refused.
    pub when: Vec<Condition>,
    /// Why, and what to do.
    pub because: String,
}

/// One customer or fact from a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `customer` or a kind of fact. It is the same for all rows or comes from a column.
    pub kind: Kind,
    /// The text after the record's number in a fact id that the importer makes. Default: nothing for the
    /// first fact, the kind for the others.
    pub suffix: Option<String>,
    /// Conditions. The row yields this item only if it meets all of them.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The columns of a key. All rows with the same texts in them yield the item only once.
    #[serde(default)]
    pub once_per: Vec<Column>,
    /// The column whose amounts are added up over these rows, if they have parts of a total.
    pub sum: Option<Column>,
    /// The source of each field.
    pub fields: BTreeMap<String, Spanned<Feed>>,
}

const fn yes() -> bool {
    true
}

impl Mapping {
    /// Reads and checks a mapping.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::io(&format!("cannot read {}", path.display()), &error))?;
        Self::parse(&text).map_err(|words| Failure::message(format!("{}: {words}", path.display())))
    }

    /// Parses and checks a mapping. The error names the place and the problem.
    pub fn parse(text: &str) -> Result<Self, String> {
        // Otherwise a column `No` would be the word for false.
        let options = serde_saphyr::options! { strict_booleans: true };
        let mapping = serde_saphyr::from_str_with_options(text, options);
        let mut mapping: Self = mapping.map_err(|error| yaml::in_words(&error))?;
        mapping.rename_aliases();
        mapping.check()?;
        Ok(mapping)
    }

    /// Gives fields that a mapping names by their other name their own name.
    fn rename_aliases(&mut self) {
        for row in &mut self.rows {
            let fields = std::mem::take(&mut row.value.fields).into_iter();
            let named = fields.map(|(name, feed)| (columns::own_name(&name).to_owned(), feed));
            row.value.fields = named.collect();
        }
    }

    /// How the file writes numbers and days.
    pub fn writing(&self) -> Result<Writing, String> {
        let zone = self.zone.as_deref().map(Zone::of).transpose()?;
        let year_from = match &self.year {
            Some(Year::Number(year)) => NaiveDate::from_ymd_opt(*year, 1, 1),
            _ => None,
        };
        Ok(Writing {
            notation: self.notation(),
            dates: Dates {
                formats: self.dates.clone(),
                zone,
                year_from,
            },
            currency: self.currency.clone(),
            minor_units: self.minor_units,
            due_days: self.due_days,
            shift_days: 0,
        })
    }

    /// The first day of the year of dates without one, if a cell above the header gives it: a year, or
    /// the day on which a year of the books begins. `above` are the cells of the lines above the header.
    pub fn year_from(&self, above: &[Vec<String>]) -> Result<Option<NaiveDate>, String> {
        let Some(Year::Cell(Cell { line, column })) = self.year else {
            return Ok(None);
        };
        let cells = line.checked_sub(1).and_then(|line| above.get(line));
        let text = column.checked_sub(1).and_then(|at| cells?.get(at));
        let text = text.map_or("", |text| text.trim());
        let formats = ["%Y%m%d".to_owned()];
        let year = text.parse().ok().filter(|_| text.len() == 4);
        year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1))
            .or_else(|| Some(Dates::of(&formats).read(text).ok()?.day()))
            .map(Some)
            .ok_or_else(|| {
                format!(
                    "`year`: column {column} of line {line} is `{text}`, which is neither a year nor a day: correct the \
                     mapping, or write the year as in `year: 2026`"
                )
            })
    }

    /// Whether an item is known to be whole only when the next row is read.
    pub fn adds_up(&self) -> bool {
        self.rows.iter().any(|row| row.value.sum.is_some())
    }

    /// Whether it has a field of this name.
    pub fn has_field(&self, name: &str) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.value.fields.contains_key(name))
    }

    /// All conditions.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let skipped = self.skip.iter();
        let refused = self.refuse.iter().flat_map(|refuse| &refuse.when);
        let yielded = self.rows.iter().flat_map(|row| &row.value.when);
        skipped.chain(refused).chain(yielded)
    }

    /// The greatest number of a column that it names by number.
    pub(super) fn last_number(&self) -> Option<usize> {
        let numbers = self.reads().filter_map(|column| match column {
            Column::Number(number) => Some(*number),
            Column::Name(_) => None,
        });
        numbers.max()
    }

    /// All columns that the mapping reads.
    pub fn reads(&self) -> impl Iterator<Item = &Column> {
        let targets = || self.rows.iter().map(|row| &row.value);
        let conditions = self.conditions();
        let kinds = targets().filter_map(|row| match &row.kind {
            Kind::Fed(rule) => Some(&**rule),
            Kind::Constant(_) => None,
        });
        let rules = kinds.chain(targets().flat_map(Target::rules));
        conditions
            .map(|condition| &condition.column)
            .chain(rules.flat_map(Rule::reads))
            .chain(targets().flat_map(|row| row.once_per.iter().chain(&row.sum)))
            .chain(&self.fill_down)
    }

    /// The form of the file's records, if the mapping gives it.
    pub fn form(&self) -> Result<Option<Form>, String> {
        let delimited = self
            .delimiter
            .as_deref()
            .map(form_of_delimiter)
            .transpose()?;
        match self.format.as_deref() {
            Some("jsonl") => Ok(Some(Form::JsonLines)),
            Some("csv") | None => Ok(delimited),
            Some(other) => Err(format!("format `{other}` is neither csv nor jsonl")),
        }
    }

    /// The notation of numbers.
    pub fn notation(&self) -> Notation {
        Notation {
            decimal: self.decimal,
            grouping: self.grouping,
        }
    }

    /// The text after the record's number in fact ids for the target at index `at`.
    pub fn suffix(&self, at: usize) -> String {
        let before = &mut self.rows[..at].iter();
        let is_first = !before.any(|row| row.value.may_be_fact());
        match &self.rows[at].value {
            Target {
                suffix: Some(suffix),
                ..
            } => suffix.clone(),
            Target {
                kind: Kind::Constant(kind),
                ..
            } if !is_first => kind.clone(),
            _ => String::new(),
        }
    }
}

/// The form of records with this delimiter.
pub fn form_of_delimiter(delimiter: &str) -> Result<Form, String> {
    match delimiter {
        "whitespace" => Ok(Form::Whitespace),
        "tab" | "\t" => Ok(Form::Delimited(b'\t')),
        text => match text.as_bytes() {
            [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Form::Delimited(*byte)),
            _ => Err(format!(
                "delimiter `{text}` is no single character, `tab` or `whitespace`"
            )),
        },
    }
}

impl Target {
    /// Whether the target may yield a fact.
    pub(super) fn may_be_fact(&self) -> bool {
        !matches!(&self.kind, Kind::Constant(kind) if kind == CUSTOMER)
    }

    /// The field that takes the column to add up.
    pub(super) fn summed_field(&self) -> Option<&str> {
        let sum = self.sum.as_ref()?;
        let mut fields = self.fields.iter();
        let summed = fields.find(|(_, feed)| feed.value.0.column.as_ref() == Some(sum));
        summed.map(|(name, _)| name.as_str())
    }

    /// The rules of its fields.
    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.fields.values().map(|feed| &feed.value.0)
    }
}
