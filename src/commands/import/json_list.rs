//! Cuts a JSON list into its elements, which may span lines or share one. An element that is broken is
//! refused alone: the text after it is read from the next element on.

use std::io::{self, BufRead};

use crate::import::lines::{LINE_BYTES_MAX, Lines};

/// One element as written.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its text.
    pub(super) bytes: Vec<u8>,
}

/// The position between the elements of a file.
#[derive(Debug, Default)]
pub(super) struct Elements {
    /// Whether a list has begun and not ended.
    is_open: bool,
    /// The blanks at the beginning of the line.
    indent: usize,
    is_at_line_start: bool,
}

/// The position within an element.
#[derive(Debug, Default)]
struct Inside {
    opened: Vec<u8>,
    is_text: bool,
    is_escaped: bool,
    /// The last byte that is no blank. A quotation mark here is a closing one.
    last: u8,
}

/// What a byte means for the element.
enum Step {
    Goes,
    /// The byte still belongs to the element, which ends.
    Ends,
    /// The element ends before the byte.
    EndsBefore,
    /// The byte cannot stand here.
    Breaks,
    /// The byte cannot stand here, and may begin the next element.
    BreaksBefore,
}

impl Elements {
    /// The next element. None at the end. A list without an end yields a last element that is empty.
    pub(super) fn read<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<Element>> {
        loop {
            let Some(byte) = lines.peek()? else {
                let is_cut_off = std::mem::take(&mut self.is_open);
                let line = lines.at();
                return Ok(is_cut_off.then_some(Element {
                    line,
                    bytes: vec![],
                }));
            };
            match byte {
                b'[' if !self.is_open => self.is_open = true,
                b']' if self.is_open => self.is_open = false,
                b',' => {}
                byte if byte.is_ascii_whitespace() => {}
                _ => return self.element(lines).map(Some),
            }
            self.pass(lines, byte);
        }
    }

    fn pass<R: BufRead>(&mut self, lines: &mut Lines<R>, byte: u8) {
        lines.pass(byte);
        if byte == b'\n' {
            (self.indent, self.is_at_line_start) = (0, true);
        } else if self.is_at_line_start && byte.is_ascii_whitespace() {
            self.indent += 1;
        } else {
            self.is_at_line_start = false;
        }
    }

    fn element<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Element> {
        let mut element = Element {
            line: lines.at(),
            bytes: vec![],
        };
        let mut inside = Inside::default();
        let indent = self.indent;
        while let Some(byte) = lines.peek()? {
            let step = inside.step(byte, self.is_open);
            let is_next = byte == b'{' || self.is_at_line_start && self.indent == indent;
            match step {
                Step::EndsBefore => break,
                Step::BreaksBefore if is_next => break,
                _ => self.take(lines, byte, &mut element)?,
            }
            match step {
                Step::Goes => {}
                Step::Ends | Step::EndsBefore => break,
                Step::Breaks | Step::BreaksBefore => {
                    self.skip_broken(lines, indent, byte, &mut element)?;
                    break;
                }
            }
        }
        while element.bytes.last().is_some_and(u8::is_ascii_whitespace) {
            element.bytes.pop();
        }
        Ok(element)
    }

    fn take<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        byte: u8,
        element: &mut Element,
    ) -> io::Result<()> {
        self.pass(lines, byte);
        element.bytes.push(byte);
        if element.bytes.len() as u64 > LINE_BYTES_MAX {
            return Err(lines.too_long());
        }
        Ok(())
    }

    /// Passes the rest of a broken element: its line, and the lines up to one with the blanks of its first line
    /// before the next element or before the end of the broken one.
    fn skip_broken<R: BufRead>(
        &mut self,
        lines: &mut Lines<R>,
        indent: usize,
        broken_at: u8,
        element: &mut Element,
    ) -> io::Result<()> {
        let mut is_line_over = broken_at == b'\n';
        while let Some(byte) = lines.peek()? {
            let is_first = is_line_over && !byte.is_ascii_whitespace();
            let is_own = self.indent == indent && !matches!(byte, b'"' | b'}');
            if is_first && (is_own || byte == b']') {
                return Ok(());
            }
            self.take(lines, byte, element)?;
            if is_first && byte == b'}' && self.indent == indent {
                return Ok(());
            }
            is_line_over = byte == b'\n' || is_line_over && byte.is_ascii_whitespace();
        }
        Ok(())
    }
}

impl Inside {
    fn step(&mut self, byte: u8, is_in_list: bool) -> Step {
        if self.is_text {
            return self.step_in_text(byte);
        }
        if byte.is_ascii_whitespace() {
            let is_over = byte == b'\n' && self.opened.is_empty();
            return if is_over { Step::Ends } else { Step::Goes };
        }
        let last = std::mem::replace(&mut self.last, byte);
        let follows_text = matches!(byte, b':' | b',' | b'}' | b']');
        if last == b'"' && !self.opened.is_empty() && !follows_text {
            return Step::BreaksBefore;
        }
        match byte {
            b',' if self.opened.is_empty() => return Step::EndsBefore,
            b']' if self.opened.is_empty() && is_in_list => return Step::EndsBefore,
            b'{' if last == b'}' && self.opened.is_empty() => return Step::EndsBefore,
            _ if self.is_out_of_place(byte, last) => return Step::BreaksBefore,
            b'"' => self.is_text = true,
            b'{' | b'[' => self.opened.push(byte),
            b'}' | b']' if !self.opened.is_empty() => {
                let opening = if byte == b'}' { b'{' } else { b'[' };
                if self.opened.pop() != Some(opening) {
                    return Step::Breaks;
                }
            }
            _ => {}
        }
        Step::Goes
    }

    /// Whether a byte stands in an object where only a name can, or begins a value that no name precedes.
    fn is_out_of_place(&self, byte: u8, last: u8) -> bool {
        let needs_name = matches!(last, b',' | b'{') && !matches!(byte, b'"' | b'}');
        let needs_colon = matches!(byte, b'{' | b'[') && last != b':';
        self.opened.last() == Some(&b'{') && (needs_name || needs_colon)
    }

    fn step_in_text(&mut self, byte: u8) -> Step {
        match byte {
            b'\n' => return Step::Breaks,
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.is_text = false,
            _ => {}
        }
        Step::Goes
    }
}
