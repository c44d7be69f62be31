//! The named fields of one row, taken one by one; what is left over at the end was meant for something
//! else.

use std::collections::BTreeMap;

use prost_types::Timestamp;

use crate::{
    amount::{self, Notation},
    day,
    explain::Refusal,
    import::record::Value,
};
use client::pb::google_type::{Date, Money};

/// What to do about a number, and about a date, that is written otherwise.
const NUMBERS: &str =
    "correct it, or say how the file writes numbers: --map with `decimal`, `grouping`";
const DATES: &str = "correct it, or say how the file writes dates: --map with `dates`";

const SECONDS_A_DAY: i64 = 86_400;

/// How the texts of a file are to be read.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// How numbers are written.
    pub notation: Notation,
    /// How dates are written, besides the usual ways.
    pub dates: Vec<String>,
    /// The currency of amounts that have none.
    pub currency: Option<String>,
    /// By how many days all days are moved.
    pub shift_days: i32,
}

impl Writing {
    fn time(&self, text: &str) -> Result<Timestamp, String> {
        let mut time =
            day::parse_time(text, &self.dates).map_err(|words| format!("{words}; {DATES}"))?;
        time.seconds += SECONDS_A_DAY * i64::from(self.shift_days);
        Ok(time)
    }
}

/// The fields of one row.
#[derive(Debug)]
pub struct Fields<'a> {
    values: BTreeMap<String, Value>,
    writing: &'a Writing,
}

impl<'a> Fields<'a> {
    /// Fields by name.
    pub fn new(values: BTreeMap<String, Value>, writing: &'a Writing) -> Self {
        Self { values, writing }
    }

    /// Whether the row has a field of this name, blank or not.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The names of the fields that were not taken and are not blank.
    pub fn left_over(self) -> Vec<String> {
        let blank = |value: &Value| match value {
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
        };
        self.values
            .into_iter()
            .filter(|(_, value)| !blank(value))
            .map(|(name, _)| name)
            .collect()
    }

    /// Takes a text. None: not there or blank.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        match self.values.remove(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Value::List(_)) => Err(Refusal::new(
                name,
                "NO_PLAIN_VALUE",
                "give one value, not a list",
            )),
        }
    }

    /// Takes a text; the service has the word on what is missing.
    pub fn text_or_empty(&mut self, name: &str) -> Result<String, Refusal> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// Takes a list: of a JSON array, or with `;` between the items.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        let items = match self.values.remove(name) {
            None => vec![],
            Some(Value::Text(text)) => text.split(';').map(str::to_owned).collect(),
            Some(Value::List(items)) => items,
        };
        let items = items.into_iter().map(|item| item.trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    }

    /// The rest of the names that begin with `prefix`.
    pub fn names_after(&self, prefix: &str) -> Vec<String> {
        let names = self
            .values
            .keys()
            .filter_map(|name| name.strip_prefix(prefix));
        names.map(str::to_owned).collect()
    }

    /// Takes `amount` and `currency`.
    pub fn money(&mut self) -> Result<Option<Money>, Refusal> {
        let currency = self
            .text("currency")?
            .or_else(|| self.writing.currency.clone());
        let Some(micros) = self.decimal("amount")? else {
            return Ok(None);
        };
        let currency = currency.ok_or_else(|| {
            let remedy = "the amount has no currency; fill the column, or give --currency";
            Refusal::new("currency", "MISSING", remedy)
        })?;
        Ok(Some(amount::money(micros, &currency)))
    }

    /// Takes a decimal, in millionths.
    pub fn decimal(&mut self, name: &str) -> Result<Option<i128>, Refusal> {
        let notation = self.writing.notation;
        let parse = |text: String| {
            amount::parse_micros(&text, notation).map_err(|words| format!("{words}; {NUMBERS}"))
        };
        self.parse(name, "NO_DECIMAL", parse)
    }

    /// Takes a whole number.
    pub fn whole<N: TryFrom<i64>>(&mut self, name: &str) -> Result<Option<N>, Refusal> {
        self.parse(name, "NO_WHOLE_NUMBER", |text| {
            let number = text
                .parse::<i64>()
                .ok()
                .and_then(|number| N::try_from(number).ok());
            number.ok_or_else(|| format!("`{text}` is no whole number, or too large"))
        })
    }

    /// Takes basis points: a whole number, or per cent as in `12.5%`.
    pub fn basis_points(&mut self, name: &str) -> Result<Option<i32>, Refusal> {
        let notation = self.writing.notation;
        self.parse(name, "NO_BASIS_POINTS", |text| {
            let told =
                || format!("`{text}` is neither basis points such as 1250 nor such as 12.5%");
            let Some(percent) = text.strip_suffix('%') else {
                return text.parse().map_err(|_| told());
            };
            let micros = amount::parse_micros(percent, notation).map_err(|_| told())?;
            let whole = micros % 10_000 == 0;
            whole
                .then_some(micros / 10_000)
                .and_then(|bps| bps.try_into().ok())
                .ok_or_else(told)
        })
    }

    /// Takes a day.
    pub fn date(&mut self, name: &str) -> Result<Option<Date>, Refusal> {
        let writing = self.writing;
        self.parse(name, "NO_DATE", |text| {
            let time = writing.time(&text)?;
            day::of_time(&time).ok_or_else(|| format!("`{text}` is out of range"))
        })
    }

    /// Takes a time.
    pub fn time(&mut self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let writing = self.writing;
        self.parse(name, "NO_TIME", |text| writing.time(&text))
    }

    /// Takes one of the words of an enum, whatever its case; 0 where there is none.
    pub fn choice<E: Choice>(&mut self, name: &str) -> Result<i32, Refusal> {
        let choice = self.parse(name, "UNKNOWN_WORD", |text| {
            parse_choice::<E>(&text)
                .ok_or_else(|| format!("`{text}` is none of {}", E::words().join(", ")))
        });
        Ok(choice?.unwrap_or(0))
    }

    /// Takes a yes or a no; no where there is none.
    pub fn yes_or_no(&mut self, name: &str) -> Result<bool, Refusal> {
        let answer = self.parse(name, "UNKNOWN_WORD", |text| {
            match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(true),
                "no" | "n" | "false" | "0" => Ok(false),
                _ => Err(format!("`{text}` is neither yes nor no")),
            }
        });
        Ok(answer?.unwrap_or(false))
    }

    fn parse<T>(
        &mut self,
        name: &str,
        rule: &str,
        parse: impl FnOnce(String) -> Result<T, String>,
    ) -> Result<Option<T>, Refusal> {
        let text = self.text(name)?;
        text.map(parse)
            .transpose()
            .map_err(|words| Refusal::new(name, rule, words))
    }
}

/// An enum of the wire whose words can be typed.
pub trait Choice: Sized {
    /// What its names begin with. Example: `EFFORT_KIND_`.
    const PREFIX: &'static str;
    /// The value of a full name.
    fn of_name(name: &str) -> Option<i32>;
    /// The full name of a value.
    fn name_of(value: i32) -> Option<&'static str>;

    /// All words, as they are typed.
    fn words() -> Vec<String> {
        let names = (1..).map_while(Self::name_of);
        names
            .map(|name| name.trim_start_matches(Self::PREFIX).to_lowercase())
            .collect()
    }
}

fn parse_choice<E: Choice>(text: &str) -> Option<i32> {
    let word = text.trim().to_uppercase().replace([' ', '-'], "_");
    let full = if word.starts_with(E::PREFIX) {
        word
    } else {
        format!("{}{word}", E::PREFIX)
    };
    E::of_name(&full).filter(|value| *value != 0)
}
