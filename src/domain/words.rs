//! How numbers, money and days are written in sentences.

use crate::money::{Currency, Micros};
use crate::ratio::{Ppm, floor_div};
use crate::time::{Day, Time};
use chrono::Datelike;

/// Currencies without decimals.
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF",
];
/// Currencies with three decimals.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// The months of a year.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of decimals that amounts of `currency` have.
#[must_use]
pub fn digits(currency: Currency) -> u32 {
    match currency.code() {
        "XPF" => 0,
        code if WHOLE.contains(&code) => 0,
        code if THOUSANDTHS.contains(&code) => 3,
        _ => 2,
    }
}

/// An amount with its currency, in the currency's own digits: `1,234.50 EUR`.
///
/// ```
/// use domain::{money::Currency, words::money};
/// assert_eq!(money(1_234_500_000, Currency::EUR), "1,234.50 EUR");
/// assert_eq!(money(-5_000, Currency::EUR), "-0.01 EUR");
/// assert_eq!(money(1_234_500_000, Currency::parse("JPY").unwrap()), "1,235 JPY");
/// ```
#[must_use]
pub fn money(micros: Micros, currency: Currency) -> String {
    format!("{} {}", amount(micros, currency), currency.code())
}

/// An amount without its currency, rounded half away from zero.
#[must_use]
pub fn amount(micros: Micros, currency: Currency) -> String {
    let digits = digits(currency);
    let step = 10i128.pow(6 - digits);
    let rounded = (i128::from(micros).abs() + step / 2) / step;
    let sign = if micros < 0 && rounded > 0 { "-" } else { "" };
    let unit = 10i128.pow(digits);
    let whole = grouped(rounded / unit);
    if digits == 0 {
        return format!("{sign}{whole}");
    }
    let part = rounded % unit;
    format!("{sign}{whole}.{part:0width$}", width = digits as usize)
}

/// A whole number with commas between groups of three digits.
fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number in millionths with at most two decimals.
#[must_use]
pub fn decimal(value: Ppm) -> String {
    let hundredths = floor_div(i128::from(value) + 5_000, 10_000);
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        tens if tens % 10 == 0 => format!("{sign}{whole}.{}", tens / 10),
        _ => format!("{sign}{whole}.{part:02}"),
    }
}

/// A share in millionths as a whole percentage. It is never 0 % of something, or 100 % of less than
/// everything.
#[must_use]
pub fn percent(share: Ppm) -> String {
    let whole = floor_div(i128::from(share) + 5_000, 10_000);
    let whole = match share {
        1..5_000 => 1,
        995_000..1_000_000 => 99,
        _ => whole,
    };
    format!("{whole} %")
}

/// Hours; below ten with one decimal: `3.5 hours`.
#[must_use]
pub fn hours(seconds: i64) -> String {
    let tenths = (seconds + 180).div_euclid(360);
    if tenths >= 100 {
        return counted((seconds + 1800).div_euclid(3600), "hour");
    }
    match (tenths / 10, tenths % 10) {
        (1, 0) => "1 hour".to_owned(),
        (whole, 0) => format!("{whole} hours"),
        (whole, part) => format!("{whole}.{part} hours"),
    }
}

/// `1 invoice`, `2 invoices`.
#[must_use]
pub fn counted(count: i64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", grouped(i128::from(count)))
    }
}

/// A day: `3 August 2026`.
#[must_use]
pub fn day(day: Day) -> String {
    format!("{} {}", day.day(), month(day))
}

/// The day of `time`: `3 August 2026`.
#[must_use]
pub fn date(time: Time) -> String {
    day(time.date_naive())
}

/// A month: `August 2026`.
#[must_use]
pub fn month(day: Day) -> String {
    let name = MONTHS[day.month0() as usize];
    format!("{name} {:04}", day.year())
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<S: AsRef<str>>(parts: &[S]) -> String {
    let Some((last, first)) = parts.split_last() else {
        return String::new();
    };
    if first.is_empty() {
        return last.as_ref().to_owned();
    }
    let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
    format!("{} and {}", first.join(", "), last.as_ref())
}

/// The sentence with a capital letter at its beginning.
#[must_use]
pub fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
