//! A row of a spreadsheet, on a line of the temporary file that holds a sheet.

use std::io;

use serde::{Deserialize, Serialize};

use crate::{
    explain::Refusal,
    import::{flaw::Flaw, sheet_cell::Shown, value::check_text},
};

/// A row of a sheet.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct SheetRow {
    /// Its number in the sheet, from 1.
    pub(super) number: u64,
    /// Its cells up to the last one that is not blank.
    pub(super) cells: Vec<String>,
    /// The cells that not every field can take.
    pub(super) flaws: Vec<Flaw>,
    /// The places of the cells that are numbers.
    pub(super) numbers: Vec<usize>,
}

impl SheetRow {
    /// Reads the row from its line.
    pub(super) fn read(line: &[u8]) -> io::Result<Self> {
        serde_json::from_slice(line).map_err(io::Error::from)
    }

    /// Refuses the row if a cell has a sign that nobody writes.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let mut cells = self.cells.iter().enumerate();
        cells.try_for_each(|(at, cell)| check_text(&format!("column {}", at + 1), cell))
    }

    /// Sets the cell at a place, from 0.
    pub(super) fn put(&mut self, at: usize, shown: Shown) {
        let Shown {
            text,
            why,
            is_number,
        } = shown;
        if text.is_empty() && why.is_none() {
            return;
        }
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        self.cells[at] = text;
        self.numbers.extend(is_number.then_some(at));
        self.flaws.extend(why.map(|why| Flaw { at, why }));
    }
}
