//! Lists of customers by name: one name on each line, or a column `name` without ids. A name refers to the
//! customer with that name. A new customer gets an id made from the name.

use std::collections::BTreeMap;

use crate::{
    explain::Refusal,
    import::{
        columns,
        directory::Directory,
        header,
        item::Flat,
        layout::Layout,
        record::{Content, Form, Record},
        value::Value,
    },
    name::{is_same, made_id},
};

/// The headings that a list of names may have.
const HEADINGS: [&str; 16] = [
    "name",
    "names",
    "customer",
    "customers",
    "customer name",
    "client",
    "clients",
    "company",
    "companies",
    "kunde",
    "kunden",
    "kundenname",
    "kundin",
    "firma",
    "firmen",
    "namen",
];

/// The advice for a line that may not be a name.
const HINT: &str = "hint: where each line is one name, write `name` on the first line; else give --kind, \
                    or --map for a foreign file";

/// Whether a file is a list of names with one name on each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// It is not a list of names.
    None,
    /// Its first line is a heading.
    Headed,
    /// Its first line is already a name.
    Bare,
}

impl List {
    /// The type of a file with this first row.
    pub fn of(layout: &Layout, form: Form, first: Option<&Record>) -> Self {
        let may_be = match layout {
            Layout::Native { kind } => kind.as_deref().is_none_or(|kind| kind == "customer"),
            Layout::Mapped(_) => false,
        };
        let (true, Form::Delimited(_) | Form::Sheet, Some(first)) = (may_be, form, first) else {
            return Self::None;
        };
        let Ok(Content::Cells(cells)) = &first.content else {
            return Self::None;
        };
        let [name, rest @ ..] = cells.as_slice() else {
            return Self::None;
        };
        let name = name.to_lowercase();
        if name.is_empty() || rest.iter().any(|cell| !cell.is_empty()) {
            Self::None
        } else if HEADINGS.contains(&name.trim_end_matches(':')) {
            Self::Headed
        } else if columns::is_known(&header::native(&name)) {
            Self::None
        } else {
            Self::Bare
        }
    }
}

/// Refuses a line in a list without a heading if the line may not be a name.
pub fn check_bare(record: &Record) -> Result<(), String> {
    let Ok(Content::Cells(cells)) = &record.content else {
        return Ok(());
    };
    let filled = cells.iter().filter(|cell| !cell.is_empty());
    if filled.clone().count() > 1 || filled.clone().any(|cell| cell.contains([';', '\t'])) {
        return Err(format!(
            "line {} has several columns, and nothing says what they are\n{HINT}",
            record.line
        ));
    }
    if !cells.iter().any(|cell| cell.contains(char::is_alphabetic)) {
        return Err(format!(
            "line {} has no letter, so it may be no name: `{}`\n{HINT}",
            record.line, record.text
        ));
    }
    Ok(())
}

/// The customer on a line of a list. Delimiters outside quotation marks belong to the name: `Hofmann,
/// Joinery`.
pub fn row(content: &Content, text: &str) -> Result<Flat, Refusal> {
    let Content::Cells(cells) = content else {
        return Err(no_name("the line is no name"));
    };
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let name = match filled.as_slice() {
        [one] => (*one).clone(),
        _ if text.starts_with('"') => {
            return Err(no_name(
                "there is more on the line than one name in quotation marks",
            ));
        }
        _ => text.trim().to_owned(),
    };
    if name.contains('\n') {
        let words =
            "a quotation mark is opened and not closed on its line; close it, or write it twice";
        return Err(Refusal::new("name", "OPEN_QUOTATION", words));
    }
    Ok(Flat {
        kind: "customer".to_owned(),
        values: BTreeMap::from([("name".to_owned(), Value::Text(name))]),
        ..Flat::default()
    })
}

fn no_name(words: &str) -> Refusal {
    Refusal::new("name", "NO_NAME", words)
}

/// The ids that the rows of a list of names have got so far.
#[derive(Clone, Debug, Default)]
pub struct AssignedIds {
    lines: BTreeMap<String, (u64, String)>,
    /// The id of the row that is being decided.
    pending: Option<(String, (u64, String))>,
}

impl AssignedIds {
    /// Records whether the row of the last id is taken.
    pub fn decide(&mut self, is_taken: bool) {
        self.lines.extend(self.pending.take().filter(|_| is_taken));
    }

    /// Assigns an id to a row: the id of the customer with its name, or else one made from the name.
    pub fn assign(
        &mut self,
        mut flat: Flat,
        line: u64,
        directory: &Directory,
    ) -> Result<Flat, Refusal> {
        let Some(Value::Text(name)) = flat.values.get("name").cloned() else {
            return Err(no_name("write the customer's name"));
        };
        let refused = |rule: &str, words: String| Err(Refusal::new("name", rule, words));
        let id = match directory.id_of(&name) {
            Err(words) => return refused("SEVERAL_OF_THE_NAME", words),
            Ok(Some(id)) => id,
            Ok(None) => {
                let id = made_id(&name);
                if let Some(other) = directory.other_name(&id, &name) {
                    let words = format!(
                        "`{name}` would get the id `{id}`, which `{other}` has: write what tells them \
                         apart, or give the file a column customer_id"
                    );
                    return refused("ID_TAKEN", words);
                }
                id
            }
        };
        if id.is_empty() {
            let words = format!("`{name}` has neither a letter nor a digit: write the name");
            return refused("NO_NAME", words);
        }
        if let Some((first, other)) = self.lines.get(&id) {
            let words = if is_same(other, &name) {
                format!(
                    "`{name}` is on line {first} already: leave this line out; if they are two, \
                     write what tells them apart, as in `{name} (Hamburg)`"
                )
            } else {
                format!(
                    "`{name}` would get the id `{id}` like `{other}` on line {first}: write what \
                     tells them apart, or give the file a column customer_id"
                )
            };
            return refused("NAME_TWICE", words);
        }
        self.pending = Some((id.clone(), (line, name)));
        flat.values
            .insert("customer_id".to_owned(), Value::Text(id));
        Ok(flat)
    }
}
