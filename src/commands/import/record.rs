//! Cuts a file into records: cells of a delimited file or the fields of a JSON object. A record that cannot
//! be read is refused alone. The records after it are read as usual.

use std::{collections::VecDeque, io, io::BufRead};

use crate::{
    explain::Refusal,
    import::{
        json_line,
        lines::{Line, Lines},
        split::Splitter,
        value::{Value, not_utf_8},
    },
};

/// The most lines of a quoted cell. A longer cell has no closing mark.
const RECORD_LINES_MAX: usize = 100;

/// The form of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Cells with this byte between them.
    Delimited(u8),
    /// Cells with one or more blanks between them.
    Whitespace,
    /// A JSON object on each line.
    JsonLines,
}

/// The value of a field before decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The cells of a row.
    Cells(Vec<String>),
    /// The fields of an object. Dots join nested names.
    Fields(Vec<(String, Value)>),
}

/// A record of a file.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number among the file's records, from 1. The header, blank lines and rows of blank cells do not
    /// count.
    pub number: u64,
    /// The line of the file on which it begins.
    pub line: u64,
    /// The record's text as written.
    pub text: String,
    /// Its content, or the reason why it cannot be read.
    pub content: Result<Content, Refusal>,
}

impl Record {
    /// Whether it is a row of blank cells. Spreadsheets leave such rows behind.
    fn is_blank(&self) -> bool {
        match &self.content {
            Ok(Content::Cells(cells)) => cells.iter().all(String::is_empty),
            _ => false,
        }
    }
}

/// The records of a file.
#[derive(Debug)]
pub struct Records<R> {
    lines: Lines<R>,
    waiting: VecDeque<Line>,
    form: Form,
    number: u64,
}

impl<R: BufRead> Records<R> {
    /// The records of `input`.
    pub fn new(input: R, form: Form) -> Self {
        Self {
            lines: Lines::new(input),
            waiting: VecDeque::new(),
            form,
            number: 0,
        }
    }

    /// The bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    /// Reads the header, which is not a record and has no number. None if the file is empty.
    pub fn header(&mut self) -> io::Result<Option<Record>> {
        let header = self.read()?;
        self.number = 0;
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
        let first = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.is_blank() => {}
                Some(line) => break line,
            }
        };
        self.number += 1;
        let (number, line) = (self.number, first.number);
        let (text, content) = match self.form {
            Form::Delimited(delimiter) => self.delimited(first, delimiter)?,
            Form::Whitespace => {
                let cells = first.bytes.split(u8::is_ascii_whitespace);
                let cells = cells
                    .filter(|cell| !cell.is_empty())
                    .map(<[u8]>::to_vec)
                    .collect();
                let content = texts(cells);
                (first.bytes, content)
            }
            Form::JsonLines => {
                let content = json_line::parse(&first.bytes).map(Content::Fields);
                (first.bytes, content)
            }
        };
        Ok(Some(Record {
            number,
            line,
            text: lossy(text),
            content,
        }))
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        match self.waiting.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.read(),
        }
    }

    fn delimited(
        &mut self,
        first: Line,
        delimiter: u8,
    ) -> io::Result<(Vec<u8>, Result<Content, Refusal>)> {
        let mut splitter = Splitter::new(delimiter);
        splitter.feed(&first.bytes);
        let mut more: Vec<Line> = vec![];
        while splitter.is_open() {
            let next = if more.len() < RECORD_LINES_MAX {
                self.line()?
            } else {
                None
            };
            let Some(line) = next else {
                // Only the first line is refused. The lines after it are records of their own.
                for line in more.into_iter().rev() {
                    self.waiting.push_front(line);
                }
                return Ok((first.bytes, Err(open_quotation())));
            };
            splitter.feed(&line.bytes);
            more.push(line);
        }
        let mut text = first.bytes;
        for line in more {
            text.push(b'\n');
            text.extend(line.bytes);
        }
        Ok((text, texts(splitter.finish())))
    }
}

fn open_quotation() -> Refusal {
    let remedy = "a quotation mark is opened and never closed; close it, or write it twice";
    Refusal::new("", "OPEN_QUOTATION", remedy)
}

fn texts(cells: Vec<Vec<u8>>) -> Result<Content, Refusal> {
    let mut texts = Vec::with_capacity(cells.len());
    for (at, cell) in cells.into_iter().enumerate() {
        let text = String::from_utf8(cell).map_err(|_| not_utf_8(&format!("column {}", at + 1)))?;
        texts.push(text.trim().to_owned());
    }
    Ok(Content::Cells(texts))
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
