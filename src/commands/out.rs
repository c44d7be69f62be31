//! The only place that writes to the terminal: answers to standard output, remarks to standard error.

use std::io::{self, IsTerminal, Write};

use crate::{failure::Failure, terminal};

/// Writes an answer to standard output. If the reader has closed it, the command ends without an error.
pub fn answer(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::io("cannot write to standard output", &error)),
    }
}

/// Writes what was drawn for people to standard output. On a terminal, text that runs from right to left is set apart.
pub fn drawn(text: &str) -> Result<(), Failure> {
    if io::stdout().is_terminal() {
        answer(&terminal::isolated(text))
    } else {
        answer(text)
    }
}

/// Writes a line for a person to standard error. The line is lost if standard error is closed.
pub fn remark(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Asks a yes-or-no question on the terminal. Any answer but a yes counts as a no.
pub fn confirm(question: &str) -> Result<bool, Failure> {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{question} [y/N] ");
    let _ = err.flush();
    let mut line = String::new();
    io::stdin()
        .read_line(&mut line)
        .map_err(|error| Failure::io("cannot read the answer", &error))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Whether a person agrees to what cannot be undone: by `yes`, a flag of the command, or on the terminal.
pub fn agreed(question: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        Ok(true)
    } else if can_ask() {
        confirm(question)
    } else {
        Err(Failure::message(format!("{question} Say so with --yes")))
    }
}

/// Whether the command can ask a person.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether remarks go to a terminal, which can redraw a line.
pub fn remarks_to_terminal() -> bool {
    io::stderr().is_terminal()
}
