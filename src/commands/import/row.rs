//! One record under a layout: its cells by name or number, and the items that a mapping makes from them.

use std::collections::BTreeMap;

use crate::{
    day,
    explain::Refusal,
    import::{
        columns::CUSTOMER,
        item::Flat,
        mapping::{Column, FeedRule, Kind, Mapping, Target},
        record::Content,
        value::Value,
    },
};

/// A record and the names of its cells.
pub(super) struct Row<'a> {
    /// The content of the record.
    pub(super) content: &'a Content,
    /// The names of its columns.
    pub(super) header: Option<&'a [String]>,
}

impl Row<'_> {
    /// Whether its kind, or the kind of all rows, is a kind of fact. True only for records of cells.
    pub(super) fn is_of_fact(&self, kind: Option<&str>) -> bool {
        let (Content::Cells(cells), Some(header)) = (self.content, self.header) else {
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
        let leaves_blanks = self.is_of_fact(kind);
        let mut values: BTreeMap<String, Value> = match (self.content, self.header) {
            (Content::Fields(fields), _) => fields.iter().cloned().collect(),
            (Content::Cells(cells), Some(header)) => {
                count(cells, header.len())?;
                let pairs = header.iter().zip(cells);
                pairs
                    .filter(|(name, cell)| !(name.is_empty() || leaves_blanks && cell.is_empty()))
                    .map(|(name, cell)| (name.clone(), Value::Text(cell.clone())))
                    .collect()
            }
            (Content::Cells(_), None) => BTreeMap::new(),
        };
        let named = match values.remove("kind") {
            Some(Value::Text(named)) if !named.is_empty() => Some(named.to_lowercase()),
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
            suffix: String::new(),
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
            if condition.holds(&self.text(&condition.column)?) {
                return Ok(vec![]);
            }
        }
        let mut flats = vec![];
        for (at, target) in mapping.rows.iter().enumerate() {
            if let Some(flat) = self.target(target, mapping.suffix(at))? {
                flats.push(flat);
            }
        }
        Ok(flats)
    }

    fn target(&self, target: &Target, suffix: String) -> Result<Option<Flat>, Refusal> {
        for condition in &target.when {
            if !condition.holds(&self.text(&condition.column)?) {
                return Ok(None);
            }
        }
        let kind = match &target.kind {
            Kind::Constant(kind) => kind.clone(),
            Kind::Fed(rule) => match self.fed("kind", rule)? {
                Value::Text(kind) => kind,
                Value::List(_) => return Err(Refusal::new("kind", "NO_PLAIN_VALUE", "is a list")),
            },
        };
        let mut values = BTreeMap::new();
        for (field, feed) in &target.fields {
            values.insert(field.clone(), self.fed(field, &feed.rule())?);
        }
        Ok(Some(Flat {
            kind,
            values,
            suffix,
        }))
    }

    /// The value that a rule gives a field.
    fn fed(&self, field: &str, rule: &FeedRule) -> Result<Value, Refusal> {
        let (Some(column), None) = (&rule.column, &rule.value) else {
            return Ok(Value::Text(rule.value.clone().unwrap_or_default()));
        };
        let text = match self.value(column)? {
            Some(Value::List(items)) => return Ok(Value::List(items)),
            Some(Value::Text(text)) => text,
            None => String::new(),
        };
        if text.is_empty() {
            return Ok(Value::Text(rule.default.clone().unwrap_or_default()));
        }
        if !rule.words.is_empty() {
            let meaning = rule.words.get(&text).cloned().ok_or_else(|| {
                let known: Vec<&str> = rule.words.keys().map(String::as_str).collect();
                let remedy = format!(
                    "`{text}` is none of {}; add it to the mapping",
                    known.join(", ")
                );
                Refusal::new(field, "UNKNOWN_WORD", remedy)
            })?;
            return Ok(Value::Text(meaning));
        }
        if let Some(format) = &rule.date {
            let time = day::parse_time(&text, std::slice::from_ref(format)).map_err(|words| {
                let remedy = format!("{words}; correct it, or `date` in the mapping");
                Refusal::new(field, "NO_DATE", remedy)
            })?;
            return Ok(Value::Text(time.to_string()));
        }
        let text = text.strip_prefix(&rule.strip).unwrap_or(&text);
        Ok(Value::Text(format!("{}{text}{}", rule.prefix, rule.suffix)))
    }

    /// The text of a column. Blank if an object does not have it.
    fn text(&self, column: &Column) -> Result<String, Refusal> {
        match self.value(column)? {
            Some(Value::Text(text)) => Ok(text),
            Some(Value::List(items)) => Ok(items.join(";")),
            None => Ok(String::new()),
        }
    }

    fn value(&self, column: &Column) -> Result<Option<Value>, Refusal> {
        let cells = match self.content {
            Content::Cells(cells) => cells,
            Content::Fields(fields) => {
                let wanted = |(name, _): &&(String, Value)| *name == show(column);
                return Ok(fields.iter().find(wanted).map(|(_, value)| value.clone()));
            }
        };
        let place = match column {
            Column::Number(number) => number.checked_sub(1),
            Column::Name(name) => self
                .header
                .and_then(|names| names.iter().position(|n| n == name)),
        };
        let cell = place.and_then(|place| cells.get(place)).ok_or_else(|| {
            let remedy = format!("the row has only {} columns", cells.len());
            Refusal::new(&show(column), "TOO_FEW_COLUMNS", remedy)
        })?;
        Ok(Some(Value::Text(cell.clone())))
    }
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

/// A column in words for people.
pub(super) fn show(column: &Column) -> String {
    match column {
        Column::Number(number) => format!("column {number}"),
        Column::Name(name) => name.clone(),
    }
}
