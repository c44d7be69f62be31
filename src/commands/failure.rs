//! The ways in which a command can fail, and their exit codes.

use std::{io, process::ExitCode};

use tonic::Status;

use crate::explain;

/// The reason why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The reader of standard output closed it. Nothing is wrong.
    #[error("standard output was closed")]
    Closed,
    /// The user pressed Ctrl-C. The command has already printed how to go on.
    #[error("interrupted")]
    Interrupted,
    /// What was typed means several customers. The words list them.
    #[error("{0}")]
    Unclear(String),
    /// The problem and its remedy, for a person.
    #[error("{0}")]
    Message(String),
}

/// The result of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The command did everything.
    Fine,
    /// The service refused some rows or cells, and the command named them.
    SomeRefused,
}

impl Failure {
    /// A failure in words for a person.
    pub fn message(words: impl Into<String>) -> Self {
        Self::Message(words.into())
    }

    /// A failure to read or write `what`.
    pub fn io(what: &str, error: &io::Error) -> Self {
        Self::Message(format!("{what}: {error}"))
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Message(explain::explain(&status))
    }
}

/// The exit code: 0 for success, 2 if some rows were refused or a name is that of several customers, 1 for a failure, 130
/// after Ctrl-C.
pub fn exit_code(end: &Result<Finish, Failure>) -> ExitCode {
    match end {
        Ok(Finish::Fine) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(Finish::SomeRefused) | Err(Failure::Unclear(_)) => ExitCode::from(2),
        Err(Failure::Message(_)) => ExitCode::from(1),
        Err(Failure::Interrupted) => ExitCode::from(130),
    }
}
