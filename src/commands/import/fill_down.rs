//! Fills blank cells from the cell above, for files that write a name once for several rows.

use crate::{
    explain::Refusal,
    import::{
        layout::Layout,
        mapping::Column,
        record::{Content, Record},
        row::{place, show},
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
    Text(String),
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
            let Ok(content) = &mut record.content else {
                *above = Above::Lost;
                continue;
            };
            let cell = if is_whole {
                cell(content, column, header)
            } else {
                None
            };
            let Some(cell) = cell else {
                *above = Above::Lost;
                continue;
            };
            match above {
                _ if !cell.is_empty() => *above = Above::Text(cell.clone()),
                Above::Nothing => {}
                Above::Text(text) => cell.clone_from(text),
                Above::Lost => {
                    let remedy = "the cell is blank and means the one above it, which cannot be read: correct that \
                                  row, or fill this cell";
                    record.content = Err(Refusal::new(&show(column), "NOTHING_ABOVE", remedy));
                }
            }
        }
    }
}

/// The cell of a column. A field that an object does not have is added.
fn cell<'c>(
    content: &'c mut Content,
    column: &Column,
    header: Option<&[String]>,
) -> Option<&'c mut String> {
    let fields = match content {
        Content::Cells(cells) => return cells.get_mut(place(column, header)?),
        Content::Fields(fields) => fields,
    };
    let name = show(column);
    let at = fields.iter().position(|(known, _)| *known == name);
    let at = at.unwrap_or_else(|| {
        fields.push((name, Value::Text(String::new())));
        fields.len() - 1
    });
    match &mut fields.get_mut(at)?.1 {
        Value::Text(text) => Some(text),
        Value::List(_) | Value::Time(_) => None,
    }
}
