//! Cuts a file into records. A record that cannot be read is refused alone. The records after it are read as
//! usual.

use std::{collections::VecDeque, io, io::BufRead, mem};

use crate::{
    explain::Refusal,
    import::{
        flaw::Flaw,
        json_line,
        json_list::Elements,
        lines::{Line, Lines},
        quotation::{Span, is_of_width},
        record::{Content, Form, Record},
        sheet_row::SheetRow,
        split::Splitter,
        value::{self, check_text, not_utf_8},
    },
};

/// The most lines of a quoted cell. A longer cell has no closing mark.
const RECORD_LINES_MAX: usize = 100;

/// The content of a record, and the flaws of its values.
type Read = Result<(Content, Vec<Flaw>), Refusal>;

/// The records of a file.
#[derive(Debug)]
pub struct Records<R> {
    lines: Lines<R>,
    waiting: VecDeque<Line>,
    elements: Elements,
    form: Form,
    number: u64,
    width: usize,
    above: Vec<Vec<String>>,
}

impl<R: BufRead> Records<R> {
    /// The records of `input`.
    pub fn new(input: R, form: Form) -> Self {
        Self {
            lines: Lines::new(input),
            waiting: VecDeque::new(),
            elements: Elements::default(),
            form,
            number: 0,
            width: 0,
            above: vec![],
        }
    }

    /// The bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    /// Sets the number of cells of a right row, for a file whose header does not give it.
    pub fn set_width(&mut self, width: usize) {
        self.width = width;
    }

    /// The lines above the header as cells: the first line at place 0.
    pub fn above(&self) -> &[Vec<String>] {
        &self.above
    }

    /// Passes the lines above this one.
    pub fn begin_at(&mut self, number: u64) -> io::Result<()> {
        while let Some(line) = self.line()? {
            let (at, cells) = self.cells_above(&line)?;
            if at >= number {
                self.waiting.push_front(line);
                break;
            }
            self.above.resize(at.saturating_sub(1) as usize, vec![]);
            self.above.push(cells);
        }
        Ok(())
    }

    fn cells_above(&self, line: &Line) -> io::Result<(u64, Vec<String>)> {
        let cells = match self.form {
            Form::Sheet => {
                let row = SheetRow::read(&line.bytes)?;
                return Ok((row.number, row.cells));
            }
            Form::Delimited(_) if is_sign(line) => vec![],
            Form::Delimited(delimiter) => {
                let mut splitter = Splitter::new(delimiter);
                splitter.feed(&line.bytes);
                splitter.finish()
            }
            _ => words(&line.bytes),
        };
        let cells = cells.into_iter().map(|cell| lossy(cell).trim().to_owned());
        Ok((line.number, cells.collect()))
    }

    /// Reads the header, which is not a record and has no number. None if the file is empty.
    pub fn header(&mut self) -> io::Result<Option<Record>> {
        let header = self.read()?;
        self.number = 0;
        if let Some(Ok(Content::Cells(cells))) = header.as_ref().map(|header| &header.content) {
            let filled = cells.iter().rposition(|cell| !cell.is_empty());
            self.width = filled.map_or(0, |last| last + 1);
        }
        Ok(header)
    }

    /// The next record. None at the end.
    pub fn read(&mut self) -> io::Result<Option<Record>> {
        while let Some(record) = self.next()? {
            if !record.is_blank() {
                return Ok(Some(record));
            }
            self.number -= 1;
        }
        Ok(None)
    }

    fn next(&mut self) -> io::Result<Option<Record>> {
        let first = if self.form == Form::JsonList {
            let element = self.elements.read(&mut self.lines)?;
            element.map(|element| Line {
                number: element.line,
                bytes: element.bytes,
            })
        } else {
            self.filled_line()?
        };
        let Some(first) = first else { return Ok(None) };
        self.number += 1;
        let (mut line, mut numbers) = (first.number, vec![]);
        let (text, read) = match self.form {
            Form::Delimited(delimiter) => self.delimited(first, delimiter)?,
            Form::Whitespace => {
                let read = texts(words(&first.bytes));
                (first.bytes, read)
            }
            Form::JsonLines | Form::JsonList => {
                let read = json_line::parse(&first.bytes)
                    .map(|(fields, flaws)| (Content::Fields(fields), flaws));
                (first.bytes, read)
            }
            Form::Sheet => {
                let mut row = SheetRow::read(&first.bytes)?;
                line = row.number;
                numbers = mem::take(&mut row.numbers);
                if row.cells.len() < self.width {
                    row.cells.resize(self.width, String::new());
                }
                let text = row.cells.join("\t").trim_end().to_owned().into_bytes();
                let read = row.check();
                (text, read.map(|()| (Content::Cells(row.cells), row.flaws)))
            }
        };
        let (content, flaws) = match read {
            Ok((content, flaws)) => (Ok(content), flaws),
            Err(refusal) => (Err(refusal), vec![]),
        };
        Ok(Some(Record {
            number: self.number,
            line,
            text: lossy(text),
            content,
            flaws,
            numbers,
        }))
    }

