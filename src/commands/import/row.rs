//! One record under a layout: its cells by name or number, and the items that a mapping makes from them.

use std::collections::BTreeMap;

use crate::{
    date::Dates,
    explain::Refusal,
    import::{
        columns::{self, CUSTOMER},
        header, id,
        item::{Flat, Repeat},
        mapping::{Column, Condition, Kind, Mapping, Rule, Sign, Target},
        place::{member, place, show},
        record::{Content, Record},
        value::Value,
        writing::Writing,
    },
    number::{self, Size},
};

/// The text between the texts of several columns, unless a mapping gives another one.
const BETWEEN: &str = "-";
/// The value of a field that an object does not have.
const BLANK: Value = Value::Text(String::new());

/// A record and the names of its cells.
pub(super) struct Row<'a> {
    /// The record.
    pub(super) record: &'a Record,
    /// The content of the record.
    pub(super) content: &'a Content,
    /// The names of its columns.
    pub(super) header: Option<&'a [String]>,
    /// How the file writes numbers and days.
    pub(super) writing: &'a Writing,
}

impl Row<'_> {
    /// Whether the kind of a row, or the kind of all rows, is a kind of fact. True only for records of cells.
    pub(super) fn is_of_fact(
        content: &Content,
        header: Option<&[String]>,
        kind: Option<&str>,
    ) -> bool {
        let (Content::Cells(cells), Some(header)) = (content, header) else {
            return false;
        };
        let place = header.iter().position(|name| name == "kind");
        let named = place.and_then(|place| cells.get(place));
        let named = named.filter(|kind| !kind.is_empty()).map(String::as_str);
        named
            .or(kind)
            .is_some_and(|kind| !kind.eq_ignore_ascii_case(CUSTOMER))
    }

    /// The item that it yields by its own column names. A blank cell of a customer empties a field. A blank
    /// cell of a fact sets nothing.
    pub(super) fn native(&self, kind: Option<&str>) -> Result<Flat, Refusal> {
        let leaves_blanks = Self::is_of_fact(self.content, self.header, kind);
        let mut values = BTreeMap::new();
        match (self.content, self.header) {
            (Content::Fields(fields), _) => {
                for (at, (name, value)) in fields.iter().enumerate() {
                    let name = header::native(name);
                    let value = self.own(&name, at, value.clone())?;
                    if values.insert(name.clone().into_owned(), value).is_some() {
                        let words = "the field is there twice; leave one out";
                        return Err(Refusal::new(&name, "TOLD_TWICE", words));
                    }
                }
            }
            (Content::Cells(cells), Some(header)) => {
                count(cells, header.len())?;
                for (at, (name, cell)) in header.iter().zip(cells).enumerate() {
                    if !(name.is_empty() || leaves_blanks && cell.is_empty()) {
                        let value = self.own(name, at, self.record.cell(at, cell))?;
                        values.insert(name.clone(), value);
                    }
                }
            }
            (Content::Cells(_), None) => {}
        }
        let named = match values.remove("kind") {
            Some(Value::Text(named) | Value::Number(named)) if !named.is_empty() => {
                Some(named.to_lowercase())
            }
            _ => kind.map(str::to_owned),
        };
        let kind = named.ok_or_else(|| {
            Refusal::new(
                "kind",
                "MISSING",
                "the row has no kind; fill the column, or give --kind",
            )
        })?;
        Ok(Flat {
            kind: kind.replace([' ', '-'], "_"),
            values,
            ..Flat::default()
        })
    }

    /// The items that it yields by a mapping.
    pub(super) fn mapped(&self, mapping: &Mapping) -> Result<Vec<Flat>, Refusal> {
        if let Content::Cells(cells) = self.content
            && let Some(expected) = mapping.columns.or(self.header.map(<[String]>::len))
        {
            count(cells, expected)?;
        }
        for condition in &mapping.skip {
            if self.holds(condition)? {
                return Ok(vec![]);
            }
        }
        for refuse in &mapping.refuse {
            if self.all_hold(&refuse.when)? {
                let field = refuse.when.first().map(|first| show(&first.column));
                let field = field.unwrap_or_default();
                return Err(Refusal::new(&field, "NOT_COVERED", refuse.because.clone()));
            }
        }
        let mut flats = vec![];
        for (at, target) in mapping.rows.iter().enumerate() {
            if let Some(flat) = self.target(&target.value)? {
                flats.push(Flat {
                    suffix: mapping.suffix(at),
                    repeat: self.repeat(&target.value, at)?,
                    ..flat
                });
            }
        }
        Ok(flats)
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Refusal> {
        let column = &condition.column;
        let value = self.or_blank(column)?;
        let notation = value.notation(self.writing.notation);
        let holds = condition.holds(&value.text(), notation);
        holds.map_err(|words| Refusal::new(&show(column), "NO_DECIMAL", words))
    }

    fn all_hold(&self, conditions: &[Condition]) -> Result<bool, Refusal> {
        for condition in conditions {
            if !self.holds(condition)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn target(&self, target: &Target) -> Result<Option<Flat>, Refusal> {
        if !self.all_hold(&target.when)? {
            return Ok(None);
        }
        let kind = match &target.kind {
            Kind::Constant(kind) => kind.clone(),
            Kind::Fed(rule) => match self.fed("kind", rule)? {
                Value::Text(kind) | Value::Number(kind) => kind,
                Value::List(_) | Value::Time(_) => {
                    return Err(Refusal::new("kind", "NO_PLAIN_VALUE", "write one word"));
                }
            },
        };
        let mut values = BTreeMap::new();
        for (field, feed) in &target.fields {
            values.insert(field.clone(), self.fed(field, &feed.value.0)?);
        }
        Ok(Some(Flat {
            kind,
            values,
            ..Flat::default()
        }))
    }

    /// What the item at this place of the mapping shares with other rows.
    fn repeat(&self, target: &Target, place: usize) -> Result<Option<Repeat>, Refusal> {
        let key = target.once_per.iter();
        let key = key.map(|column| Ok(self.or_blank(column)?.text()));
        let key = key.collect::<Result<Vec<String>, _>>()?;
        match target
            .once_per
            .iter()
            .zip(&key)
            .find(|(_, text)| text.is_empty())
        {
            None if key.is_empty() => Ok(None),
            None => Ok(Some(Repeat {
                place,
                key,
                sum: target.summed_field().map(str::to_owned),
            })),
            Some((column, _)) => {
                let remedy = "the column is blank, so nobody knows with which rows this one belongs together: fill it";
                Err(Refusal::new(&show(column), "MISSING", remedy))
            }
        }
    }

    /// The value that a rule gives a field.
    fn fed(&self, field: &str, rule: &Rule) -> Result<Value, Refusal> {
        if let Some(value) = &rule.value {
            return Ok(Value::Text(value.clone()));
        }
        let value = match &rule.column {
            None => self.joined(field, rule)?,
            Some(column) => {
                let value = self.value(field, self.filled(column, rule.or.as_ref())?)?;
                value.unwrap_or(BLANK)
            }
        };
        if let Value::List(_) = value {
            return Ok(value);
        }
        let text = value.text();
        if text.is_empty() {
            return Ok(Value::Text(rule.default.clone().unwrap_or_default()));
        }
        if !rule.words.is_empty() {
            return meaning(field, rule, &text).map(Value::Text);
        }
        if rule.date.is_some() || rule.plus_days.is_some() {
            return self.day(field, rule, &text);
        }
        let text = text.strip_prefix(&rule.strip).unwrap_or(&text);
        let Some(sign) = rule.number else {
            return Ok(value.with(format!("{}{text}{}", rule.prefix, rule.suffix)));
        };
        let notation = value.notation(self.writing.notation);
        let written = number::written(text, notation, Size::Grouped);
        let written = written.map_err(|words| Refusal::new(field, "NO_DECIMAL", words))?;
        let negative = sign == Sign::Negate && !written.number.is_negative();
        Ok(value.with(written.signed(negative)))
    }

    /// The column, or the other one if it is blank.
    fn filled<'c>(
        &self,
        column: &'c Column,
        other: Option<&'c Column>,
    ) -> Result<&'c Column, Refusal> {
        match other {
            Some(other) if self.or_blank(column)?.text().is_empty() => Ok(other),
            _ => Ok(column),
        }
    }

    /// The texts of several columns, joined. They are blank together, or none of them is. One number among them
    /// stays a number: an amount and its currency.
    fn joined(&self, field: &str, rule: &Rule) -> Result<Value, Refusal> {
        // An amount may be a part of a fact's id, where it is no id itself.
        let of = if field == "fact_id" { "" } else { field };
        let values = rule.columns.iter().map(|column| {
            let value = self.value(of, column)?;
            Ok(value.unwrap_or(BLANK))
        });
        let values = values.collect::<Result<Vec<Value>, _>>()?;
        let parts: Vec<String> = values.iter().map(Value::text).collect();
        if parts.iter().all(String::is_empty) {
            return Ok(BLANK);
        }
        let blank = parts
            .iter()
            .zip(&rule.columns)
            .find(|(part, _)| part.is_empty());
        if let Some((_, column)) = blank {
            let remedy = format!(
                "{} is blank, and the value is made of {} columns: fill it, or leave all of them blank",
                show(column),
                parts.len()
            );
            return Err(Refusal::new(field, "BLANK_PART", remedy));
        }
        let text = parts.join(rule.between.as_deref().unwrap_or(BETWEEN));
        let numbers = values
            .iter()
            .filter(|value| matches!(value, Value::Number(_)));
        Ok(match numbers.collect::<Vec<_>>().as_slice() {
            [only] => only.with(text),
            _ => Value::Text(text),
        })
    }

    /// The day or time that a rule reads in its own format, some days later if it says so.
    fn day(&self, field: &str, rule: &Rule, text: &str) -> Result<Value, Refusal> {
        let dates = &self.writing.dates;
        let formats = rule
            .date
            .as_ref()
            .map_or(dates.formats.clone(), |format| vec![format.clone()]);
        let dates = Dates {
            formats,
            ..dates.clone()
        };
        let day = dates.read(text).and_then(|day| {
            let later = day.plus(rule.plus_days.unwrap_or_default());
            later.ok_or_else(|| {
                format!("`{text}` and the days after it are out of range; correct the day")
            })
        });
        day.map(Value::Time)
            .map_err(|words| Refusal::new(field, "NO_DATE", words))
    }

    /// The value of a column for no field of its own. Blank if an object does not have it.
    fn or_blank(&self, column: &Column) -> Result<Value, Refusal> {
        Ok(self.value("", column)?.unwrap_or(BLANK))
    }

    /// The value of a column for a field. None if an object does not have it.
    fn value(&self, field: &str, column: &Column) -> Result<Option<Value>, Refusal> {
        let (at, value) = match self.content {
            Content::Cells(cells) => {
                let place = place(column, self.header);
                let cell = place.and_then(|place| Some((place, cells.get(place)?)));
                let (at, cell) = cell.ok_or_else(|| {
                    let remedy = format!(
                        "the row has only {} columns; fill it, or leave the row out",
                        cells.len()
                    );
                    Refusal::new(&show(column), "TOO_FEW_COLUMNS", remedy)
                })?;
                (at, self.record.cell(at, cell))
            }
            Content::Fields(fields) => match member(fields, &show(column))? {
                Some(at) => (at, fields[at].1.clone()),
                None => return Ok(None),
            },
        };
        self.checked(field, at, value).map(Some)
    }

    /// The value at a place for the column of this name. A column that means nothing has any value.
    fn own(&self, name: &str, at: usize, value: Value) -> Result<Value, Refusal> {
        if !self.record.flaws.is_empty() && !columns::is_known(name) {
            return Ok(value);
        }
        self.checked(name, at, value)
    }

    /// The value at a place, if the field can take it.
    fn checked(&self, field: &str, at: usize, value: Value) -> Result<Value, Refusal> {
        match value {
            Value::List(items) => {
                self.record.check(field, at, &items.join(", "))?;
                Ok(Value::List(items))
            }
            Value::Text(ref text) | Value::Number(ref text) => {
                self.record.check(field, at, text)?;
                if !id::is_id_or_name(field) {
                    return Ok(value);
                }
                Ok(Value::Text(id::read(field, text)?.to_owned()))
            }
            Value::Time(time) => Ok(Value::Time(time)),
        }
    }
}

/// The meaning of a word that a rule translates.
fn meaning(field: &str, rule: &Rule, text: &str) -> Result<String, Refusal> {
    rule.words.get(text).cloned().ok_or_else(|| {
        let known: Vec<&str> = rule.words.keys().map(String::as_str).collect();
        let remedy = format!(
            "`{text}` is none of {}; add it to the mapping",
            known.join(", ")
        );
        Refusal::new(field, "UNKNOWN_WORD", remedy)
    })
}

/// Refuses a row with too few or too many cells. Extra blank cells at the end do not matter.
fn count(cells: &[String], expected: usize) -> Result<(), Refusal> {
    let refused = |rule: &str| {
        let remedy = format!(
            "the row has {} columns, not {expected}; is a value unquoted?",
            cells.len()
        );
        Err(Refusal::new("", rule, remedy))
    };
    if cells.len() < expected {
        return refused("TOO_FEW_COLUMNS");
    }
    if cells[expected..].iter().any(|cell| !cell.is_empty()) {
        return refused("TOO_MANY_COLUMNS");
    }
    Ok(())
}
