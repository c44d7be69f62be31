//! The text of a spreadsheet's cell. A number is a decimal, as short as it is exact; a day is 2026-03-31.

use calamine::{DataRef, ExcelDateTime, Style};
use chrono::{Duration, NaiveDate};

use crate::import::flaw::Why;

const SECONDS_A_DAY: f64 = 86_400.0;
/// Spreadsheets show 15 digits of a number, and calculate with a little more.
const DIGITS_AFTER_FIRST: usize = 14;
/// From here on a number has digits that a spreadsheet drops.
const EXACT_MAX: f64 = 1e15;
/// The first days of both calendars. Days before March 1900, which are wrong in spreadsheets, are durations.
const EPOCHS: [(i32, u32, u32); 2] = [(1899, 12, 30), (1904, 1, 1)];

/// The number format of a style.
pub(super) fn format_of(style: &Style) -> String {
    style
        .number_format
        .as_ref()
        .map_or_else(String::new, |format| format.format_code.clone())
}

/// What a cell shows.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) text: String,
    /// Its flaw if it has one.
    pub(super) why: Option<Why>,
    /// Whether the cell is a number, with a point before its decimals.
    pub(super) is_number: bool,
}

/// What a cell with this value and this number format shows.
pub(super) fn shown(value: &DataRef<'_>, format: &str, is_1904: bool) -> Shown {
    let is_number = matches!(value, DataRef::Int(_) | DataRef::Float(_));
    let (text, why) = text_of(value, format, is_1904);
    Shown {
        text,
        why,
        is_number,
    }
}

fn text_of(value: &DataRef<'_>, format: &str, is_1904: bool) -> (String, Option<Why>) {
    match value {
        DataRef::Empty => (String::new(), None),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.trim().to_owned(), None)
        }
        DataRef::SharedString(text) => (text.trim().to_owned(), None),
        DataRef::Bool(is) => (is.to_string(), Some(Why::NotWhole)),
        DataRef::Error(error) => (error.to_string(), Some(Why::Error)),
        DataRef::DateTime(time) => (time_text(*time, is_1904), Some(Why::NotWhole)),
        DataRef::Int(number) => number_text(*number as f64, format),
        DataRef::Float(number) => number_text(*number, format),
    }
}

fn number_text(number: f64, format: &str) -> (String, Option<Why>) {
    let plain = decimal(number);
    let why = if number.abs() >= EXACT_MAX {
        Some(Why::Rounded)
    } else if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else {
        Some(Why::NotWhole)
    };
    if why.is_none()
        && let Some((prefix, zeros)) = leading_zeros(format)
    {
        return (format!("{prefix}{plain:0>zeros$}"), None);
    }
    if is_percentage(format) {
        return (format!("{}%", decimal(number * 100.0)), Some(Why::NotWhole));
    }
    (plain, why)
}

/// A number as a spreadsheet shows it where there is room: with at most 15 digits and no power of ten.
fn decimal(number: f64) -> String {
    let rounded = format!("{number:.DIGITS_AFTER_FIRST$e}");
    let text = rounded
        .parse()
        .map_or(rounded, |number: f64| number.to_string());
    if text == "-0" { "0".to_owned() } else { text }
}

/// The fixed text and the number of zeros of a format such as `00000` or `"KD-"0000`.
fn leading_zeros(format: &str) -> Option<(String, usize)> {
    let section = format.split(';').next().unwrap_or_default();
    let zeros = section
        .bytes()
        .rev()
        .take_while(|byte| *byte == b'0')
        .count();
    if zeros < 2 {
        return None;
    }
    let mut prefix = String::new();
    let mut letters = section[..section.len() - zeros].chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => prefix.extend(letters.by_ref().take_while(|letter| *letter != '"')),
            '\\' => prefix.extend(letters.next()),
            '-' => prefix.push('-'),
            _ => return None,
        }
    }
    Some((prefix, zeros))
}

fn is_percentage(format: &str) -> bool {
    let mut is_text = false;
    format.chars().any(|letter| {
        is_text ^= letter == '"';
        letter == '%' && !is_text
    })
}

/// A day as 2026-03-31, with its time unless that is midnight. A duration, or a time without a day, is
/// hours, minutes and seconds.
fn time_text(time: ExcelDateTime, is_1904: bool) -> String {
    let seconds = (time.as_f64() * SECONDS_A_DAY).round() as i64;
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    if time.is_duration() || (0..SECONDS_A_DAY as i64).contains(&seconds) {
        let sign = if seconds < 0 { "-" } else { "" };
        return format!("{sign}{hours}:{minutes:02}:{:02}", seconds.abs() % 60);
    }
    let (year, month, day) = EPOCHS[usize::from(is_1904)];
    let midnight =
        NaiveDate::from_ymd_opt(year, month, day).and_then(|day| day.and_hms_opt(0, 0, 0));
    let moment = midnight.and_then(|start| start.checked_add_signed(Duration::seconds(seconds)));
    let format = if seconds % SECONDS_A_DAY as i64 == 0 {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%dT%H:%M:%S"
    };
    moment.map_or_else(
        || time.as_f64().to_string(),
        |moment| moment.format(format).to_string(),
    )
}
