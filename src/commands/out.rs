//! The only place that writes to the terminal: answers to standard output, remarks to standard error.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// Writes an answer to standard output. A reader that has gone away ends the command quietly.
pub fn answer(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::io("cannot write to standard output", &error)),
    }
}

/// Writes a line for a person to standard error. If that is closed there is nobody to tell.
pub fn remark(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Asks a yes-or-no question on the terminal; anything but a yes is a no.
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

/// Whether a person can be asked.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether remarks go to a terminal, so that a line can be drawn again and again.
pub fn remarks_to_terminal() -> bool {
    io::stderr().is_terminal()
}
