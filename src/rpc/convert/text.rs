//! Ids and texts. Lengths are counted in characters.

use super::check::{Check, Read, shown};
use super::rule;

/// The longest id.
pub(crate) const ID_MAX: usize = 128;

impl Check {
    /// An id: 1 to 128 characters, no control characters, no blank at either end.
    pub(crate) fn id(&mut self, field: &str, text: String) -> Read<String> {
        self.key(field, text, ID_MAX)
    }

    /// An id that may be missing.
    pub(crate) fn optional_id(&mut self, field: &str, text: String) -> Read<Option<String>> {
        if text.is_empty() {
            return Ok(None);
        }
        self.id(field, text).map(Some)
    }

    /// As an id, with another length.
    pub(crate) fn key(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        if text.is_empty() {
            let description = format!("is required: give 1 to {max} characters");
            return Err(self.violated(field, rule::REQUIRED, description));
        }
        let line = self.line(field, text, max)?;
        if line.trim() != line {
            let description = format!(
                "must not begin or end with a blank, and is {}: trim it",
                shown(&line)
            );
            return Err(self.violated(field, rule::SURROUNDING_BLANK, description));
        }
        Ok(line)
    }

    /// A text of one line that may be empty.
    pub(crate) fn line(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        self.text(field, text, max, char::is_control)
    }

    /// A text of any lines that may be empty.
    pub(crate) fn words(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        self.text(field, text, max, |c| {
            c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        })
    }

    /// A text of any lines that says something.
    pub(crate) fn required_words(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        if text.trim().is_empty() {
            let description = format!("is required: give 1 to {max} characters");
            return Err(self.violated(field, rule::REQUIRED, description));
        }
        self.words(field, text, max)
    }

    fn text(
        &mut self,
        field: &str,
        text: String,
        max: usize,
        is_refused: impl Fn(char) -> bool,
    ) -> Read<String> {
        let length = text.chars().count();
        if length > max {
            let description =
                format!("has {length} characters and may have at most {max}: shorten it");
            return Err(self.violated(field, rule::TOO_LONG, description));
        }
        if let Some(control) = text.chars().find(|c| is_refused(*c)) {
            let description = format!(
                "must not have control characters, and {} has `{}`: remove it",
                shown(&text),
                control.escape_debug()
            );
            return Err(self.violated(field, rule::CONTROL_CHARACTER, description));
        }
        Ok(text)
    }
}
