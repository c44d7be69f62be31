//! Moves the demonstration to the present. The files use fixed last days. A shift by whole weeks keeps the
//! weekdays and ends the data in the last complete week before now.
use chrono::{Datelike, NaiveDate};

/// The Monday of the week in which the CDNOW data end (1998-06-30), in days since 1970.
const CDNOW_LAST_MONDAY: i64 = 10_406;
/// The Sunday on which the service business and the stories end (2025-06-29), in days since 1970.
const FIRM_LAST_DAY: i32 = 20_268;

/// The distance by which the data move. [`shift_for`] chooses it once, and it is stored before the first
/// fact. So a second start sends exactly the same facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    weeks: i64,
}

impl Shift {
    /// The shift that leaves the days of the service business and the stories as the files have them.
    pub const OF_THE_FIRM: Self = Self::from_weeks(1_408);

    /// A shift that was stored as a number of weeks.
    pub const fn from_weeks(weeks: i64) -> Self {
        Self { weeks }
    }

    /// Weeks from the published week of the last CDNOW purchase to the week in which the moved data end.
    /// This is the number to store.
    pub const fn weeks(self) -> i64 {
        self.weeks
    }

    /// The days by which to move data whose days already include the shift `written`.
    pub const fn days_since(self, written: Self) -> i32 {
        7 * (self.weeks - written.weeks) as i32
    }

    /// The last day of the service business and the stories.
    pub fn last_day_of_firm(self) -> NaiveDate {
        let day = FIRM_LAST_DAY.saturating_add(self.days_since(Self::OF_THE_FIRM));
        NaiveDate::from_epoch_days(day).unwrap_or_default()
    }
}

/// The shift that ends the data in the last complete week (Monday to Sunday) before `now_day`.
pub fn shift_for(now_day: NaiveDate) -> Shift {
    let today = i64::from(now_day.to_epoch_days());
    let monday = today - i64::from(now_day.weekday().num_days_from_monday());
    Shift {
        weeks: (monday - 7 - CDNOW_LAST_MONDAY).div_euclid(7),
    }
}
