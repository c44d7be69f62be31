//! A record of a file: cells of a delimited file or of a sheet, or the fields of a JSON object.

use crate::{
    explain::Refusal,
    import::{
        flaw::{Flaw, cell_name},
        value::Value,
    },
};

/// The form of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Cells with this byte between them.
    Delimited(u8),
    /// Cells with one or more blanks between them.
    Whitespace,
    /// A JSON object on each line.
    JsonLines,
    /// A JSON list of objects.
    JsonList,
    /// The rows of a spreadsheet, each as a row of a sheet.
    Sheet,
}

impl Form {
    /// Whether its records are rows of cells, whose first row may name the columns.
    pub fn has_cells(self) -> bool {
        !matches!(self, Self::JsonLines | Self::JsonList)
    }
}

/// The value of a field before decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The cells of a row.
    Cells(Vec<String>),
    /// The fields of an object. Dots join nested names.
    Fields(Vec<(String, Value)>),
}

/// A record of a file.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number among the file's records, from 1. The header, blank lines and rows of blank cells do not
    /// count.
    pub number: u64,
    /// The line of the file, or the row of the sheet, on which it begins.
    pub line: u64,
    /// The record's text as written.
    pub text: String,
    /// Its content, or the reason why it cannot be read.
    pub content: Result<Content, Refusal>,
    /// The values that not every field can take.
    pub flaws: Vec<Flaw>,
    /// The places of the cells that a sheet holds as numbers, from 0.
    pub numbers: Vec<usize>,
}

impl Record {
    /// The value of the cell at a place, from 0, with this text.
    pub(super) fn cell(&self, at: usize, text: &str) -> Value {
        if self.numbers.contains(&at) {
            Value::Number(text.to_owned())
        } else {
            Value::Text(text.to_owned())
        }
    }

    /// Whether it is a row of blank cells. Spreadsheets leave such rows behind.
    pub(super) fn is_blank(&self) -> bool {
        match &self.content {
            Ok(Content::Cells(cells)) => {
                cells.iter().all(String::is_empty) && self.flaws.is_empty()
            }
            _ => false,
        }
    }

    /// Refuses the value at a place, from 0, if it has a flaw that the field cannot take.
    pub fn check(&self, field: &str, at: usize, text: &str) -> Result<(), Refusal> {
        let Some(flaw) = self.flaws.iter().find(|flaw| flaw.at == at) else {
            return Ok(());
        };
        let place = format!("cell {}", cell_name(at, self.line));
        flaw.check(field, text, &place)
    }
}
