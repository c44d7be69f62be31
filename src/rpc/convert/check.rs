//! Collects all faults of a message, each with the path of its field. A reader goes on to the other fields
//! after a fault, and gives up only at the end.

use std::time::Duration;

use domain::{money::Currency, time::Time};

use super::rule::Rule;
use crate::error::{Error, Violation, Violations};

/// The terms that messages are checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// The time on the server's clock.
    pub(crate) now: Time,
    /// The furthest that a fact may lie ahead of that time.
    pub(crate) occur_ahead: Duration,
    /// The currency that needs no exchange rate.
    pub(crate) reporting_currency: Currency,
}

/// The value of a field, or a note that a fault was recorded.
pub(crate) type Read<T> = Result<T, Noted>;

/// Stands for a fault that a check has recorded. Only a check can create it.
#[derive(Debug)]
pub(crate) struct Noted(());

/// The faults of one message, or of one item of a batch.
#[derive(Debug)]
pub(crate) struct Check {
    pub(super) terms: Terms,
    path: String,
    violations: Violations,
    /// An error with a reason of its own. It is returned only if no field is invalid.
    refusal: Option<Error>,
}

impl Check {
    /// Starts a check of the part of a request at `path`; an empty path is the whole request.
    pub(crate) fn new(terms: Terms, path: impl Into<String>) -> Self {
        Self {
            terms,
            path: path.into(),
            violations: Violations::default(),
            refusal: None,
        }
    }

    /// The time that everything in the request is checked against.
    pub(crate) fn now(&self) -> Time {
        self.terms.now
    }

    /// Reads the part at `segment` below the present path.
    pub(crate) fn at<T>(&mut self, segment: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path.len();
        self.path = self.path_of(segment);
        let value = read(self);
        self.path.truncate(outer);
        value
    }

    /// Records that `field` breaks a rule. An empty `field` means the part at the present path.
    pub(crate) fn violated(
        &mut self,
        field: &str,
        rule: Rule,
        description: impl Into<String>,
    ) -> Noted {
        let path = self.path_of(field);
        self.violations
            .note(|| Violation::new(path, rule, description));
        Noted(())
    }

    /// Records an error with a reason of its own. Only the first one counts.
    pub(crate) fn refused(&mut self, error: Error) -> Noted {
        if self.refusal.is_none() {
            let at_path = match self.path.as_str() {
                "" => error,
                path => error.in_field(path),
            };
            self.refusal = Some(at_path);
        }
        Noted(())
    }

    /// The value, if no fault was recorded.
    pub(crate) fn finish<T>(self, value: Read<T>) -> Result<T, Error> {
        match (self.refusal, value) {
            (None, Ok(value)) if self.violations.is_empty() => Ok(value),
            (Some(refusal), _) if self.violations.is_empty() => Err(refusal),
            _ => Err(Error::Invalid(self.violations)),
        }
    }

    fn path_of(&self, field: &str) -> String {
        if field.is_empty() || self.path.is_empty() || field.starts_with('[') {
            format!("{}{field}", self.path)
        } else {
            format!("{}.{field}", self.path)
        }
    }
}

/// Joins the errors of several items: all their violations, or the first error if there are none.
pub(crate) fn together(errors: impl IntoIterator<Item = Error>) -> Option<Error> {
    let mut violations = Violations::default();
    let mut first = None;
    for error in errors {
        match error {
            Error::Invalid(more) => violations.append(more),
            error => first = first.or(Some(error)),
        }
    }
    if violations.is_empty() {
        first
    } else {
        Some(Error::Invalid(violations))
    }
}

/// A value in the form for a description.
pub(crate) fn shown(text: &str) -> String {
    format!("`{}`", excerpt(text))
}

/// The path of one entry of a map.
pub(crate) fn entry(field: &str, key: &str) -> String {
    format!("{field}[\"{}\"]", excerpt(key))
}

/// The start of a text, without characters that move a cursor.
fn excerpt(text: &str) -> String {
    const MAX: usize = 48;
    let mut excerpt: String = text
        .chars()
        .take(MAX)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(MAX).is_some() {
        excerpt.push_str("...");
    }
    excerpt
}
