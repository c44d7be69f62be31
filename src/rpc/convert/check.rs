//! Collects everything that is wrong with a message, each with the path of its field. Readers go on to
//! their other fields after a fault, and give up only at the end.

use std::time::Duration;

use domain::{money::Currency, time::Time};

use super::rule::Rule;
use crate::error::{Error, Violation, Violations};

/// What messages are checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// The server's time.
    pub(crate) now: Time,
    /// How far ahead of it a fact may lie.
    pub(crate) occur_ahead: Duration,
    /// The currency that needs no exchange rate.
    pub(crate) reporting_currency: Currency,
}

/// What was read of a field, or that a fault was noted.
pub(crate) type Read<T> = Result<T, Noted>;

/// A fault was noted with the check, which is the only one to make this.
#[derive(Debug)]
pub(crate) struct Noted(());

/// What was found in one message, or in one item of a batch.
#[derive(Debug)]
pub(crate) struct Check {
    pub(super) terms: Terms,
    path: String,
    violations: Violations,
    /// What has a reason of its own; given only if no field is invalid.
    refusal: Option<Error>,
}

impl Check {
    /// A check of what stands at `path` of the request; empty for the request itself.
    pub(crate) fn new(terms: Terms, path: impl Into<String>) -> Self {
        Self {
            terms,
            path: path.into(),
            violations: Violations::default(),
            refusal: None,
        }
    }

    /// The time against which everything in the request is checked.
    pub(crate) fn now(&self) -> Time {
        self.terms.now
    }

    /// Reads what stands at `segment` below the present path.
    pub(crate) fn at<T>(&mut self, segment: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path.len();
        self.path = self.path_of(segment);
        let value = read(self);
        self.path.truncate(outer);
        value
    }

    /// Notes that `field` breaks a rule. An empty `field` means what stands at the present path.
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

    /// Notes what is refused for a reason of its own; the first one counts.
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

    /// What was read, if nothing was noted.
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

/// The errors of several items as one: all their violations, else the first error.
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

/// A value to be shown in a description.
pub(crate) fn shown(text: &str) -> String {
    format!("`{}`", excerpt(text))
}

/// The path of an entry of a map.
pub(crate) fn entry(field: &str, key: &str) -> String {
    format!("{field}[\"{}\"]", excerpt(key))
}

/// The start of a text, without anything that moves a cursor.
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
