//! The value of a field as a file has it.

use std::borrow::Cow;

use crate::{date::Written, explain::Refusal, number::Notation};

/// The value of a field before decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text as written.
    Text(String),
    /// A number of JSON or a number cell of a sheet. It has a point before its decimals and no groups, however
    /// the texts of the file write numbers. A mapping may add words beside it.
    Number(String),
    /// A JSON array.
    List(Vec<String>),
    /// A day or a time that a mapping has read in a format of its own.
    Time(Written),
}

impl Value {
    /// The value in one text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::List(items) => items.join(";"),
            Self::Time(time) => time.to_string(),
        }
    }

    /// How its number is written, in a file whose texts have this notation.
    pub fn notation(&self, of_texts: Notation) -> Notation {
        match self {
            Self::Number(_) => Notation::OF_NUMBERS,
            _ => of_texts,
        }
    }

    /// The value with another text: a number stays one.
    pub(super) fn with(&self, text: String) -> Self {
        match self {
            Self::Number(_) => Self::Number(text),
            _ => Self::Text(text),
        }
    }
}

/// The refusal of text that is not UTF-8.
pub fn not_utf_8(field: &str) -> Refusal {
    let words = "the text is not UTF-8 like the rest of the file; save the file as UTF-8, or name its \
                 encoding with --encoding";
    Refusal::new(field, "NOT_UTF_8", words)
}

/// Refuses a text with signs that nobody writes: control characters, and the sign for a lost letter.
pub(super) fn check_text(field: &str, text: &str) -> Result<(), Refusal> {
    let is_wrong = |letter: char| {
        letter == char::REPLACEMENT_CHARACTER
            || letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
    };
    let Some(letter) = text.chars().find(|letter| is_wrong(*letter)) else {
        return Ok(());
    };
    Err(if letter == char::REPLACEMENT_CHARACTER {
        let words = "a letter was lost when the file was saved (`\u{fffd}`); write it again, or name the \
                     right encoding with --encoding";
        Refusal::new(field, "LOST_LETTER", words)
    } else {
        let words = format!(
            "the control character {:02X} is no text; remove it",
            u32::from(letter)
        );
        Refusal::new(field, "CONTROL_CHARACTER", words)
    })
}

/// The text of a cell. A spreadsheet writes `="000123"` so that the text stays a text.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let inner = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(text),
    }
}
