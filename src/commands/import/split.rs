//! Splits one record of a delimited file into cells by RFC 4180. The caller feeds lines one by one, so that
//! it always knows the line on which a record began.

/// The splitter's position within a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    Bare,
    Quoted,
    /// After a quotation mark inside a quoted cell. The mark ends the cell, or is the first of two.
    Mark,
    /// After blanks behind the closing mark.
    Blank,
}

/// Splits one record.
#[derive(Debug)]
pub struct Splitter {
    delimiter: u8,
    place: Place,
    cell: Vec<u8>,
    cells: Vec<Vec<u8>>,
    is_stray: bool,
}

impl Splitter {
    /// A splitter at the beginning of a record.
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            place: Place::Start,
            cell: vec![],
            cells: vec![],
            is_stray: false,
        }
    }

    /// Takes a line without its end. A line after the first one continues a quoted cell.
    pub fn feed(&mut self, line: &[u8]) {
        if self.is_open() {
            self.cell.push(b'\n');
        } else if !line.contains(&b'"') {
            let cells = line.split(|byte| *byte == self.delimiter);
            self.cells.extend(cells.map(<[u8]>::to_vec));
            self.cell = self.cells.pop().unwrap_or_default();
            return;
        }
        for &byte in line {
            self.take(byte);
        }
    }

    /// Whether a quoted cell is still open.
    pub fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Whether text follows a closing mark. Then the mark that opened the cell was none.
    pub fn is_stray(&self) -> bool {
        self.is_stray
    }

    /// The number of cells that have ended.
    pub fn ended(&self) -> usize {
        self.cells.len()
    }

    /// The cells of the record.
    pub fn finish(mut self) -> Vec<Vec<u8>> {
        self.end_cell();
        self.cells
    }

    fn take(&mut self, byte: u8) {
        match self.place {
            Place::Quoted if byte == b'"' => self.place = Place::Mark,
            Place::Quoted => self.cell.push(byte),
            Place::Mark if byte == b'"' => {
                self.cell.push(b'"');
                self.place = Place::Quoted;
            }
            _ if byte == self.delimiter => self.end_cell(),
            Place::Start if byte == b'"' => self.place = Place::Quoted,
            Place::Mark | Place::Blank if byte == b' ' || byte == b'\t' => {
                self.place = Place::Blank;
            }
            Place::Mark | Place::Blank => {
                self.is_stray = true;
                self.cell.push(byte);
                self.place = Place::Bare;
            }
            Place::Start | Place::Bare => {
                self.cell.push(byte);
                self.place = Place::Bare;
            }
        }
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
        self.place = Place::Start;
    }
}
