//! Where the value of a field comes from: a column, several columns, or the mapping itself.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Unexpected, Visitor, value::MapAccessDeserializer},
};

/// A column by its number, from 1, or by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// By number.
    Number(usize),
    /// By name. In JSON Lines this is the name of the field.
    Name(String),
}

/// The source of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed(pub Rule);

/// The kind of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The same for all rows.
    Constant(String),
    /// From a column.
    Fed(Box<Rule>),
}

/// The year of dates that are written without one.
#[derive(Clone, Debug, PartialEq)]
pub enum Year {
    /// The same for all rows.
    Number(i32),
    /// From a cell above the header.
    Cell(Cell),
}

/// A cell above the header.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The line of the file, from 1.
    pub line: usize,
    /// The number of the column, from 1.
    pub column: usize,
}

/// A full rule for the value of a field.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The column.
    pub column: Option<Column>,
    /// The column that counts if the first one is blank.
    pub or: Option<Column>,
    /// Several columns whose texts are joined.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// The text between the texts of several columns. Default: a hyphen.
    pub between: Option<String>,
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
    /// What happens to the sign of the amount in this column.
    pub number: Option<Sign>,
    /// The days to add to the day in this column.
    pub plus_days: Option<u32>,
}

/// What happens to the sign of an amount.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// It is turned.
    Negate,
    /// It is dropped.
    Absolute,
}

impl Rule {
    /// The columns that it reads.
    pub fn reads(&self) -> impl Iterator<Item = &Column> {
        self.column.iter().chain(&self.or).chain(&self.columns)
    }
}

/// A value in a mapping: a number, a text, or keys of its own.
enum Raw<T> {
    Number(usize),
    Text(String),
    Keys(T),
}

struct RawVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for RawVisitor<T> {
    type Value = Raw<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name or the number of a column, or keys such as `column`")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Raw<T>, E> {
        let small = usize::try_from(number).map(Raw::Number);
        small.map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Raw<T>, E> {
        let small = usize::try_from(number).map(Raw::Number);
        small.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_bool<E: Error>(self, word: bool) -> Result<Raw<T>, E> {
        Ok(Raw::Text(word.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Raw<T>, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<Raw<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(keys)).map(Raw::Keys)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Raw<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::<IgnoredAny>::deserialize(deserializer)? {
            Raw::Number(number) => Ok(Self::Number(number)),
            Raw::Text(name) => Ok(Self::Name(name)),
            Raw::Keys(_) => Err(D::Error::custom("a column is a name or a number")),
        }
    }
}

impl<'de> Deserialize<'de> for Feed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let column = match Raw::deserialize(deserializer)? {
            Raw::Number(number) => Column::Number(number),
            Raw::Text(name) => Column::Name(name),
            Raw::Keys(rule) => return Ok(Self(rule)),
        };
        Ok(Self(Rule {
            column: Some(column),
            ..Rule::default()
        }))
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::deserialize(deserializer)? {
            Raw::Text(kind) => Ok(Self::Constant(kind)),
            Raw::Keys(rule) => Ok(Self::Fed(rule)),
            Raw::Number(_) => Err(D::Error::custom(
                "`kind` is a kind such as invoice, or keys such as `column` and `words`",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Year {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong =
            || D::Error::custom("`year` is a year such as 2026, or { line: 1, column: 13 }");
        match Raw::deserialize(deserializer)? {
            Raw::Number(year) => i32::try_from(year).map(Self::Number).map_err(|_| wrong()),
            Raw::Keys(cell) => Ok(Self::Cell(cell)),
            Raw::Text(_) => Err(wrong()),
        }
    }
}
