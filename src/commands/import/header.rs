//! Finds the header of a file below the title of a report, and the names of its columns.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use crate::{
    explain::Refusal,
    import::{
        columns,
        layout::Layout,
        mapping::Column,
        meant,
        record::{Content, Form, Record},
        records::Records,
    },
};

/// The rows among which the header is looked for.
const ROWS_MAX: usize = 50;

/// The importer's own names of columns, by what counts of them.
static NAMES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = columns::names().filter(|name| !name.contains('<'));
    let mut names: BTreeMap<String, &str> = names.map(|name| (meant::key(name), name)).collect();
    names.extend(columns::ALIASES.map(|(alias, own)| (meant::key(alias), own)));
    names
});

/// The header of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The form of the file's records.
    pub(super) form: Form,
    /// The line on which the header begins. None if no line is like a header: then it is the first.
    pub(super) line: Option<u64>,
}

/// The first row that names the columns, and the form in which it does, with the number of cells in the
/// first row of all. If no row names all columns of a mapping, the one that names the most of them. `head` is
/// the beginning of the file.
pub(super) fn find(head: &[u8], forms: &[Form], layout: &Layout) -> Option<(Found, usize)> {
    let wanted = match layout {
        Layout::Native { .. } => None,
        Layout::Mapped(mapping) => Some(mapping.reads().cloned().collect::<Vec<_>>()),
    };
    let is_header = |cells: &[String]| match &wanted {
        None => is_native(cells),
        Some(wanted) => has_all(cells, wanted),
    };
    let headers = forms.iter().filter_map(|form| {
        let mut rows = rows(head, *form).take(ROWS_MAX);
        let (line, cells) = rows.find(|(_, cells)| is_header(cells))?;
        Some((line, cells.len(), *form))
    });
    let first = headers.reduce(|first, next| {
        let is_better = (next.0, first.1) < (first.0, next.1);
        if is_better { next } else { first }
    });
    if let Some((line, _, form)) = first.or_else(|| best(head, forms, wanted.as_deref()?)) {
        let line = Some(line);
        let (width, _) = widest(head, &[form])?;
        return Some((Found { form, line }, width));
    }
    widest(head, forms).map(|(width, form)| (Found { form, line: None }, width))
}

/// The first row that names the most of these columns, and the form in which it does. None if no row names any.
fn best(head: &[u8], forms: &[Form], wanted: &[Column]) -> Option<(u64, usize, Form)> {
    let mut best = None;
    let mut most = 0;
    for form in forms {
        for (line, cells) in rows(head, *form).take(ROWS_MAX) {
            let names = wanted
                .iter()
                .filter(|column| matches!(column, Column::Name(_)));
            let count = names.filter(|column| has(&cells, column)).count();
            if count > most {
                most = count;
                best = Some((line, cells.len(), *form));
            }
        }
    }
    best
}

/// The form that gives the first row the most cells, with their number.
pub(crate) fn widest(head: &[u8], forms: &[Form]) -> Option<(usize, Form)> {
    let widths = forms.iter().filter_map(|form| {
        let (_, cells) = rows(head, *form).next()?;
        Some((cells.len(), *form))
    });
    widths.reduce(|most, next| if next.0 > most.0 { next } else { most })
}

fn rows(head: &[u8], form: Form) -> impl Iterator<Item = (u64, Vec<String>)> {
    let mut records = Records::new(head, form);
    std::iter::from_fn(move || records.read().ok().flatten()).filter_map(|record| {
        match record.content {
            Ok(Content::Cells(cells)) => Some((record.line, cells)),
            _ => None,
        }
    })
}

fn is_native(cells: &[String]) -> bool {
    let known = cells.iter().filter(|cell| columns::is_known(&native(cell)));
    known.take(2).count() == 2
}

/// Whether a row names all of these columns.
pub(super) fn has_all(cells: &[String], wanted: &[Column]) -> bool {
    wanted.iter().all(|column| has(cells, column))
}

fn has(cells: &[String], column: &Column) -> bool {
    match column {
        Column::Number(number) => *number <= cells.len(),
        Column::Name(name) => {
            let key = meant::key(name);
            cells.iter().any(|cell| meant::key(cell) == key)
        }
    }
}

/// The importer's own spelling of a column's name: `occur_time` for `Occur Time`. An unknown name stays.
pub(super) fn native(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    if name.bytes().all(is_plain) && columns::own_name(name) == name {
        return Cow::Borrowed(name);
    }
    if let Some((map, key)) = name.split_once('.') {
        return match meant::key(map).as_str() {
            // Only the measure is the owner's own word.
            "usage" => Cow::Owned(format!("usage.{key}")),
            "attribute" => Cow::Owned(format!("attribute.{}", key.to_lowercase())),
            _ => Cow::Borrowed(name),
        };
    }
    NAMES
        .get(&meant::key(name))
        .map_or(Cow::Borrowed(name), |known| Cow::Borrowed(*known))
}

/// The names of the columns, as the layout spells them.
pub(super) fn names(record: &Record, layout: &Layout) -> Result<Vec<String>, Refusal> {
    let Content::Cells(cells) = record.content.as_ref().map_err(Clone::clone)? else {
        return Ok(vec![]);
    };
    let (names, used): (Vec<String>, Vec<String>) = match layout {
        Layout::Native { .. } => {
            let names: Vec<String> = cells.iter().map(|cell| native(cell).into_owned()).collect();
            let used = names.iter().filter(|name| columns::is_known(name));
            (names.clone(), used.cloned().collect())
        }
        Layout::Mapped(mapping) => {
            let used = mapping.reads();
            let used = used.filter_map(|column| match column {
                Column::Name(name) => Some(name.clone()),
                Column::Number(_) => None,
            });
            let used: Vec<String> = used.collect();
            (as_mapped(cells, &used), used)
        }
    };
    for name in &used {
        if names.iter().filter(|other| *other == name).count() > 1 {
            let words = "two columns have this name; rename one";
            return Err(Refusal::new(name, "TOLD_TWICE", words));
        }
    }
    Ok(names)
}

/// The cells of a header, those that a mapping uses as it spells them.
fn as_mapped(cells: &[String], used: &[String]) -> Vec<String> {
    let mut names = cells.to_vec();
    for wanted in used.iter().filter(|wanted| !cells.contains(wanted)) {
        let key = meant::key(wanted);
        for name in &mut names {
            if !used.contains(name) && meant::key(name) == key {
                name.clone_from(wanted);
            }
        }
    }
    names
}
