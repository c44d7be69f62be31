//! How a file is to be understood: by its own column names, or by a mapping. Turns records into flat
//! rows of a kind and named fields.

use crate::cli::{
    explain::Refusal,
    import::{
        columns,
        item::Flat,
        mapping::{Column, Kind, Mapping},
        record::{Content, Record},
        row::{Row, show},
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
        reader.check_kind()?;
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

    /// A file without kinds would be refused row by row.
    fn check_kind(&self) -> Result<(), Refusal> {
        let (Plan::Native { kind: None }, Some(header)) = (self.plan, &self.header) else {
            return Ok(());
        };
        if header.iter().any(|name| name == "kind") {
            return Ok(());
        }
        let remedy = "the file has no such column; give --kind, or --map for a foreign file";
        Err(Refusal::new("kind", "NO_SUCH_COLUMN", remedy))
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
