//! Converts days and times between the text that people write and the wire. All times are UTC.

use std::time::SystemTime;

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc,
    format::{Item, StrftimeItems},
};
use prost_types::Timestamp;

use client::pb::google_type::Date;

/// The formats that are read without a mapping, besides RFC 3339: a date with or without a time.
const NATIVE: [&str; 5] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d",
];

/// Parses a time. It tries the given formats first, then RFC 3339, `2026-03-31` (midnight UTC) and
/// `2026-03-31 10:00` (UTC).
pub fn parse_time(text: &str, formats: &[String]) -> Result<Timestamp, String> {
    let text = text.trim();
    let formatted = formats
        .iter()
        .map(String::as_str)
        .find_map(|format| parse_as(text, format));
    let rfc_3339 = || {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|time| time.naive_utc())
    };
    let native = || NATIVE.iter().find_map(|format| parse_as(text, format));
    formatted
        .or_else(rfc_3339)
        .or_else(native)
        .map(timestamp)
        .ok_or_else(|| match formats {
            [] => format!("`{text}` is no time such as 2026-03-31 or 2026-03-31T10:00:00Z"),
            _ => format!("`{text}` is no date written as {}", formats.join(" or ")),
        })
}

/// Parses a day. Drops a time that follows it.
pub fn parse_date(text: &str, formats: &[String]) -> Result<Date, String> {
    of_time(&parse_time(text, formats)?).ok_or_else(|| format!("`{text}` is out of range"))
}

/// The day of a time, in UTC. None if the time is out of range.
pub fn of_time(time: &Timestamp) -> Option<Date> {
    DateTime::from_timestamp(time.seconds, 0).map(|time| date(time.date_naive()))
}

/// Returns an error if a format is wrong.
pub fn check_format(format: &str) -> Result<(), String> {
    let wrong = StrftimeItems::new(format).any(|item| matches!(item, Item::Error));
    if wrong || !format.contains('%') {
        return Err(format!(
            "`{format}` is no date format such as %Y%m%d or %d.%m.%Y"
        ));
    }
    Ok(())
}

fn parse_as(text: &str, format: &str) -> Option<NaiveDateTime> {
    let with_offset = DateTime::parse_from_str(text, format).map(|time| time.naive_utc());
    let without = || NaiveDateTime::parse_from_str(text, format);
    let day = || NaiveDate::parse_from_str(text, format).map(|day| day.and_time(NaiveTime::MIN));
    with_offset.or_else(|_| without()).or_else(|_| day()).ok()
}

fn timestamp(time: NaiveDateTime) -> Timestamp {
    let time = time.and_utc();
    Timestamp {
        seconds: time.timestamp(),
        nanos: time.timestamp_subsec_nanos() as i32,
    }
}

fn date(day: NaiveDate) -> Date {
    Date {
        year: day.year(),
        month: day.month() as i32,
        day: day.day() as i32,
    }
}

/// Midnight UTC at the beginning of a day.
pub fn midnight(day: &Date) -> Option<Timestamp> {
    let day = NaiveDate::from_ymd_opt(day.year, day.month as u32, day.day as u32)?;
    Some(timestamp(day.and_time(NaiveTime::MIN)))
}

/// A day for people: `2026-03-31`.
pub fn show_date(day: &Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// A time for people, to the minute: `2026-03-31 10:00 UTC`. A midnight shows only its day.
pub fn show_time(time: &Timestamp) -> String {
    match DateTime::from_timestamp(time.seconds, 0) {
        Some(time) if time.time() == NaiveTime::MIN => time.format("%Y-%m-%d").to_string(),
        Some(time) => time.format("%Y-%m-%d %H:%M UTC").to_string(),
        None => format!("{} s", time.seconds),
    }
}

/// A day in a sentence: `31 March 2026`.
pub fn date_in_words(date: &Date) -> String {
    let day = NaiveDate::from_ymd_opt(date.year, date.month as u32, date.day as u32);
    day.map_or_else(|| show_date(date), domain::words::day)
}

/// The day of a time in a sentence: `31 March 2026`.
pub fn in_words(time: &Timestamp) -> String {
    let time = DateTime::from_timestamp(time.seconds, 0);
    time.map_or_else(String::new, domain::words::date)
}

/// Today's UTC day by this machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the day on which a person asks or writes, which no test sets"
)]
pub fn today() -> String {
    let now = DateTime::<Utc>::from(SystemTime::now());
    now.format("%Y-%m-%d").to_string()
}
