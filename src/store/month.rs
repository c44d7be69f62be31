//! Months as the store counts them: year times 12 plus the month from 0.

use chrono::Datelike;
use domain::time::{Day, Month};

/// The number of `month`.
pub(super) fn number(month: Month) -> i32 {
    let first = month.first_day();
    first.year() * 12 + first.month0() as i32
}

/// The month of a number.
pub(super) fn numbered(number: i32) -> Month {
    let first = Day::from_ymd_opt(number.div_euclid(12), number.rem_euclid(12) as u32 + 1, 1);
    Month::of(first.unwrap_or_default())
}
