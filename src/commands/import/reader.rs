//! Turns the records of a file into flat rows of a kind and named fields.

use crate::{
    explain::Refusal,
    import::{
        columns::{self, CUSTOMER, CUSTOMER_NAME},
        header,
        item::Flat,
        layout::Layout,
        mapping::{Column, Kind},
        meant,
        names::{self, List},
        place::show,
        preset::Preset,
        record::Record,
        row::Row,
        writing::Writing,
    },
};

/// A layout, applied to one file.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    layout: &'a Layout,
    header: Option<Vec<String>>,
    list: List,
}

impl<'a> Reader<'a> {
    /// Applies a layout to a file with this header, if it has one.
    pub(super) fn new(layout: &'a Layout, header: Option<&Record>) -> Result<Self, Refusal> {
        let header = header
            .map(|record| header::names(record, layout))
            .transpose()?;
        let list = List::None;
        let reader = Self {
            layout,
            header,
            list,
        };
        reader.check_kind()?;
        reader.check_columns()?;
        Ok(reader)
    }

    /// A reader of a list of names.
    pub(super) fn of_names(layout: &'a Layout, list: List) -> Self {
        Self {
            layout,
            header: Some(vec!["name".to_owned()]),
            list,
        }
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }

    /// Whether rows may name customers by `customer_name`. None if only the rows themselves say so.
    pub(super) fn names_customers(&self) -> Option<bool> {
        match self.layout {
            Layout::Mapped(mapping) => Some(mapping.has_field(CUSTOMER_NAME)),
            Layout::Native { .. } => {
                let header = self.header.as_deref()?;
                Some(header.iter().any(|name| name == CUSTOMER_NAME))
            }
        }
    }

    /// Whether a mapping gives the columns their meaning.
    pub(super) fn is_mapped(&self) -> bool {
        matches!(self.layout, Layout::Mapped(_))
    }

    /// Whether its customers are known by their names, because the file has no ids.
    pub(super) fn is_by_name(&self) -> bool {
        let header = self.header.as_deref().unwrap_or_default();
        let has = |wanted: &str| header.iter().any(|name| name == wanted);
        matches!(self.layout, Layout::Native { .. }) && has("name") && !has("customer_id")
    }

    /// The kind of the rows that do not name one. A file with a column `name` holds customers.
    fn kind(&self) -> Option<&str> {
        let Layout::Native { kind } = self.layout else {
            return None;
        };
        let header = self.header.as_deref().unwrap_or_default();
        let has = |wanted: &str| header.iter().any(|name| name == wanted);
        // A blank cell below `kind` is a slip: the row may well be a fact.
        let is_of_customers = || has("name") && !has("kind");
        kind.as_deref()
            .or_else(|| is_of_customers().then_some("customer"))
    }

    /// Whether any record may describe a customer itself.
    pub(super) fn may_be_of_customers(&self) -> bool {
        match self.layout {
            Layout::Native { .. } => true,
            Layout::Mapped(mapping) => mapping.rows.iter().any(|row| match &row.value.kind {
                Kind::Constant(kind) => kind == CUSTOMER,
                Kind::Fed(_) => true,
            }),
        }
    }

    /// Whether a record surely is a fact; its kind alone says so.
    pub(super) fn is_of_fact(&self, record: &Record) -> bool {
        let (Layout::Native { .. }, Ok(content)) = (self.layout, &record.content) else {
            return false;
        };
        let header = self.header.as_deref();
        Row::is_of_fact(content, header, self.kind())
    }

    /// The names in the header that nothing knows. A mapping may leave columns out.
    pub(super) fn unknown_columns(&self) -> Vec<String> {
        match self.layout {
            Layout::Native { .. } => {
                let names = self.header.iter().flatten();
                names
                    .filter(|name| !columns::is_known(name))
                    .cloned()
                    .collect()
            }
            Layout::Mapped(_) => vec![],
        }
    }

    /// What a record yields: nothing where it is to be left out.
    pub(super) fn read(&self, record: &Record, writing: &Writing) -> Result<Vec<Flat>, Refusal> {
        let content = record.content.as_ref().map_err(Clone::clone)?;
        if self.list != List::None {
            return Ok(vec![names::row(content, &record.text)?]);
        }
        let row = Row {
            record,
            content,
            header: self.header.as_deref(),
            writing,
        };
        match self.layout {
            Layout::Native { .. } => Ok(vec![row.native(self.kind())?]),
            Layout::Mapped(mapping) => row.mapped(mapping),
        }
    }

    /// Refuses a file without kinds at once, instead of row by row.
    fn check_kind(&self) -> Result<(), Refusal> {
        let (Layout::Native { .. }, Some(header)) = (self.layout, &self.header) else {
            return Ok(());
        };
        if self.kind().is_some() || header.iter().any(|name| name == "kind") {
            return Ok(());
        }
        let remedy = format!(
            "the file has no such column; give --kind, or --map for a foreign file; a list of customers has a \
             column `name`; {}",
            other_mapping(header)
        );
        Err(Refusal::new("kind", "NO_SUCH_COLUMN", remedy))
    }

    /// Checks that the file has all columns that the mapping names.
    fn check_columns(&self) -> Result<(), Refusal> {
        let (Layout::Mapped(mapping), Some(header)) = (self.layout, &self.header) else {
            return Ok(());
        };
        let is_there = |column: &Column| match column {
            Column::Number(number) => *number <= header.len(),
            Column::Name(name) => header.contains(name),
        };
        let mut missing: Vec<String> = vec![];
        for column in mapping.reads().filter(|column| !is_there(column)) {
            let name = show(column);
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
        let no_such = match missing.as_slice() {
            [] => return Ok(()),
            [name] => {
                let meant = meant::question(name, header.iter().map(String::as_str));
                format!("no such column{meant}")
            }
            _ => "no such columns".to_owned(),
        };
        let remedy = format!(
            "the file has {no_such}; it has {}; {}",
            header.join(", "),
            other_mapping(header)
        );
        Err(Refusal::new(&missing.join(", "), "NO_SUCH_COLUMN", remedy))
    }
}

/// How to read a file with this header instead: with a preset if one fits, or with a mapping of its own.
fn other_mapping(header: &[String]) -> String {
    let preset = Preset::fitting(header).ok().flatten();
    let preset = preset.map(|preset| format!("`--preset {}` fits its columns, and ", preset.name));
    format!(
        "{}`import --guess FILE` writes a mapping for this file",
        preset.unwrap_or_default()
    )
}
