//! Tells a cell of several lines from a stray quotation mark that swallows the rows after it.

use crate::import::{lines::Line, split::Splitter};

/// A row of which a quoted cell spans lines.
pub(super) struct Span<'a> {
    pub(super) delimiter: u8,
    /// The line that opens the mark.
    pub(super) first: &'a [u8],
    /// The lines that the cell swallows, the last of which closes the mark.
    pub(super) swallowed: &'a [Line],
    /// The number of whole cells before the opened one.
    pub(super) whole_cells: usize,
    /// The number of cells of a right row.
    pub(super) width: usize,
}

impl Span<'_> {
    /// Whether the swallowed lines are rows of their own, as far as one can see. `is_right` says whether the
    /// row has the right number of cells with them.
    pub(super) fn swallows_rows(&self, is_right: bool) -> bool {
        let mut lines = self.swallowed.iter().map(|line| self.cells(&line.bytes));
        // Both lines are whole rows if the mark is a letter of its cell.
        let closes_a_row = self
            .swallowed
            .last()
            .is_some_and(|line| self.is_whole(&line.bytes));
        match (is_right, self.width) {
            (_, 0 | 1) => false,
            (_, 3..) if self.is_whole(self.first) && closes_a_row => true,
            (false, _) => lines.any(|line| self.is_of_width(&line)),
            // A note of several lines may well have one with a single comma.
            (true, 2) => lines.all(|line| self.is_like_first(&line)),
            (true, 3) => lines.any(|line| self.is_like_first(&line)),
            (true, _) => {
                let between = self.swallowed.len().saturating_sub(1);
                // A note seldom has a line with so many delimiters. Its last cell may be missing.
                let is_row = |line: &OwnLine<'_>| line.cells.len() + 1 >= self.width;
                lines.by_ref().take(between).any(|line| is_row(&line))
                    || lines.any(|line| self.is_like_first(&line))
            }
        }
    }

    /// Whether the line has the right number of cells if its quotation marks are letters.
    fn is_whole(&self, bytes: &[u8]) -> bool {
        let delimiters = bytes.iter().filter(|byte| **byte == self.delimiter);
        delimiters.count() + 1 == self.width
    }

    fn cells<'l>(&self, bytes: &'l [u8]) -> OwnLine<'l> {
        let mut splitter = Splitter::new(self.delimiter);
        splitter.feed(bytes);
        OwnLine {
            bytes,
            is_open: splitter.is_open(),
            cells: splitter.finish(),
        }
    }

    /// Whether a line has the right number of cells, if nothing were open before it. The last cell of a line
    /// that opens a mark itself may hold some of the cells.
    fn is_of_width(&self, line: &OwnLine<'_>) -> bool {
        is_of_width(&line.cells, self.width)
            || line.is_open && (self.whole_cells + 1..=self.width).contains(&line.cells.len())
    }

    /// Whether a line has the right number of cells, and looks like the first line before the opened cell.
    fn is_like_first(&self, line: &OwnLine<'_>) -> bool {
        let first = self.cells(self.first);
        let is_quoted = |line: &OwnLine<'_>| line.bytes.starts_with(b"\"");
        if !self.is_of_width(line) || (self.whole_cells > 0 && is_quoted(line) != is_quoted(&first))
        {
            return false;
        }
        let pairs = line.cells.iter().zip(&first.cells).take(self.whole_cells);
        let filled = pairs.filter(|(own, first)| !own.is_empty() && !first.is_empty());
        let (mut compared, mut alike) = (0, 0);
        for (own, first) in filled {
            compared += 1;
            alike += usize::from(signs(own) == signs(first));
        }
        compared == 0 || alike * 2 > compared
    }
}

/// A line, read as if no mark were open before it.
struct OwnLine<'l> {
    bytes: &'l [u8],
    cells: Vec<Vec<u8>>,
    /// Whether it opens a mark and does not close it.
    is_open: bool,
}

/// Whether a row has so many cells. Blank cells at its end do not matter.
pub(super) fn is_of_width(cells: &[Vec<u8>], width: usize) -> bool {
    cells.len() >= width && cells[width..].iter().all(Vec::is_empty)
}

/// Whether a cell has digits, and whether it has letters.
fn signs(cell: &[u8]) -> (bool, bool) {
    let has = |is: fn(&u8) -> bool| cell.iter().any(is);
    (
        has(u8::is_ascii_digit),
        has(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()),
    )
}
