//! When the demonstration data happen: all are written relative to fixed last days and moved forward by
//! whole weeks, so that weekdays stay and the data end in the last complete week before now.
use crate::pb::google_type::Date;
use chrono::{Datelike, NaiveDate};
use prost_types::Timestamp;

/// The Monday of the week in which the CDNOW data end (1998-06-30), in days since 1970.
const CDNOW_LAST_MONDAY: i64 = 10_406;
/// The Sunday on which the service business and the stories end (2025-06-29), in days since 1970.
const BUSINESS_LAST_DAY: i64 = 20_268;
/// Whole weeks from the CDNOW data's last week to that of the service business.
const WEEKS_BETWEEN: i64 = 1_408;
const SECONDS_A_DAY: i64 = 86_400;

/// How far the data are moved. Chosen once by [`shift_for`] and stored before the first fact, so that a
/// second start tells the very same facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    weeks: i64,
}

impl Shift {
    /// The shift that was stored as so many weeks.
    pub const fn from_weeks(weeks: i64) -> Self {
        Self { weeks }
    }

    /// Weeks from the published week of the last CDNOW purchase to the week in which the data end: the
    /// number to store.
    pub const fn weeks(self) -> i64 {
        self.weeks
    }
}

/// The shift by which data written down on `now_day` end in the last complete week (Monday to Sunday)
/// before it.
pub fn shift_for(now_day: NaiveDate) -> Shift {
    let today = i64::from(now_day.to_epoch_days());
    let monday = today - i64::from(now_day.weekday().num_days_from_monday());
    Shift {
        weeks: (monday - 7 - CDNOW_LAST_MONDAY).div_euclid(7),
    }
}

/// Turns a data set's own days, where 0 is the last one and earlier ones are negative, into dates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    last_epoch_day: i64,
}

impl Calendar {
    /// The calendar of the CDNOW data: day 0 is 1970-01-01 before the shift.
    pub(crate) const fn of_epoch_days(shift: Shift) -> Self {
        Self {
            last_epoch_day: 7 * shift.weeks,
        }
    }

    /// The calendar of the service business and the stories: day 0 is their last day, a Sunday.
    pub(crate) const fn of_business(shift: Shift) -> Self {
        Self {
            last_epoch_day: BUSINESS_LAST_DAY + 7 * (shift.weeks - WEEKS_BETWEEN),
        }
    }

    /// The date of a day.
    pub(crate) fn date(self, day: i32) -> Date {
        let date = i32::try_from(self.last_epoch_day + i64::from(day))
            .ok()
            .and_then(NaiveDate::from_epoch_days)
            .unwrap_or_default();
        Date {
            year: date.year(),
            month: date.month() as i32,
            day: date.day() as i32,
        }
    }

    /// A minute of a day.
    pub(crate) fn time(self, day: i32, minute: u32) -> Timestamp {
        let seconds = (self.last_epoch_day + i64::from(day)) * SECONDS_A_DAY;
        Timestamp {
            seconds: seconds + 60 * i64::from(minute),
            nanos: 0,
        }
    }
}

/// The day itself, or the Friday before it if it falls on a weekend of the business's calendar.
pub(crate) const fn workday(day: i32) -> i32 {
    match day.rem_euclid(7) {
        0 => day - 2,
        6 => day - 1,
        _ => day,
    }
}
