//! Reasons why the store cannot be used, in words for the operator: the cause and the remedy.

use sqlx::migrate::MigrateError;
use thiserror::Error;

use super::limits::MIGRATION_PATIENCE;

/// The reason why the store cannot be used. The text is for the operator.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotReady {
    /// The address is not one of a Postgres.
    #[error(
        "DATABASE_URL is no address of a Postgres: {0}: write it as \
         postgres://user:password@host:5432/database"
    )]
    NoAddress(String),
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The server refuses the login.
    #[error(
        "the database does not let this user in: {0}: check the user and the password of DATABASE_URL, \
         and the server's pg_hba.conf"
    )]
    NoLogin(String),
    /// The server has no such database.
    #[error("{0}: create it, or name another one in DATABASE_URL")]
    NoDatabase(String),
    /// The role lacks rights.
    #[error(
        "the role of DATABASE_URL lacks rights: {0}: grant them as the owner of the tables; \
         docs/operating.md lists them"
    )]
    NoRights(String),
    /// The server has given out all its connections.
    #[error(
        "the database has no connection left: {0}: raise its max_connections, or lower the pool size"
    )]
    Full(String),
    /// The server cannot read its own files.
    #[error("files of the database are damaged: {0}: restore it from a backup")]
    Damaged(String),
    /// The server answers with another error.
    #[error("the database refuses to work: {0}")]
    Refuses(String),
    /// A connection does not keep one session.
    #[error(
        "DATABASE_URL leads to a connection pooler that gives each transaction another session \
         (such as PgBouncer with pool_mode=transaction), and the service needs one session for each \
         connection, for its locks and limits: set pool_mode=session for this database, or connect to \
         Postgres itself"
    )]
    Pooled,
    /// The pool has no free connection.
    #[error(
        "no connection to the database has been free for {seconds} s: statements hang or take long; see \
         pg_stat_activity, or raise the pool size"
    )]
    NoPlace {
        /// The seconds that calls have waited without getting one.
        seconds: u64,
    },
    /// The server may lose acknowledged writes in a crash.
    #[error(
        "this Postgres runs with `{setting} = off` and would lose facts in a crash: \
         set it to `on`, or use another server"
    )]
    Forgetful {
        /// The setting that is off.
        setting: &'static str,
    },
    /// The schema is older: migrations have not been run.
    #[error(
        "the database has schema version {found} and this program needs {needed}: \
         run `customer-quality migrate`, or start with `--migrate`"
    )]
    Older {
        /// The version of the database.
        found: i64,
        /// The version of this program.
        needed: i64,
    },
    /// A newer program has migrated the schema to a version that this program cannot use.
    #[error(
        "the database has schema version {found}, which needs a program that knows {oldest}, and this \
         one knows {known}: use a newer program"
    )]
    Newer {
        /// The version of the database.
        found: i64,
        /// The oldest schema version that a program must know.
        oldest: i64,
        /// The version of this program.
        known: i64,
    },
    /// The schema differs from the result of the migrations.
    #[error(
        "the schema of the database is not what its migrations make: {0}: restore it from a whole \
         backup, or put back what was changed by hand"
    )]
    Altered(String),
    /// Another process has been migrating for too long.
    #[error("another process has been migrating this database for {} seconds", MIGRATION_PATIENCE.as_secs())]
    Busy,
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Failed(String),
}

impl From<MigrateError> for NotReady {
    fn from(error: MigrateError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<sqlx::Error> for NotReady {
    fn from(error: sqlx::Error) -> Self {
        let Some(said) = error.as_database_error() else {
            return Self::Unreachable(error.to_string());
        };
        let text = said.message().to_owned();
        match said.code().as_deref().unwrap_or_default() {
            "3D000" => Self::NoDatabase(text),
            "42501" => Self::NoRights(text),
            "53300" => Self::Full(text),
            "XX001" | "XX002" | "58030" | "58P01" => Self::Damaged(text),
            code if code.starts_with("28") => Self::NoLogin(text),
            code if code.starts_with("08") || code.starts_with("57P") => Self::Unreachable(text),
            code => Self::Refuses(format!("{text} (SQLSTATE {code})")),
        }
    }
}
