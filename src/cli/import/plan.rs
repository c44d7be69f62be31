//! How a file is to be understood: by its own column names, or by a mapping. Turns records into flat
//! rows of a kind and named fields.

use std::collections::BTreeMap;

use crate::cli::{
    day,
    explain::Refusal,
    import::{
        columns,
        item::Flat,
        mapping::{Column, FeedRule, Kind, Mapping, Target},
        record::{Content, Record, Value},
    },
};

/// How a file is to be understood.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Its columns have the names that the importer knows.
    Native {
        /// The kind of all rows, for a file without a column `kind`.
        kind: Option<String>,
    },
    /// A mapping says what is where.
    Mapped(Box<Mapping>),
}

/// A plan, applied to one file.
#[derive(Debug)]
pub struct Reader<'a> {
    plan: &'a Plan,
    header: Option<Vec<String>>,
}

impl<'a> Reader<'a> {
    /// Applies a plan to a file with this header, if it has one.
    pub fn new(plan: &'a Plan, header: Option<&Record>) -> Result<Self, Refusal> {
        let header = header.map(|record| names(record, plan)).transpose()?;
        let reader = Self { plan, header };
        reader.check_columns()?;
        Ok(reader)
    }

    /// The names in the header that nothing knows. A mapping may leave columns out.
    pub fn unknown_columns(&self) -> Vec<String> {
        match self.plan {
            Plan::Native { .. } => {
                let names = self.header.iter().flatten();
                names
                    .filter(|name| !columns::is_known(name))
                    .cloned()
                    .collect()
            }
            Plan::Mapped(_) => vec![],
        }
    }

    /// What a record yields: nothing where it is to be left out.
    pub fn read(&self, record: &Record) -> Result<Vec<Flat>, Refusal> {
        let content = record.content.as_ref().map_err(Clone::clone)?;
        let row = Row {
            content,
            header: self.header.as_deref(),
        };
        match self.plan {
            Plan::Native { kind } => Ok(vec![row.native(kind.as_deref())?]),
            Plan::Mapped(mapping) => row.mapped(mapping),
        }
    }

    /// The columns that a mapping names must be there.
    fn check_columns(&self) -> Result<(), Refusal> {
        let (Plan::Mapped(mapping), Some(header)) = (self.plan, &self.header) else {
            return Ok(());
        };
        for column in columns_of(mapping) {
            let there = match &column {
                Column::Number(number) => *number <= header.len(),
                Column::Name(name) => header.contains(name),
            };
            if !there {
                let remedy = format!("the file has no such column; it has {}", header.join(", "));
                return Err(Refusal::new(&show(&column), "NO_SUCH_COLUMN", remedy));
            }
        }
        Ok(())
    }
}

fn names(record: &Record, plan: &Plan) -> Result<Vec<String>, Refusal> {
    let Content::Cells(cells) = record.content.as_ref().map_err(Clone::clone)? else {
        return Ok(vec![]);
    };
    let known = |cell: &String| {
        let lower = cell.to_lowercase();
        let native = matches!(plan, Plan::Native { .. }) && columns::is_known(&lower);
        if native && !lower.starts_with("usage.") {
            lower
        } else {
            cell.clone()
        }
    };
    let names: Vec<String> = cells.iter().map(known).collect();
    for (at, name) in names.iter().enumerate() {
        if !name.is_empty() && names[..at].contains(name) {
            return Err(Refusal::new(
                name,
                "TOLD_TWICE",
                "two columns have this name; rename one",
            ));
        }
    }
    Ok(names)
}

fn columns_of(mapping: &Mapping) -> Vec<Column> {
    let mut columns: Vec<Column> = vec![];
    let conditions = mapping
        .skip
        .iter()
        .chain(mapping.rows.iter().flat_map(|row| &row.when));
    columns.extend(conditions.map(|condition| condition.column.clone()));
    for target in &mapping.rows {
        if let Kind::Fed(rule) = &target.kind {
            columns.extend(rule.column.clone());
        }
        columns.extend(target.fields.values().filter_map(|feed| feed.rule().column));
    }
    columns
}

fn show(column: &Column) -> String {
    match column {
        Column::Number(number) => format!("column {number}"),
        Column::Name(name) => name.clone(),
    }
}

/// A record and the names of its cells.
struct Row<'a> {
    content: &'a Content,
    header: Option<&'a [String]>,
}

impl Row<'_> {
    fn native(&self, kind: Option<&str>) -> Result<Flat, Refusal> {
        let mut values: BTreeMap<String, Value> = match (self.content, self.header) {
            (Content::Fields(fields), _) => fields.iter().cloned().collect(),
            (Content::Cells(cells), Some(header)) => {
                count(cells, header.len())?;
                let pairs = header
                    .iter()
                    .cloned()
                    .zip(cells.iter().cloned().map(Value::Text));
                pairs.filter(|(name, _)| !name.is_empty()).collect()
            }
            (Content::Cells(_), None) => BTreeMap::new(),
        };
        let told = match values.remove("kind") {
            Some(Value::Text(told)) if !told.is_empty() => Some(told.to_lowercase()),
            _ => kind.map(str::to_owned),
        };
        let kind = told.ok_or_else(|| {
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

    fn mapped(&self, mapping: &Mapping) -> Result<Vec<Flat>, Refusal> {
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

    /// What a rule feeds a field with.
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
            let time = day::parse_time(&text, std::slice::from_ref(format))
                .map_err(|words| Refusal::new(field, "NO_DATE", words))?;
            return Ok(Value::Text(time.to_string()));
        }
        Ok(Value::Text(format!("{}{text}", rule.prefix)))
    }

    /// The text of a column, blank where an object does not have it.
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

/// Refuses a row with too few or too many cells; blank cells at the end are no harm.
fn count(cells: &[String], expected: usize) -> Result<(), Refusal> {
    let told = |rule: &str| {
        let remedy = format!(
            "the row has {} columns, not {expected}; is a value unquoted?",
            cells.len()
        );
        Err(Refusal::new("", rule, remedy))
    };
    if cells.len() < expected {
        return told("TOO_FEW_COLUMNS");
    }
    if cells[expected..].iter().any(|cell| !cell.is_empty()) {
        return told("TOO_MANY_COLUMNS");
    }
    Ok(())
}
