//! Reads a file line by line, or byte by byte, and counts the lines, whatever they contain.

use std::io::{self, BufRead, Read};

/// The greatest length of a line. A longer line is not text.
pub(super) const LINE_BYTES_MAX: u64 = 8 * 1024 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One line without its end.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Line {
    /// Whether it holds only blanks.
    pub fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// The lines of a file. Lines end with `\n` or `\r\n`. The reader drops a byte order mark.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    number: u64,
    bytes_read: u64,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `input`.
    pub fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            bytes_read: 0,
        }
    }

    /// The bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The next line. None at the end.
    pub fn read(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = vec![];
        let read = self
            .input
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut bytes)? as u64;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.bytes_read += read;
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        } else if read == LINE_BYTES_MAX {
            return Err(self.too_long());
        }
        if self.number == 1 && bytes.starts_with(BOM) {
            bytes.drain(..BOM.len());
        }
        Ok(Some(Line {
            number: self.number,
            bytes,
        }))
    }

    /// The number of the line that the next byte belongs to, for a file that is read byte by byte.
    pub(super) fn at(&self) -> u64 {
        self.number + 1
    }

    /// The next byte, which stays where it is. None at the end.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.bytes_read == 0 && self.input.fill_buf()?.starts_with(BOM) {
            self.input.consume(BOM.len());
            self.bytes_read += BOM.len() as u64;
        }
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Passes the byte that [`Self::peek`] returned.
    pub(super) fn pass(&mut self, byte: u8) {
        self.input.consume(1);
        self.bytes_read += 1;
        self.number += u64::from(byte == b'\n');
    }

    /// The error for a line, or another part of a file, that is too long to be one.
    pub(super) fn too_long(&self) -> io::Error {
        let words = format!(
            "line {} is longer than 8 MiB: is this a text file?",
            self.number.max(1)
        );
        io::Error::new(io::ErrorKind::InvalidData, words)
    }
}
