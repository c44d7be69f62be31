//! Days, months and windows. All days are UTC days, all months UTC calendar months.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// A moment, to the microsecond.
pub type Time = DateTime<Utc>;

/// A UTC day.
pub type Day = NaiveDate;

/// The day of `time`.
#[must_use]
pub fn day_of(time: Time) -> Day {
    // This is `date_naive` without the addition of a zero offset.
    time.naive_utc().date()
}

/// The last microsecond of `day`.
#[must_use]
pub fn end_of(day: Day) -> Time {
    let next_day = day.checked_add_days(Days::new(1)).unwrap_or(Day::MAX);
    next_day.and_time(NaiveTime::MIN).and_utc() - chrono::TimeDelta::microseconds(1)
}

/// The first microsecond of `day`.
#[must_use]
pub fn start_of(day: Day) -> Time {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Whole days from `from` to `to`; negative if `to` is earlier.
#[must_use]
pub fn days_between(from: Day, to: Day) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// `day` moved by `days`, limited to the calendar's range.
#[must_use]
pub fn add_days(day: Day, days: i64) -> Day {
    let moved = if days >= 0 {
        day.checked_add_days(Days::new(days.unsigned_abs()))
    } else {
        day.checked_sub_days(Days::new(days.unsigned_abs()))
    };
    moved.unwrap_or(if days >= 0 { Day::MAX } else { Day::MIN })
}

/// Complete calendar months from `from` to `to`; 0 if `to` is earlier.
///
/// ```
/// use domain::time::{months_between, Day};
/// let day = |text: &str| text.parse::<Day>().unwrap();
/// assert_eq!(months_between(day("2025-01-31"), day("2025-02-28")), 0);
/// assert_eq!(months_between(day("2025-01-15"), day("2026-01-15")), 12);
/// ```
#[must_use]
pub fn months_between(from: Day, to: Day) -> i64 {
    if to < from {
        return 0;
    }
    let months =
        i64::from(to.year() - from.year()) * 12 + i64::from(to.month0()) - i64::from(from.month0());
    if to.day() < from.day() {
        months - 1
    } else {
        months
    }
}

/// The same time of day, `months` calendar months earlier. In a shorter month it is on the last day.
#[must_use]
pub fn months_earlier(time: Time, months: u32) -> Time {
    time.checked_sub_months(Months::new(months))
        .unwrap_or(Time::MIN_UTC)
}

/// The beginning of the UTC day that lies `months` calendar months before `time`. Ages count in days, so the
/// passing of time changes an answer at UTC midnight only.
#[must_use]
pub fn day_months_before(time: Time, months: u32) -> Time {
    start_of(months_earlier(time, months).date_naive())
}

/// A UTC calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(i32);

impl Month {
    /// The month that `day` lies in.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }

    /// The month that `time` lies in.
    #[must_use]
    pub fn at(time: Time) -> Self {
        Self::of(day_of(time))
    }

    /// The month `months` later, or earlier if negative.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::from_ymd_opt(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1)
            .unwrap_or(Day::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Day {
        add_days(self.plus(1).first_day(), -1)
    }
}

/// Days from `first` to `last`, both included. Empty if `last` is before `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Window {
    /// The `months` complete months before the month of `last`, and the days of that month up to `last`.
    #[must_use]
    pub fn trailing(months: i32, last: Day) -> Self {
        Self {
            first: Month::of(last).plus(-months).first_day(),
            last,
        }
    }

    /// The `months` complete months before `month`.
    #[must_use]
    pub fn complete_before(month: Month, months: i32) -> Self {
        Self {
            first: month.plus(-months).first_day(),
            last: month.plus(-1).last_day(),
        }
    }

    /// All days up to `last`.
    #[must_use]
    pub fn until(last: Day) -> Self {
        Self {
            first: Day::MIN,
            last,
        }
    }

    /// Whether `day` lies in it.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// The number of days it has in common with the days from `first` to `last`.
    #[must_use]
    pub fn overlap_days(self, first: Day, last: Day) -> i64 {
        (days_between(self.first.max(first), self.last.min(last)) + 1).max(0)
    }
}
