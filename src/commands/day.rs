//! Days and times on the wire and for people. All times are UTC.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use prost_types::Timestamp;

use client::pb::google_type::Date;

/// The seconds of a day.
pub(crate) const SECONDS_A_DAY: i64 = 86_400;

/// The day of a time, in UTC. None if the time is out of range.
pub fn of_time(time: &Timestamp) -> Option<Date> {
    DateTime::from_timestamp(time.seconds, 0).map(|time| date(time.date_naive()))
}

/// A time on the wire.
pub(crate) fn timestamp(time: NaiveDateTime) -> Timestamp {
    let time = time.and_utc();
    Timestamp {
        seconds: time.timestamp(),
        nanos: time.timestamp_subsec_nanos() as i32,
    }
}

/// A day on the wire.
pub(crate) fn date(day: NaiveDate) -> Date {
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
pub fn today() -> String {
    of_time(&now()).map_or_else(String::new, |day| show_date(&day))
}

/// The present time by this machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the time at which a person asks or writes, which no test sets"
)]
pub fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}
