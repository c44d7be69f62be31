//! The span of a statement in traces, named after the statement's file.

use std::mem;

use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArguments, PgStatement};
use sqlx::{Execute, Postgres, SqlStr};
use tracing::field::Empty;
use tracing::{Span, debug_span};

use crate::stage;

/// A statement whose text can be read before it is run.
pub(super) struct Statement {
    text: SqlStr,
    arguments: Result<Option<PgArguments>, BoxDynError>,
    persistent: bool,
}

impl Statement {
    pub(super) fn of<'q>(mut query: impl Execute<'q, Postgres>) -> Self {
        Self {
            arguments: query.take_arguments(),
            persistent: query.persistent(),
            text: query.sql(),
        }
    }

    /// Makes the span. If no traces are sent, the text is not read.
    pub(super) fn span(&self) -> Span {
        stage::part(|| {
            debug_span!(
                "statement",
                otel.name = summary(self.text.as_str()),
                otel.kind = "client",
                otel.status_code = Empty,
                db.system.name = "postgresql",
                db.query.summary = summary(self.text.as_str()),
                db.response.status_code = Empty,
                error.r#type = Empty,
            )
        })
    }
}

impl Execute<'_, Postgres> for Statement {
    fn sql(self) -> SqlStr {
        self.text
    }

    fn statement(&self) -> Option<&PgStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, BoxDynError> {
        mem::replace(&mut self.arguments, Ok(None))
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}

/// Records in a statement's span how it failed: the server's code only, never its words.
pub(super) fn note_failure(span: &Span, error: &sqlx::Error) {
    span.record("otel.status_code", "ERROR");
    let said = error.as_database_error();
    match said.and_then(DatabaseError::code) {
        Some(code) => {
            span.record("db.response.status_code", &*code);
            span.record("error.type", &*code);
        }
        None => {
            span.record("error.type", "_OTHER");
        }
    }
}

/// The name of a statement: the comment at its head, or its first word if it has no such comment.
fn summary(text: &str) -> &str {
    let text = text.trim_start();
    let named = text
        .strip_prefix("/* ")
        .and_then(|rest| rest.split_once(" */"));
    match named {
        Some((name, _)) => name,
        None => text.split([' ', ';', '\n']).next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sql;
    use super::*;

    #[test]
    fn a_statement_is_called_like_its_file_or_by_its_first_word() {
        for (text, called) in [
            (sql::HISTORIES_NOW, "histories_now"),
            (sql::HISTORY_NOW.as_str(), "histories_now"),
            (sql::COMMIT, "commit"),
            (sql::STANDINGS_BY_OWN_VALUE, "standings_by_number"),
            ("BEGIN; SET LOCAL statement_timeout = 1", "BEGIN"),
            ("ROLLBACK", "ROLLBACK"),
            ("\nSELECT 1", "SELECT"),
            ("", ""),
        ] {
            assert_eq!(summary(text), called);
        }
    }
}
