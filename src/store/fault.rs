//! What can go wrong in a statement, and what the caller is told about it. No text of the database
//! reaches a caller: it may hold somebody's data.

use std::time::Duration;

use sea_orm::{DbErr, RuntimeErr};

use crate::error::Error;

/// Why a statement, or the unit of work around it, failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// The caller's own fault, already in our words.
    Refused(Error),
    /// The database said no.
    Database(sqlx::Error),
    /// The database did not begin: it is gone, or it takes no writes, such as a standby. Nothing was
    /// done.
    NotBegun(sqlx::Error),
    /// The unit of work wants to be run anew, from the start.
    Again,
    /// The time ran out.
    TimedOut,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl Fault {
    /// Whether the same work may succeed when it is done anew: the transaction has left no trace.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Again => true,
            // A connection that the server has closed meanwhile shows when it is used again.
            Self::NotBegun(error) => is_lost(error),
            Self::Database(error) => {
                matches!(code(error).as_deref(), Some("40001" | "40P01" | "55P03"))
            }
            Self::Refused(_) | Self::TimedOut => false,
        }
    }

    /// Whether a sum left the range of its column.
    pub(super) fn is_overflow(&self) -> bool {
        matches!(self, Self::Database(error) if code(error).as_deref() == Some("22003"))
    }

    /// What the caller is told, who had `budget`.
    pub(super) fn into_error(self, budget: Duration) -> Error {
        match self {
            Self::Refused(error) => error,
            Self::Again => Error::WriteConflict,
            Self::TimedOut => Error::DeadlineExceeded { budget },
            Self::Database(error) => said(&error, budget),
            Self::NotBegun(error) => Error::StoreUnavailable(error.to_string()),
        }
    }
}

/// What is wrong with stored JSON. The error's own text may quote what is stored, and ends in the log.
pub(super) fn unreadable(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    format!(
        "{:?} error at line {line} column {column}",
        error.classify()
    )
}

/// What the caller of a read is told.
pub(super) fn read_error(error: sqlx::Error) -> Error {
    Fault::Database(error).into_error(super::pool::STATEMENT_LIMIT)
}

/// The same for a read through entities.
pub(super) fn entity_error(error: &DbErr) -> Error {
    let inner = match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner,
        DbErr::ConnectionAcquire(_) => return Error::StoreUnavailable(error.to_string()),
        _ => return Error::Internal(error.to_string()),
    };
    said(inner, super::pool::STATEMENT_LIMIT)
}

fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

/// Whether the connection broke, or the server ends it.
fn is_lost(error: &sqlx::Error) -> bool {
    let ended = |code: String| code.starts_with("08") || code.starts_with("57");
    matches!(error, sqlx::Error::Io(_)) || code(error).is_some_and(ended)
}

fn said(error: &sqlx::Error, budget: Duration) -> Error {
    let text = error.to_string();
    match error {
        // Their texts may quote what is stored.
        sqlx::Error::ColumnDecode { index, .. } => {
            Error::Corrupt(format!("column {index} cannot be read"))
        }
        sqlx::Error::Decode(_) => Error::Corrupt("a value cannot be read".to_owned()),
        // It means nothing else: see `Connections`.
        sqlx::Error::PoolTimedOut => Error::Overloaded,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Error::StoreUnavailable(text),
        _ => match code(error).as_deref() {
            Some("57014") => Error::DeadlineExceeded { budget },
            Some("40001" | "40P01" | "55P03") => Error::WriteConflict,
            // Connections, resources and shutdown.
            Some(code)
                if ["08", "53", "57"]
                    .iter()
                    .any(|class| code.starts_with(class)) =>
            {
                Error::StoreUnavailable(text)
            }
            // The text may quote the value that the column does not take.
            Some(code) if code.starts_with("22") => Error::Internal(format!("SQLSTATE {code}")),
            _ => Error::Internal(text),
        },
    }
}
