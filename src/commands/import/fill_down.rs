//! Fills blank cells from the cell above, for files that write a name once for several rows.

use crate::{
    explain::Refusal,
    import::{
        flaw::{Flaw, Why},
        layout::Layout,
        mapping::Column,
        place::{member, place, show},
        record::{Content, Record},
        value::Value,
    },
};

/// The cells above a record.
#[derive(Debug)]
pub(super) struct FillDown<'a> {
    above: Vec<(&'a Column, Above)>,
    columns: Option<usize>,
}

/// The cell above a cell.
#[derive(Clone, Debug)]
enum Above {
    /// There is none yet.
    Nothing,
    /// Its value, and what is wrong with it.
    Value(Value, Option<Why>),
    /// It is in a record that cannot be read.
    Lost,
}

impl<'a> FillDown<'a> {
    /// Nothing stands above the first record of a file.
    pub(super) fn new(layout: &'a Layout) -> Self {
        let Layout::Mapped(mapping) = layout else {
            return Self {
                above: vec![],
                columns: None,
            };
        };
        let columns = mapping.fill_down.iter();
        Self {
            above: columns.map(|column| (column, Above::Nothing)).collect(),
            columns: mapping.columns,
        }
    }

    /// Fills the blank cells of a record, and keeps its other cells for the records below it. A record
    /// whose cell above cannot be read is refused.
    pub(super) fn fill(&mut self, record: &mut Record, header: Option<&[String]>) {
        let expected = self.columns.or(header.map(<[String]>::len));
        let is_whole = match &record.content {
            Err(_) => false,
            Ok(Content::Fields(_)) => true,
            Ok(Content::Cells(cells)) => expected.is_none_or(|expected| {
                cells.len() >= expected && cells[expected..].iter().all(String::is_empty)
            }),
        };
        for (column, above) in &mut self.above {
            let found = if is_whole {
                value(record, column, header)
            } else {
                None
            };
            let Some((at, value)) = found else {
                *above = Above::Lost;
                continue;
            };
            match above {
                _ if !value.text().is_empty() => *above = Above::Value(value, flaw(record, at)),
                Above::Nothing => {}
                Above::Value(value, why) => {
                    put(record, at, column, value);
                    record.flaws.extend(why.map(|why| Flaw { at, why }));
                }
                Above::Lost => {
                    let remedy = "the cell is blank and means the one above it, which cannot be read: correct that \
                                  row, or fill this cell";
                    record.content = Err(Refusal::new(&show(column), "NOTHING_ABOVE", remedy));
                }
            }
        }
    }
}

/// The place and the value of a column. The place of a field that an object does not have is behind the others.
/// None if nothing can be read there.
fn value(record: &Record, column: &Column, header: Option<&[String]>) -> Option<(usize, Value)> {
    let fields = match record.content.as_ref().ok()? {
        Content::Cells(cells) => {
            let at = place(column, header)?;
            return Some((at, record.cell(at, cells.get(at)?)));
        }
        Content::Fields(fields) => fields,
    };
    let Some(at) = member(fields, &show(column)).ok()? else {
        return Some((fields.len(), Value::Text(String::new())));
    };
    match &fields[at].1 {
        Value::List(_) | Value::Time(_) => None,
        value => Some((at, value.clone())),
    }
}

/// What is wrong with the value at a place.
fn flaw(record: &Record, at: usize) -> Option<Why> {
    let flaw = record.flaws.iter().find(|flaw| flaw.at == at);
    flaw.map(|flaw| flaw.why)
}

/// Puts the value above into a blank cell.
fn put(record: &mut Record, at: usize, column: &Column, value: &Value) {
    match &mut record.content {
        Ok(Content::Cells(cells)) => {
            cells[at] = value.text();
            let is_number = matches!(value, Value::Number(_));
            record.numbers.extend(is_number.then_some(at));
        }
        Ok(Content::Fields(fields)) => match fields.get_mut(at) {
            Some((_, blank)) => *blank = value.clone(),
            None => fields.push((show(column), value.clone())),
        },
        Err(_) => {}
    }
}
