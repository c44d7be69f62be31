//! The terminal: its width, its colours, and the layout of text on it.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal},
};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The default width of drawings.
const WIDTH: usize = 80;
/// The least width. Drawings fall apart below it.
const WIDTH_MIN: usize = 60;
/// The greatest width of text. Longer lines are hard to read. Tables take the whole terminal.
const WIDTH_MAX: usize = 110;

/// Width and colour of the output.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Columns of text.
    pub width: usize,
    /// Columns of a table. There is no limit in a pipe, so nothing is cut: a person at a terminal can ask again, a
    /// program cannot.
    pub table: usize,
    /// Whether the output may use escape codes for colour.
    pub colour: bool,
}

/// The look of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A heading.
    Bold,
    /// Less important text.
    Faint,
    /// Good news.
    Green,
    /// Something to watch.
    Yellow,
    /// Bad news.
    Red,
}

impl Terminal {
    /// Standard output. `COLUMNS` or the terminal gives the width. The output has colour only on a terminal
    /// and without `NO_COLOR`.
    pub fn of_stdout() -> Self {
        let given = std::env::var_os("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let columns = given.or_else(seen).unwrap_or(WIDTH).max(WIDTH_MIN);
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_terminal = io::stdout().is_terminal();
        Self {
            table: if is_terminal { columns } else { usize::MAX },
            colour: !no_colour && is_terminal,
            ..Self::plain(columns)
        }
    }

    /// A terminal without colour.
    pub fn plain(columns: usize) -> Self {
        Self {
            width: columns.min(WIDTH_MAX),
            table: columns,
            colour: false,
        }
    }

    /// A pipe, with text in lines of `columns` columns.
    pub fn pipe(columns: usize) -> Self {
        Self {
            table: usize::MAX,
            ..Self::plain(columns)
        }
    }

    /// The text in this style, if the terminal has colour.
    pub fn styled(self, style: Style, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Faint => "2",
            Style::Green => "32",
            Style::Yellow => "33",
            Style::Red => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A bar of `length` columns, filled to the share `part / whole`.
    pub fn bar(self, part: i32, whole: i32, length: usize) -> String {
        let share = if whole > 0 {
            part.clamp(0, whole) as usize
        } else {
            0
        };
        let filled = (share * length * 2 + whole.max(1) as usize) / (whole.max(1) as usize * 2);
        let full = self.styled(Style::Green, &"\u{2588}".repeat(filled));
        full + &self.styled(Style::Faint, &"\u{2591}".repeat(length - filled))
    }
}

/// The number of columns that a text takes.
pub fn width(text: &str) -> usize {
    if text.contains(runs_left) {
        // Terminals give each letter a column. The library counts some pairs of Arabic letters as one.
        text.chars().filter_map(UnicodeWidthChar::width).sum()
    } else {
        UnicodeWidthStr::width(text)
    }
}

/// The text, padded on the right to a width.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, padded on the left to a width.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, cut with an ellipsis if it is wider than `columns`.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if width(&kept) + 1 > columns {
            kept.pop();
            break;
        }
    }
    format!("{}\u{2026}", kept.trim_end())
}

/// Text from outside, made safe for a terminal. Control characters become blanks.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() || turns_writing(character) {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// Whether the character changes the direction of writing. Such a character could disguise a text as
/// another.
fn turns_writing(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Sets text that runs from right to left apart from its line (U+2068 to U+2069). A terminal would otherwise move the
/// columns beside it.
pub fn isolated(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(runs_left) {
        let run = &rest[start..];
        let mut end = 0;
        let mut before = ' ';
        for (at, character) in run.char_indices() {
            let ends = character == '\n' || character.is_ascii_alphabetic();
            // Two blanks are the gap between columns.
            if ends || (character == ' ' && before == ' ') {
                break;
            }
            if runs_left(character) {
                end = at + character.len_utf8();
            }
            before = character;
        }
        end += closing(&run[..end], &run[end..]);
        out.push_str(&rest[..start]);
        out.push('\u{2068}');
        out.push_str(&run[..end]);
        out.push('\u{2069}');
        rest = &run[end..];
    }
    out + rest
}

/// The length of the brackets at the beginning of `rest` that close those opened in `run`. Apart from each other, a
/// terminal would turn one of them round.
fn closing(run: &str, rest: &str) -> usize {
    let count = |brackets: [char; 2]| run.matches(brackets).count();
    let open = count(['(', '[']).saturating_sub(count([')', ']']));
    let closing = rest.chars().take_while(|it| matches!(it, ')' | ']'));
    closing.take(open).count()
}

/// Whether the character belongs to writing from right to left, such as Arabic and Hebrew.
fn runs_left(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Breaks words into lines of at most `columns` columns.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for word in clean(text).split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Breaks words into lines. The first line follows `lead` and the others align below it. If `lead` leaves
/// little room, all lines stand below it.
pub fn hang(lead: &str, text: &str, columns: usize) -> String {
    let room = columns.saturating_sub(width(lead));
    let mut out = String::new();
    if room < 20 {
        let _ = writeln!(out, "{}", lead.trim_end());
        for line in wrap(text, columns.saturating_sub(8)) {
            let _ = writeln!(out, "        {line}");
        }
        return out;
    }
    for (at, line) in wrap(text, room).iter().enumerate() {
        let before = if at == 0 {
            lead.to_owned()
        } else {
            " ".repeat(width(lead))
        };
        let _ = writeln!(out, "{before}{line}");
    }
    out
}
