//! Values that are wrong only if something uses them: the errors of spreadsheets, and numbers that are no
//! ids.

use serde::{Deserialize, Serialize};

use crate::{explain::Refusal, import::id};

/// A flawed value of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// The place of the value among the record's cells or fields, from 0.
    pub at: usize,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// A cell of a spreadsheet holds an error.
    Error,
    /// A cell of a spreadsheet holds a formula that was never worked out.
    NotWorkedOut,
    /// A number that is not whole, or a yes or a no. It is no id.
    NotWhole,
    /// A number of which a spreadsheet drops the last digits. It is no id.
    Rounded,
}

impl Flaw {
    /// Refuses the value if the field cannot take it. `place` is its cell, for people.
    pub(super) fn check(self, field: &str, text: &str, place: &str) -> Result<(), Refusal> {
        let (rule, words) = match self.why {
            Why::Error => (
                "SPREADSHEET_ERROR",
                format!("{place} holds the error `{text}`; correct it in the spreadsheet"),
            ),
            Why::NotWorkedOut => (
                "NO_VALUE",
                format!(
                    "the formula in {place} has no value; open the file in a spreadsheet program, \
                     save it, and import it again"
                ),
            ),
            Why::NotWhole | Why::Rounded if !id::is_id_or_name(field) => return Ok(()),
            Why::NotWhole => (
                "NO_ID",
                format!("`{text}` is no id; give a text or a whole number"),
            ),
            Why::Rounded => (
                "ROUNDED",
                format!(
                    "{place}: a spreadsheet keeps only the first 15 digits of a number; format the \
                     column as text there, and enter the number again"
                ),
            ),
        };
        Err(Refusal::new(field, rule, words))
    }
}

/// The name of a cell in a spreadsheet: `B4`.
pub(super) fn cell_name(at: usize, row: u64) -> String {
    let mut letters = String::new();
    let mut rest = at + 1;
    while rest > 0 {
        let letter = b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{row}")
}
