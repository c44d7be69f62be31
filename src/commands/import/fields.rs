//! The named fields of one row. Each reader takes a field out. A field left at the end belongs to nothing
//! known.

use std::collections::BTreeMap;

use prost_reflect::EnumDescriptor;
use prost_types::{Duration, Timestamp};

use crate::{
    amount, currency, duration,
    explain::Refusal,
    import::{value::Value, writing::Writing},
    number::{self, Notation, Size},
};
use client::pb::google_type::{Date, Money};

/// The columns of a duration. Each one but the first gives the unit of numbers without one.
pub const DURATIONS: [&str; 4] = ["duration", "minutes", "hours", "seconds"];

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

    /// How to read the texts.
    pub fn writing(&self) -> &'a Writing {
        self.writing
    }

    /// Whether the row has a field of this name, even a blank one.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The names of the fields that nobody took and that are not blank.
    pub fn left_over(self) -> Vec<String> {
        let blank = |value: &Value| match value {
            Value::Text(text) | Value::Number(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Time(_) => false,
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
            Some(Value::Text(text) | Value::Number(text)) => {
                Ok(Some(text).filter(|text| !text.is_empty()))
            }
            Some(Value::Time(time)) => Ok(Some(time.to_string())),
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
            Some(Value::Text(text) | Value::Number(text)) => {
                text.split(';').map(str::to_owned).collect()
            }
            Some(Value::List(items)) => items,
            Some(Value::Time(time)) => vec![time.to_string()],
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

    /// How the number of a field is written.
    fn notation(&self, name: &str) -> Notation {
        let of_texts = self.writing.notation;
        let value = self.values.get(name);
        value.map_or(of_texts, |value| value.notation(of_texts))
    }

    /// Takes an amount together with its `currency`, or with the currency that stands beside the number.
    pub fn money(&mut self, name: &str) -> Result<Option<Money>, Refusal> {
        let column = self.text("currency")?;
        let notation = self.notation(name);
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let writing = self.writing;
        let refused = |rule: &str| {
            let (name, rule) = (name.to_owned(), rule.to_owned());
            move |words: String| Refusal::new(&name, &rule, words)
        };
        let written = number::written(&text, notation, Size::Grouped);
        let written = written.map_err(refused("NO_DECIMAL"))?;
        let no_code = |words: String| Refusal::new("currency", "NO_CURRENCY", words);
        let usual = writing.currency.as_deref();
        let usual = usual.map(|word| currency::code(word, None)).transpose();
        let usual = usual.map_err(no_code)?;
        let mut code = match column {
            Some(word) => {
                let like_usual = usual.and_then(|code| currency::code(&word, Some(&code)).ok());
                Some(
                    like_usual
                        .map_or_else(|| currency::code(&word, None), Ok)
                        .map_err(no_code)?,
                )
            }
            None => usual,
        };
        let mut words = [&written.before, &written.after];
        // In `$ 12.50 CAD` the code says which dollar it is.
        words.sort_by_key(|word| !word.chars().all(|letter| letter.is_ascii_alphabetic()));
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let found = currency::code(word, code.as_deref());
            code = Some(found.map_err(refused("CURRENCY_MISMATCH"))?);
        }
        let code = code.ok_or_else(|| {
            let remedy = "the amount has no currency; fill the column, or give --currency";
            Refusal::new("currency", "MISSING", remedy)
        })?;
        let micros = if writing.minor_units {
            amount::of_minor_units(&written.number, &code)
        } else {
            written.number.micros()
        };
        let micros = micros.map_err(refused("NO_DECIMAL"))?;
        Ok(Some(amount::money(micros, &code)))
    }

    /// Takes an exchange rate.
    pub fn rate(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let notation = self.notation(name);
        self.parse(name, "NO_DECIMAL", |text| {
            number::parse(&text, notation, Size::NeverGrouped)?.rate()
        })
    }

    /// Takes the only filled one of the columns of a duration.
    pub fn duration(&mut self) -> Result<Duration, Refusal> {
        let mut given = vec![];
        for name in DURATIONS {
            let notation = self.notation(name);
            let read = |text: String| duration::seconds(&text, name, notation);
            let seconds = self.parse(name, "NO_DURATION", read)?;
            given.extend(seconds.map(|seconds| (name, seconds)));
        }
        if let [(_, seconds)] = *given.as_slice() {
            return Ok(Duration { seconds, nanos: 0 });
        }
        let name = given.first().map_or(DURATIONS[0], |(name, _)| name);
        let words = "give exactly one of duration, hours, minutes and seconds";
        Err(Refusal::new(name, "ONE_OF", words))
    }

    /// Takes a whole number.
    pub fn whole<N: TryFrom<i128>>(&mut self, name: &str) -> Result<Option<N>, Refusal> {
        let notation = self.notation(name);
        self.parse(name, "NO_WHOLE_NUMBER", |text| {
            let number = number::parse(&text, notation, Size::Grouped)?;
            number
                .scaled(0)
                .and_then(|number| N::try_from(number).ok())
                .ok_or_else(|| format!("`{text}` is no whole number, or too large"))
        })
    }

    /// Takes basis points: a whole number, or a percentage such as `12.5%`.
    pub fn basis_points(&mut self, name: &str) -> Result<Option<i32>, Refusal> {
        let notation = self.notation(name);
        self.parse(name, "NO_BASIS_POINTS", |text| {
            let written = number::written(&text, notation, Size::Grouped)?;
            let decimals = match written.after.as_str() {
                "" => Some(0),
                "%" => Some(2),
                _ => None,
            };
            decimals
                .filter(|_| written.before.is_empty())
                .and_then(|decimals| written.number.scaled(decimals))
                .and_then(|points| points.try_into().ok())
                .ok_or_else(|| {
                    format!("`{text}` is neither basis points such as 1250 nor such as 12.5%")
                })
        })
    }

    /// Takes a day.
    pub fn date(&mut self, name: &str) -> Result<Option<Date>, Refusal> {
        let writing = self.writing;
        if let Some(Value::Time(time)) = self.values.get(name) {
            let day = writing.day(time.day());
            self.values.remove(name);
            return day
                .map(Some)
                .map_err(|words| Refusal::new(name, "NO_DATE", words));
        }
        self.parse(name, "NO_DATE", |text| {
            writing.day(writing.dates.read(&text)?.day())
        })
    }

    /// Takes a time.
    pub fn time(&mut self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let writing = self.writing;
        let refused = |words| Refusal::new(name, "NO_TIME", words);
        if let Some(Value::Time(time)) = self.values.get(name) {
            let time = writing.time(*time).map_err(refused)?;
            self.values.remove(name);
            return Ok(Some(time));
        }
        self.parse(name, "NO_TIME", |text| {
            writing.time(writing.dates.read(&text)?)
        })
    }

    /// Sets a blank day to so many days after another day, if the row has that one.
    pub fn due(&mut self, name: &str, after: &str, days: u32) -> Result<(), Refusal> {
        let is_blank = match self.values.get(name) {
            Some(Value::Text(text)) => text.is_empty(),
            other => other.is_none(),
        };
        let start = match self.values.get(after) {
            Some(Value::Time(time)) => Some(*time),
            Some(Value::Text(text) | Value::Number(text)) if is_blank && !text.is_empty() => {
                let read = self.writing.dates.read(text);
                Some(read.map_err(|words| Refusal::new(after, "NO_DATE", words))?)
            }
            _ => None,
        };
        let day = start
            .filter(|_| is_blank)
            .and_then(|start| start.plus(days));
        if let Some(day) = day {
            self.values.insert(name.to_owned(), Value::Time(day));
        }
        Ok(())
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
        .map(|value| {
            let word = value.name().trim_start_matches(&prefix);
            word.to_lowercase().replace('_', " ")
        })
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