    /// The next line that is not blank. The line `sep=;` before a header is for spreadsheets.
    fn filled_line(&mut self) -> io::Result<Option<Line>> {
        while let Some(line) = self.line()? {
            let is_sign = matches!(self.form, Form::Delimited(_)) && is_sign(&line);
            if !(is_sign || line.is_blank()) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        match self.waiting.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.read(),
        }
    }

    fn delimited(&mut self, first: Line, delimiter: u8) -> io::Result<(Vec<u8>, Read)> {
        let mut splitter = Splitter::new(delimiter);
        splitter.feed(&first.bytes);
        let whole_cells = splitter.ended();
        let mut more: Vec<Line> = vec![];
        while splitter.is_open() {
            let next = if more.len() < RECORD_LINES_MAX {
                self.line()?
            } else {
                None
            };
            let Some(line) = next else {
                return Ok(self.alone(first, more, NEVER_CLOSED));
            };
            splitter.feed(&line.bytes);
            more.push(line);
        }
        if splitter.is_stray() {
            return Ok(self.alone(first, more, TEXT_AFTER));
        }
        let cells = splitter.finish();
        if !more.is_empty() {
            let span = Span {
                delimiter,
                first: &first.bytes,
                swallowed: &more,
                whole_cells,
                width: self.width,
            };
            if span.swallows_rows(is_of_width(&cells, self.width)) {
                return Ok(self.alone(first, more, SWALLOWS));
            }
        }
        let mut text = first.bytes;
        for line in more {
            text.push(b'\n');
            text.extend(line.bytes);
        }
        Ok((text, texts(cells)))
    }

    /// Refuses the line that opens a quotation mark. The lines after it are records of their own.
    fn alone(&mut self, first: Line, more: Vec<Line>, words: &str) -> (Vec<u8>, Read) {
        for line in more.into_iter().rev() {
            self.waiting.push_front(line);
        }
        let refusal = Refusal::new("", "OPEN_QUOTATION", words);
        (first.bytes, Err(refusal))
    }
}

const NEVER_CLOSED: &str =
    "a quotation mark is opened and never closed; close it, or write it twice in quotation marks";
const TEXT_AFTER: &str = "text follows the closing quotation mark; to write a mark, put the whole value \
                          in quotation marks and write the mark twice";
const SWALLOWS: &str = "a quotation mark is opened and closed only on a later line, and the lines between \
                        look like rows; close it, or write the value on one line";

/// The delimiter in a first line such as `sep=;`, which spreadsheets read and leave out.
pub(super) fn separator(line: &[u8]) -> Option<u8> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (word, signs) = line.split_at_checked(b"sep=".len())?;
    match signs {
        [sign] if word.eq_ignore_ascii_case(b"sep=") => {
            Some(*sign).filter(|sign| !sign.is_ascii_alphanumeric() && *sign != b'"')
        }
        _ => None,
    }
}

/// Whether a line is the one that only names the delimiter.
fn is_sign(line: &Line) -> bool {
    line.number == 1 && separator(&line.bytes).is_some()
}

fn words(line: &[u8]) -> Vec<Vec<u8>> {
    let words = line.split(u8::is_ascii_whitespace);
    let words = words.filter(|word| !word.is_empty());
    words.map(<[u8]>::to_vec).collect()
}

fn texts(cells: Vec<Vec<u8>>) -> Read {
    let mut texts = Vec::with_capacity(cells.len());
    for (at, cell) in cells.into_iter().enumerate() {
        let column = || format!("column {}", at + 1);
        let text = String::from_utf8(cell).map_err(|_| not_utf_8(&column()))?;
        if !text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
            check_text(&column(), &text)?;
        }
        let inner = value::cell(&text);
        let changed = (inner.len() != text.len()).then(|| inner.into_owned());
        texts.push(changed.unwrap_or(text));
    }
    Ok((Content::Cells(texts), vec![]))
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
