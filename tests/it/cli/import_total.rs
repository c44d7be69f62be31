//! What holds for any bytes: the reader comes to their end without a panic, and every line that is not blank
//! belongs to exactly one record. The fuzz target in `fuzz` calls the same function.

use std::io::Cursor;

use commands::import::{record::Form, records::Records};

/// Pieces of which bytes are made that look a little like files.
#[cfg(test)]
pub(crate) const PIECES: &[&[u8]] = &[
    b"a",
    b"1",
    b",",
    b";",
    b"\"",
    b"\"\"",
    b"\n",
    b"\n",
    b"\r\n",
    b"\t",
    b" ",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\xff",
    b"\xc3",
    b"\xbc",
    b"\0",
    b"\x0c",
    b"\xef\xbb\xbf",
    b"{\"a\": 1}",
    b"{\"a\": \"b\"},",
    b"a,b\n",
    b"\"a\",\"b\"\n",
    b"sep=;\n",
    b"\xff\xfe",
    b"kind,customer_id\n",
    b"=\"1\"",
];

const FORMS: [Form; 5] = [
    Form::Delimited(b','),
    Form::Delimited(b';'),
    Form::Whitespace,
    Form::JsonLines,
    Form::JsonList,
];

/// Says which line is in no record, or in two.
pub(crate) fn fault(bytes: &[u8]) -> Option<String> {
    FORMS.into_iter().find_map(|form| {
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let mut owners = vec![0; lines.len() + 1];
        let mut records = Records::new(Cursor::new(bytes), form);
        while let Some(record) = records.read().ok()? {
            let first = record.line as usize - 1;
            let last = first + record.text.matches('\n').count();
            let Some(own) = owners.get_mut(first..=last) else {
                return Some(format!("{form:?}: line {} does not exist", last + 1));
            };
            for owners in own.iter_mut() {
                *owners += 1;
            }
        }
        let is_filled = |line: &[u8]| {
            line.iter()
                .any(|byte| !b" \t\r\x0c\x0b,;\"[]".contains(byte))
        };
        let places = lines.iter().zip(&owners).enumerate();
        let mut wrong = places.filter(|(at, (line, owners))| {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            let is_sign = *at == 0 && line.starts_with(b"sep=");
            // Several elements of a JSON list may share a line.
            let is_wrong = **owners == 0 || **owners > 1 && form != Form::JsonList;
            is_filled(line) && !is_sign && is_wrong
        });
        let (at, (_, owners)) = wrong.next()?;
        Some(format!("{form:?}: line {} is in {owners} records", at + 1))
    })
}
