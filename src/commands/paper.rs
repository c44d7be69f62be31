//! What drawings are drawn on: how wide it is, whether it takes colour, and how text is laid on it.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal},
};

use unicode_width::UnicodeWidthStr;

/// The width of drawings where nothing says otherwise.
const WIDTH: usize = 80;
/// Narrower than this, drawings would fall apart.
const WIDTH_MIN: usize = 60;
/// Wider than this, lines are hard to read.
const WIDTH_MAX: usize = 110;

/// Width and colour of the output.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// Columns.
    pub width: usize,
    /// Whether escape codes for colour may be used.
    pub colour: bool,
    /// Whether what is too wide is cut: a person at a terminal asks again, a program cannot.
    pub cuts: bool,
}

/// A way to stress text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A heading.
    Bold,
    /// Of less weight.
    Faint,
    /// Good news.
    Green,
    /// To be watched.
    Yellow,
    /// Bad news.
    Red,
}

impl Paper {
    /// The paper of standard output: `COLUMNS` or the terminal's width; colour only on a terminal and
    /// without `NO_COLOR`.
    pub fn of_stdout() -> Self {
        let told = crate::config::variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = told
            .or_else(seen)
            .unwrap_or(WIDTH)
            .clamp(WIDTH_MIN, WIDTH_MAX);
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            width,
            colour: !no_colour && io::stdout().is_terminal(),
            cuts: io::stdout().is_terminal(),
        }
    }

    /// A terminal without colour.
    pub fn plain(width: usize) -> Self {
        Self {
            width,
            colour: false,
            cuts: true,
        }
    }

    /// The text in this ink, where the paper takes colour.
    pub fn ink(self, ink: Ink, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Green => "32",
            Ink::Yellow => "33",
            Ink::Red => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A bar of `length` columns, filled in the share `part / whole`.
    pub fn bar(self, part: i32, whole: i32, length: usize) -> String {
        let share = if whole > 0 {
            part.clamp(0, whole) as usize
        } else {
            0
        };
        let filled = (share * length * 2 + whole.max(1) as usize) / (whole.max(1) as usize * 2);
        let full = self.ink(Ink::Green, &"\u{2588}".repeat(filled));
        full + &self.ink(Ink::Faint, &"\u{2591}".repeat(length - filled))
    }
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, with blanks after it up to a width.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, with blanks before it up to a width.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text, cut with an ellipsis where it is wider than the columns.
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

/// What came from outside, made safe for a terminal: control characters become blanks.
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

/// Whether it turns the direction of writing, so that a text could look like another.
fn turns_writing(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words broken into lines of at most so many columns.
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

/// Words broken into lines, the first after `lead`, the others below it. Where `lead` leaves little
/// room, all stand below it.
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
