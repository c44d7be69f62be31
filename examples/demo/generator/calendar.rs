//! The days of the demonstration. The last one is 0; earlier ones are negative.
use chrono::NaiveDate;

/// The last day, a Sunday (2025-06-29), in days since 1970.
const LAST_DAY: i32 = 20_268;

/// A day as `2025-06-29`.
pub(super) fn date(day: i32) -> String {
    NaiveDate::from_epoch_days(LAST_DAY + day)
        .unwrap_or_default()
        .to_string()
}

/// A minute of a day in UTC, as `2025-06-29 08:37`.
pub(super) fn time(day: i32, minute: u32) -> String {
    format!("{} {:02}:{:02}", date(day), minute / 60, minute % 60)
}

/// The day itself, or the Friday before it if it falls on a weekend.
pub(super) const fn workday(day: i32) -> i32 {
    match day.rem_euclid(7) {
        0 => day - 2,
        6 => day - 1,
        _ => day,
    }
}
