//! Faults of a statement, and the errors that callers get for them. No text of the database reaches a
//! caller, because it may contain customer data.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{DbErr, RuntimeErr};
use tracing::error;

use crate::error::Error;

/// How often a failure of the database is logged. Failures in between are counted.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// The server is known to be gone, so the call was refused without asking it. The text is the cause.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Gone(String);

impl Gone {
    pub(super) fn error(cause: String) -> sqlx::Error {
        io::Error::other(Self(cause)).into()
    }

    fn is(cause: &io::Error) -> bool {
        let inner = cause.get_ref().map(|inner| inner.downcast_ref::<Self>());
        inner.flatten().is_some()
    }
}

/// Why a statement, or the unit of work around it, failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// The request itself is refused; the error is already in our words.
    Refused(Error),
    /// The database returned an error.
    Database(sqlx::Error),
    /// The transaction did not begin: the server is gone or takes no writes, for example because it is a
    /// standby. Nothing was done.
    NotBegun(sqlx::Error),
    /// The unit of work asks to run again from the start.
    Again,
    /// The time limit has passed.
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
    /// Whether the same work may succeed on another attempt. This requires that the transaction left no
    /// trace.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Again => true,
            // A connection that the server closed meanwhile fails only when it is used again.
            Self::NotBegun(error) => is_lost(error),
            Self::Database(error) => {
                matches!(code(error).as_deref(), Some("40001" | "40P01" | "55P03"))
            }
            Self::Refused(_) | Self::TimedOut => false,
        }
    }

    /// A short name for metrics, from a small fixed set.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::NotBegun(_) => "connection_lost",
            Self::Again => "asked_for",
            Self::TimedOut => "timed_out",
            Self::Database(error) => match code(error).as_deref() {
                Some("40001") => "serialization_failure",
                Some("40P01") => "deadlock",
                Some("55P03") => "lock_timeout",
                _ => "other",
            },
        }
    }

    /// Whether a sum exceeded the range of its column.
    pub(super) fn is_overflow(&self) -> bool {
        matches!(self, Self::Database(error) if code(error).as_deref() == Some("22003"))
    }

    /// Converts the fault into the error for a caller whose time limit was `budget`.
    pub(super) fn into_error(self, budget: Duration) -> Error {
        match self {
            Self::Refused(error) => error,
            Self::Again => Error::WriteConflict,
            Self::TimedOut => Error::DeadlineExceeded { budget },
            Self::Database(error) => said(&error, budget),
            Self::NotBegun(error) => unavailable(error.to_string()),
        }
    }
}

/// Describes an error in stored JSON by its class and position only. The error's own text may quote stored
/// data, and this text reaches the log.
pub(super) fn unreadable(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    format!(
        "{:?} error at line {line} column {column}",
        error.classify()
    )
}

/// The error for the caller of a read.
pub(super) fn read_error(error: sqlx::Error) -> Error {
    let text = error.to_string();
    match Fault::Database(error).into_error(super::limits::STATEMENT_LIMIT) {
        // A read has no conflict with another write, so somebody holds a lock on the whole table.
        Error::WriteConflict => unavailable(text),
        error => error,
    }
}

/// The error for the caller of a read whose rows do not fit their entity.
pub(super) fn entity_error(error: &DbErr) -> Error {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return Error::Internal(error.to_string());
    };
    said(inner, super::limits::STATEMENT_LIMIT)
}

fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

/// Whether the connection broke or the server is ending it.
fn is_lost(error: &sqlx::Error) -> bool {
    let ended = |code: String| code.starts_with("08") || code.starts_with("57");
    matches!(error, sqlx::Error::Io(_)) || code(error).is_some_and(ended)
}

fn said(error: &sqlx::Error, budget: Duration) -> Error {
    let text = error.to_string();
    match error {
        // The texts of these errors may quote stored data.
        sqlx::Error::ColumnDecode { index, .. } => {
            Error::Corrupt(format!("column {index} cannot be read"))
        }
        sqlx::Error::Decode(_) => Error::Corrupt("a value cannot be read".to_owned()),
        // All connections are in use; `Connections` guarantees this meaning.
        sqlx::Error::PoolTimedOut => Error::Overloaded,
        sqlx::Error::Io(cause) if Gone::is(cause) => Error::StoreUnavailable(text),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => unavailable(text),
        _ => match code(error).as_deref() {
            Some("57014") => Error::DeadlineExceeded { budget },
            Some("40001" | "40P01" | "55P03") => Error::WriteConflict,
            // These classes concern logins, connections, resources and shutdown.
            Some(code)
                if ["08", "28", "3D", "53", "57"]
                    .iter()
                    .any(|class| code.starts_with(class)) =>
            {
                unavailable(text)
            }
            Some("XX001" | "XX002" | "58030" | "58P01") => {
                Error::Corrupt(super::NotReady::Damaged(text).to_string())
            }
            // The text may quote the value that the column refuses.
            Some(code) if code.starts_with("22") => Error::Internal(format!("SQLSTATE {code}")),
            _ => Error::Internal(text),
        },
    }
}

/// The error for a call that the database could not serve. The cause goes to the log from time to time,
/// never to the caller.
fn unavailable(cause: String) -> Error {
    static LOGGED: Mutex<Option<(Instant, u64)>> = Mutex::new(None);
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    match &mut *logged {
        Some((time, unsaid)) if time.elapsed() < LOG_EVERY => *unsaid += 1,
        _ => {
            let unsaid = logged.map_or(0, |(_, unsaid)| unsaid);
            error!(cause, unsaid, "the database could not serve a call");
            *logged = Some((Instant::now(), 0));
        }
    }
    Error::StoreUnavailable(cause)
}
