//! Moments and days.

use std::ops::RangeInclusive;

use chrono::{Datelike, Months, TimeDelta};
use domain::time::{Day, Time};
use prost_types::Timestamp;

use super::check::{Check, Read};
use super::rule;
use crate::pb::google_type::Date;

/// The years in which a fact can occur.
const YEARS: RangeInclusive<i32> = 1970..=9999;

impl Check {
    /// A time, truncated to the microsecond.
    pub(crate) fn time(&mut self, field: &str, wire: Option<Timestamp>) -> Read<Time> {
        let wire = self.required(field, wire)?;
        self.moment(field, wire)
    }

    /// An optional time.
    pub(crate) fn optional_time(
        &mut self,
        field: &str,
        wire: Option<Timestamp>,
    ) -> Read<Option<Time>> {
        match wire {
            Some(wire) => self.moment(field, wire).map(Some),
            None => Ok(None),
        }
    }

    /// A time that may lie ahead of the server's clock only by the limit of the terms, or that of a
    /// contract that begins at `begins`.
    pub(crate) fn occur_time(
        &mut self,
        field: &str,
        wire: Option<Timestamp>,
        begins: Option<Time>,
    ) -> Read<Time> {
        let time = self.time(field, wire)?;
        if begins.is_some_and(|begins| time <= begins) {
            return Ok(time);
        }
        self.hardly_ahead(field, time)
    }

    /// An optional time that may lie ahead of the server's clock only by the limit of the terms.
    pub(crate) fn optional_past_time(
        &mut self,
        field: &str,
        wire: Option<Timestamp>,
    ) -> Read<Option<Time>> {
        match self.optional_time(field, wire)? {
            Some(time) => self.hardly_ahead(field, time).map(Some),
            None => Ok(None),
        }
    }

    fn hardly_ahead(&mut self, field: &str, time: Time) -> Read<Time> {
        let ahead = self.terms.occur_ahead;
        let last = TimeDelta::from_std(ahead)
            .ok()
            .and_then(|ahead| self.terms.now.checked_add_signed(ahead))
            .unwrap_or(Time::MAX_UTC);
        if time > last {
            let description = format!(
                "must be at most {} hours ahead of the server's clock, and is `{time}`: \
                 record it once it has happened",
                ahead.as_secs() / 3_600
            );
            return Err(self.violated(field, rule::TIME_IN_FUTURE, description));
        }
        Ok(time)
    }

    fn moment(&mut self, field: &str, wire: Timestamp) -> Read<Time> {
        let Timestamp { seconds, nanos } = wire;
        let whole_micros = u32::try_from(nanos)
            .ok()
            .filter(|nanos| *nanos < 1_000_000_000)
            .map(|nanos| nanos - nanos % 1_000);
        let time = whole_micros
            .and_then(|nanos| Time::from_timestamp(seconds, nanos))
            .filter(|time| YEARS.contains(&time.year()));
        time.ok_or_else(|| {
            let description = format!(
                "must lie in the years {} to {} with nanos 0 to 999999999, and has seconds \
                 `{seconds}` and nanos `{nanos}`",
                YEARS.start(),
                YEARS.end()
            );
            self.violated(field, rule::OUT_OF_RANGE, description)
        })
    }

    /// A day.
    pub(crate) fn date(&mut self, field: &str, wire: Option<Date>) -> Read<Day> {
        let wire = self.required(field, wire)?;
        self.day(field, wire)
    }

    /// An optional day.
    pub(crate) fn optional_date(&mut self, field: &str, wire: Option<Date>) -> Read<Option<Day>> {
        match wire {
            Some(wire) => self.day(field, wire).map(Some),
            None => Ok(None),
        }
    }

    fn day(&mut self, field: &str, wire: Date) -> Read<Day> {
        let Date { year, month, day } = wire;
        let ymd = |month, day| {
            Day::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
        };
        let Some(date) = ymd(month, day) else {
            let description = format!(
                "must be a day of the calendar with year, month and day, and is year `{year}`, \
                 month `{month}`, day `{day}`"
            );
            return Err(self.violated(field, rule::NOT_A_DATE, description));
        };
        if !YEARS.contains(&year) {
            let (first, last) = (YEARS.start(), YEARS.end());
            let description = format!("must lie in the years {first} to {last}, and is `{date}`");
            return Err(self.violated(field, rule::OUT_OF_RANGE, description));
        }
        Ok(date)
    }

    /// Requires `day` to be at most so many months after today by the server's clock. A later day is a typing
    /// error.
    pub(crate) fn near(&mut self, field: &str, day: Day, months: Months) -> Read<()> {
        let today = self.terms.now.date_naive();
        self.within_months(field, day, today, months)
    }

    /// Requires `day` to be at most so many months after `first`.
    pub(crate) fn within_months(
        &mut self,
        field: &str,
        day: Day,
        first: Day,
        months: Months,
    ) -> Read<()> {
        let last = first.checked_add_months(months).unwrap_or(Day::MAX);
        if day <= last {
            return Ok(());
        }
        let description = format!("must be `{last}` at the latest, and is `{day}`: correct it");
        Err(self.violated(field, rule::OUT_OF_RANGE, description))
    }

    /// Requires `last` not to be before `first`.
    pub(crate) fn in_order(&mut self, first: Day, last_field: &str, last: Day) -> Read<()> {
        if last < first {
            let description = format!("must not be before `{first}`, and is `{last}`");
            return Err(self.violated(last_field, rule::DATE_ORDER, description));
        }
        Ok(())
    }
}

/// A time in wire form.
pub(crate) fn timestamp(time: Time) -> Timestamp {
    Timestamp {
        seconds: time.timestamp(),
        nanos: time.timestamp_subsec_nanos() as i32,
    }
}

/// A day in wire form.
pub(crate) fn wire_date(day: Day) -> Date {
    Date {
        year: day.year(),
        month: day.month() as i32,
        day: day.day() as i32,
    }
}
