//! Where a record has the value of a column.

use crate::{
    explain::Refusal,
    import::{mapping::Column, meant, value::Value},
};

/// The place of an object's field. Case, blanks and underscores do not count where that is enough.
pub(super) fn member(fields: &[(String, Value)], name: &str) -> Result<Option<usize>, Refusal> {
    if let Some(at) = fields.iter().position(|(own, _)| own == name) {
        return Ok(Some(at));
    }
    let key = meant::key(name);
    let mut alike = fields
        .iter()
        .enumerate()
        .filter(|(_, (own, _))| meant::key(own) == key);
    let at = alike.next().map(|(at, _)| at);
    if alike.next().is_some() {
        let words = "two fields have this name; leave one out";
        return Err(Refusal::new(name, "TOLD_TWICE", words));
    }
    Ok(at)
}

/// The place of a column's cell in a row.
pub(super) fn place(column: &Column, header: Option<&[String]>) -> Option<usize> {
    match column {
        Column::Number(number) => number.checked_sub(1),
        Column::Name(name) => header?.iter().position(|known| known == name),
    }
}

/// A column in words for people.
pub(super) fn show(column: &Column) -> String {
    match column {
        Column::Number(number) => format!("column {number}"),
        Column::Name(name) => name.clone(),
    }
}
