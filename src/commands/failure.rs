//! How a command of the command line can end badly, and with which exit code.

use std::{io, process::ExitCode};

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The reader of standard output has gone away: nothing is wrong, nobody wants more.
    #[error("standard output was closed")]
    Closed,
    /// The user pressed Ctrl-C; what to do next has been said already.
    #[error("interrupted")]
    Interrupted,
    /// What went wrong and what to do, for a person.
    #[error("{0}")]
    Told(String),
}

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Everything was done.
    Fine,
    /// Some rows or cells were refused, and named.
    SomeRefused,
}

impl Failure {
    /// A failure told in words.
    pub fn told(words: impl Into<String>) -> Self {
        Self::Told(words.into())
    }

    /// A failure of reading or writing `what`.
    pub fn io(what: &str, error: &io::Error) -> Self {
        Self::Told(format!("{what}: {error}"))
    }
}

/// The exit code: 0 all fine, 2 some refused, 1 could not run, 130 interrupted.
pub fn exit_code(end: &Result<Finish, Failure>) -> ExitCode {
    match end {
        Ok(Finish::Fine) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(Finish::SomeRefused) => ExitCode::from(2),
        Err(Failure::Told(_)) => ExitCode::from(1),
        Err(Failure::Interrupted) => ExitCode::from(130),
    }
}
