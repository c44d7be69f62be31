//! A mapping: a YAML document that assigns the columns of a foreign file to fields. The importer checks the
//! whole mapping before it reads a row. `docs/import.md` describes it.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use crate::{amount::Notation, failure::Failure, import::record::Form};

/// A mapping as the user writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `csv` or `jsonl`. Default: by the file's name or content.
    pub format: Option<String>,
    /// One character, `tab` or `whitespace`. Default: the comma.
    pub delimiter: Option<String>,
    /// Whether the first row names the columns. Otherwise columns have numbers, from 1.
    #[serde(default = "yes")]
    pub header: bool,
    /// The number of columns in each row. Other rows are refused. Default: as many as the header has.
    pub columns: Option<usize>,
    /// `point` or `comma`.
    #[serde(default)]
    pub decimal: Decimal,
    /// The separator between groups of three digits, such as `.` in 1.234,56.
    pub grouping: Option<char>,
    /// The formats of dates. They are tried in this order, before 2026-03-31 and RFC 3339.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The currency for amounts without one.
    pub currency: Option<String>,
    /// The source of the facts.
    pub source: Option<String>,
    /// Conditions. A row that meets one of them yields nothing but still counts as a record.
    #[serde(default)]
    pub skip: Vec<Condition>,
    /// The items that a row yields, in order.
    pub rows: Vec<Target>,
}

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 1.5
    #[default]
    Point,
    /// 1,5
    Comma,
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
    /// The source of each field.
    pub fields: BTreeMap<String, Feed>,
}

/// The kind of an item.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Kind {
    /// The same for all rows.
    Constant(String),
    /// From a column.
    Fed(FeedRule),
}

/// A column by its number, from 1, or by its name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Column {
    /// By number.
    Number(usize),
    /// By name. In JSON Lines this is the name of the field.
    Name(String),
}

/// The source of a field: only a column, or a full rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Feed {
    /// Only the column.
    Column(Column),
    /// A full rule.
    Rule(FeedRule),
}

/// A full rule for the value of a field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedRule {
    /// The column.
    pub column: Option<Column>,
    /// A fixed text for all rows, instead of a column.
    pub value: Option<String>,
    /// The value for a blank column.
    pub default: Option<String>,
    /// The meanings of the column's words. Other words are refused.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// A prefix to remove from the column's text.
    #[serde(default)]
    pub strip: String,
    /// A text to put before the column's text.
    #[serde(default)]
    pub prefix: String,
    /// A text to put after the column's text.
    #[serde(default)]
    pub suffix: String,
    /// The format of the date in this column.
    pub date: Option<String>,
}

/// A condition on a row. All parts that are set must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column to check.
    pub column: Column,
    /// Its text is one of these.
    pub is: Option<Vec<String>>,
    /// Its text is none of these.
    pub is_not: Option<Vec<String>>,
    /// Its text begins with this.
    pub starts_with: Option<String>,
    /// Its text is blank (true) or not (false).
    pub blank: Option<bool>,
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

    /// Parses and checks a mapping. The error names the problem.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        mapping.check()?;
        Ok(mapping)
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
            Some("csv") => Ok(Some(delimited.unwrap_or(Form::Delimited(b',')))),
            Some(other) => Err(format!("format `{other}` is neither csv nor jsonl")),
            None => Ok(delimited),
        }
    }

    /// The notation of numbers.
    pub fn notation(&self) -> Notation {
        Notation {
            decimal_comma: self.decimal == Decimal::Comma,
            grouping: self.grouping,
        }
    }

    /// The text after the record's number in fact ids for the target at index `at`.
    pub fn suffix(&self, at: usize) -> String {
        let is_first = !self.rows[..at].iter().any(Target::may_be_fact);
        match &self.rows[at] {
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
        !matches!(&self.kind, Kind::Constant(kind) if kind == "customer")
    }
}

impl Feed {
    /// The same source as a full rule.
    pub fn rule(&self) -> FeedRule {
        match self {
            Self::Column(column) => FeedRule {
                column: Some(column.clone()),
                ..FeedRule::default()
            },
            Self::Rule(rule) => rule.clone(),
        }
    }
}

impl Condition {
    /// Whether the condition holds for the column's text.
    pub fn holds(&self, text: &str) -> bool {
        let among = |words: &Vec<String>| words.iter().any(|word| word == text);
        self.is.as_ref().is_none_or(among)
            && !self.is_not.as_ref().is_some_and(among)
            && self
                .starts_with
                .as_ref()
                .is_none_or(|start| text.starts_with(start.as_str()))
            && self.blank.is_none_or(|blank| text.is_empty() == blank)
    }
}
