//! The value of a field as a file has it.

use crate::{date::Written, explain::Refusal};

/// The value of a field before decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text or a number as written.
    Text(String),
    /// A JSON array.
    List(Vec<String>),
    /// A day or a time that a mapping has read in a format of its own.
    Time(Written),
}

/// The refusal of text that is not UTF-8.
pub fn not_utf_8(field: &str) -> Refusal {
    Refusal::new(
        field,
        "NOT_UTF_8",
        "the text is not UTF-8; save the file as UTF-8",
    )
}
