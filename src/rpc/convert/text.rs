//! Ids and texts. Lengths are counted in characters.

use super::check::{Check, Noted, Read, shown};
use super::rule;

/// The longest id, in characters.
pub(crate) const ID_MAX: usize = 128;
/// The longest note, reason or outcome, in characters.
pub(crate) const NOTE_MAX: usize = 2_000;

impl Check {
    /// An id: 1 to 128 characters, no control characters, no blank at either end.
    pub(crate) fn id(&mut self, field: &str, text: String) -> Read<String> {
        self.key(field, text, ID_MAX)
    }

    /// An optional id.
    pub(crate) fn optional_id(&mut self, field: &str, text: String) -> Read<Option<String>> {
        if text.is_empty() {
            return Ok(None);
        }
        self.id(field, text).map(Some)
    }

    /// A text with the rules of an id and another maximum length.
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

    /// A text of one line that may be empty. It must be visible, because people distinguish such texts by
    /// sight.
    pub(crate) fn line(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        let text = self.text(field, text, max, char::is_control)?;
        match unseen(&text) {
            None => Ok(text),
            Some(fault) => Err(self.not_seen(field, &text, fault)),
        }
    }

    fn not_seen(&mut self, field: &str, text: &str, fault: Unseen) -> Noted {
        let shown = shown(text);
        match fault {
            Unseen::Turns(c) => {
                let description = format!(
                    "must not have characters that turn the direction of writing, and {shown} has \
                     `{}`: remove it",
                    c.escape_unicode()
                );
                self.violated(field, rule::DIRECTION_CONTROL, description)
            }
            Unseen::Nothing => {
                let description = format!(
                    "must have a character that can be seen, and is {shown}: give one, or leave it out"
                );
                self.violated(field, rule::INVISIBLE, description)
            }
        }
    }

    /// A text of any number of lines that may be empty.
    pub(crate) fn words(&mut self, field: &str, text: String, max: usize) -> Read<String> {
        self.text(field, text, max, |c| {
            c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        })
    }

    /// A text of any number of lines with at least one visible character.
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

/// The reason why a person cannot see what a text says.
#[derive(Clone, Copy)]
enum Unseen {
    /// This character changes the order in which the text is shown.
    Turns(char),
    /// The text has no visible character.
    Nothing,
}

fn unseen(text: &str) -> Option<Unseen> {
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(turning) = text.chars().find(turns) {
        return Some(Unseen::Turns(turning));
    }
    let is_unseen = |c: char| c.is_whitespace() || is_invisible(c);
    let has_nothing = text.chars().any(is_invisible) && text.chars().all(is_unseen);
    has_nothing.then_some(Unseen::Nothing)
}

/// Whether a character is drawn as nothing, or as a blank although it is not a space.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
