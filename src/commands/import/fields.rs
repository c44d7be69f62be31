//! The named fields of one row. Each reader takes a field out. A field left at the end belongs to nothing
//! known.

use std::collections::BTreeMap;

use prost_reflect::EnumDescriptor;
use prost_types::{Duration, Timestamp};

use crate::{
    amount::{self, Notation},
    day,
    explain::Refusal,
    import::value::Value,
};
use client::pb::google_type::{Date, Money};

/// Remedies for numbers and dates in another notation.
const NUMBERS: &str =
    "correct it, or say how the file writes numbers: --map with `decimal`, `grouping`";
const SECONDS_A_DAY: i64 = 86_400;
const DATES: &str = "correct it, or say how the file writes dates: --map with `dates`";

/// How to read the texts of a file.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// The notation of numbers.
    pub notation: Notation,
    /// The formats of dates, besides the usual ones.
    pub dates: Vec<String>,
    /// The currency for amounts without one.
    pub currency: Option<String>,
    /// The number of days by which all days move.
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
    /// Creates the fields from their values by name.
    pub fn new(values: BTreeMap<String, Value>, writing: &'a Writing) -> Self {
        Self { values, writing }
    }

    /// Whether the row has a field of this name, even a blank one.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The names of the fields that nobody took and that are not blank.
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

    /// Takes a text. None if it is missing or blank.
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

    /// Takes a list, from a JSON array or from a text with `;` between the items.
    pub fn list(&mut self, name: &str) -> Vec<String> {
        let items = match self.values.remove(name) {
            None => vec![],
            Some(Value::Text(text)) => text.split(';').map(str::to_owned).collect(),
            Some(Value::List(items)) => items,
        };
        let items = items.into_iter().map(|item| item.trim().to_owned());
        items.filter(|item| !item.is_empty()).collect()
    }

    /// The keys of a map: the field names that begin with `prefix`, without it. Empty without a prefix.
    pub fn names_after(&self, prefix: Option<&str>) -> Vec<String> {
        let names = self.values.keys();
        let names = names.filter_map(|name| name.strip_prefix(prefix?));
        names.map(str::to_owned).collect()
    }

    /// Takes an amount together with its `currency`.
    pub fn money(&mut self, name: &str) -> Result<Option<Money>, Refusal> {
        let currency = self
            .text("currency")?
            .or_else(|| self.writing.currency.clone());
        let Some(micros) = self.decimal(name)? else {
            return Ok(None);
        };
        let currency = currency.ok_or_else(|| {
            let remedy = "the amount has no currency; fill the column, or give --currency";
            Refusal::new("currency", "MISSING", remedy)
        })?;
        Ok(Some(amount::money(micros, &currency)))
    }

    /// Takes exactly one of `minutes`, `hours` and `seconds`.
    pub fn duration(&mut self) -> Result<Duration, Refusal> {
        let mut given = vec![];
        for (name, seconds) in [("minutes", 60), ("hours", 3600), ("seconds", 1)] {
            if let Some(micros) = self.decimal(name)? {
                given.push((micros * seconds + 500_000).div_euclid(1_000_000));
            }
        }
        let refused = |rule, words: &str| Refusal::new("minutes", rule, words);
        let [seconds] = given.as_slice() else {
            let words = "give exactly one of minutes, hours and seconds";
            return Err(refused("ONE_OF", words));
        };
        let seconds =
            i64::try_from(*seconds).map_err(|_| refused("TOO_LARGE", "nobody works that long"))?;
        Ok(Duration { seconds, nanos: 0 })
    }

    /// Takes a decimal in millionths.
    fn decimal(&mut self, name: &str) -> Result<Option<i128>, Refusal> {
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

    /// Takes basis points: a whole number, or a percentage such as `12.5%`.
    pub fn basis_points(&mut self, name: &str) -> Result<Option<i32>, Refusal> {
        let notation = self.writing.notation;
        self.parse(name, "NO_BASIS_POINTS", |text| {
            let unknown =
                || format!("`{text}` is neither basis points such as 1250 nor such as 12.5%");
            let Some(percent) = text.strip_suffix('%') else {
                return text.parse().map_err(|_| unknown());
            };
            let micros = amount::parse_micros(percent, notation).map_err(|_| unknown())?;
            let whole = micros % 10_000 == 0;
            whole
                .then_some(micros / 10_000)
                .and_then(|bps| bps.try_into().ok())
                .ok_or_else(unknown)
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

    /// Takes a word of an enum in upper or lower case.
    pub fn word(&mut self, name: &str, choice: &EnumDescriptor) -> Result<Option<i32>, Refusal> {
        self.parse(name, "UNKNOWN_WORD", |text| {
            parse_word(&text, choice)
                .ok_or_else(|| format!("`{text}` is none of {}", words(choice).join(", ")))
        })
    }

    /// Takes a yes or a no.
    pub fn yes_or_no(&mut self, name: &str) -> Result<Option<bool>, Refusal> {
        self.parse(name, "UNKNOWN_WORD", |text| {
            match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(true),
                "no" | "n" | "false" | "0" => Ok(false),
                _ => Err(format!("`{text}` is neither yes nor no")),
            }
        })
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

/// The words of an enum as people type them, without the word for an unset value.
pub fn words(choice: &EnumDescriptor) -> Vec<String> {
    let prefix = prefix(choice);
    let values = choice.values().filter(|value| value.number() != 0);
    values
        .map(|value| value.name().trim_start_matches(&prefix).to_lowercase())
        .collect()
}

/// The value of a word in upper or lower case.
fn parse_word(text: &str, choice: &EnumDescriptor) -> Option<i32> {
    let word = text.trim().to_uppercase().replace([' ', '-'], "_");
    let prefix = prefix(choice);
    let mut values = choice.values().filter(|value| value.number() != 0);
    let named = values.find(|value| {
        let name = value.name();
        name == word || name.strip_prefix(&prefix) == Some(&word)
    });
    named.map(|value| value.number())
}

/// The common prefix of the names of an enum: `EFFORT_KIND_` for `EffortKind`.
fn prefix(choice: &EnumDescriptor) -> String {
    let mut prefix = String::new();
    for next in choice.name().chars() {
        if next.is_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.extend(next.to_uppercase());
    }
    prefix + "_"
}
