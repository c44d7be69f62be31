//! The server's log. It is kept short, and its end is quoted if the server does not start.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

const LOG_MAX: u64 = 16 << 20;
const TAIL_MAX: u64 = 64 << 10;
const TAIL_LINES: usize = 5;

/// Opens the server's log for appending, and returns it with its length. A log that is too long is emptied
/// first.
pub(super) fn open(path: &Path) -> io::Result<(File, u64)> {
    let log = OpenOptions::new().create(true).append(true).open(path)?;
    if log.metadata()?.len() > LOG_MAX {
        log.set_len(0)?;
    }
    let length = log.metadata()?.len();
    Ok((log, length))
}

/// The last lines of the log since `start`, joined into one line.
pub(super) fn tail(path: &Path, start: u64) -> String {
    let read = || -> io::Result<Vec<u8>> {
        let mut log = File::open(path)?;
        let end = log.metadata()?.len();
        log.seek(SeekFrom::Start(start.max(end.saturating_sub(TAIL_MAX))))?;
        let mut bytes = Vec::new();
        log.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join(" | ")
}
