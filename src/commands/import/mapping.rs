//! A mapping: a YAML document that says which column of a foreign file feeds which field. It is checked
//! whole before a row is read. `docs/import.md` describes it.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use crate::{amount::Notation, failure::Failure, import::record::Form};

/// A mapping as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// `csv` or `jsonl`. Default: by the file's name or content.
    pub format: Option<String>,
    /// One character, `tab` or `whitespace`. Default: the comma.
    pub delimiter: Option<String>,
    /// Whether the first row names the columns; without, columns are named by number, from 1.
    #[serde(default = "yes")]
    pub header: bool,
    /// How many columns each row has; other rows are refused. Default: as many as the header.
    pub columns: Option<usize>,
    /// `point` or `comma`.
    #[serde(default)]
    pub decimal: Decimal,
    /// The sign between groups of three digits, such as `.` in 1.234,56.
    pub grouping: Option<char>,
    /// How dates are written, tried in this order, before 2026-03-31 and RFC 3339.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The currency of amounts that have none.
    pub currency: Option<String>,
    /// The source of the facts.
    pub source: Option<String>,
    /// Rows for which one of these holds are left out; they still count as records.
    #[serde(default)]
    pub skip: Vec<Condition>,
    /// What a row yields, in order.
    pub rows: Vec<Target>,
}

/// The sign before decimals.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    /// 1.5
    #[default]
    Point,
    /// 1,5
    Comma,
}

/// One customer or fact that a row yields.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `customer` or a kind of fact, the same for all rows or fed from a column.
    pub kind: Kind,
    /// Stands behind the record's number in made fact ids. Default: nothing for the first fact, the kind
    /// for the others.
    pub suffix: Option<String>,
    /// Yielded only where all of these hold.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What feeds which field.
    pub fields: BTreeMap<String, Feed>,
}

/// The kind of what a row yields.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Kind {
    /// The same for all rows.
    Constant(String),
    /// Fed from a column.
    Fed(FeedRule),
}

/// A column by its number, from 1, or by its name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Column {
    /// By number.
    Number(usize),
    /// By name; in JSON Lines the name of the field.
    Name(String),
}

/// What feeds a field: a column, or more about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Feed {
    /// Just the column.
    Column(Column),
    /// In full.
    Rule(FeedRule),
}

/// What feeds a field, in full.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedRule {
    /// The column.
    pub column: Option<Column>,
    /// The same text for all rows, instead of a column.
    pub value: Option<String>,
    /// Taken where the column is blank.
    pub default: Option<String>,
    /// What the column's words mean; other words are refused.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Left out where the column begins with it.
    #[serde(default)]
    pub strip: String,
    /// Put before what the column has.
    #[serde(default)]
    pub prefix: String,
    /// Put behind what the column has.
    #[serde(default)]
    pub suffix: String,
    /// How the date in this column is written.
    pub date: Option<String>,
}

/// Something that holds for a row or not. All parts given must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The column looked at.
    pub column: Column,
    /// It is one of these.
    pub is: Option<Vec<String>>,
    /// It is none of these.
    pub is_not: Option<Vec<String>>,
    /// It begins with this.
    pub starts_with: Option<String>,
    /// It is blank, or is not.
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

    /// Parses and checks a mapping; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        mapping.check()?;
        Ok(mapping)
    }

    /// How the file's records are written, if the mapping says so.
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

    /// How numbers are written.
    pub fn notation(&self) -> Notation {
        Notation {
            decimal_comma: self.decimal == Decimal::Comma,
            grouping: self.grouping,
        }
    }

    /// What stands behind the record's number in the fact ids made for the target at this place.
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

/// How records with this delimiter are written.
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
    /// Whether it may yield a fact.
    pub(super) fn may_be_fact(&self) -> bool {
        !matches!(&self.kind, Kind::Constant(kind) if kind == "customer")
    }
}

impl Feed {
    /// The same in full.
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
    /// Whether it holds for what the column has.
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
