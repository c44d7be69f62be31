//! Reads days and times as people write them: in the formats of a file, and in the usual forms that have
//! only one meaning.

use std::fmt;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime,
    format::{self, Item, Numeric, Pad, Parsed, StrftimeItems},
};
use client::pb::google_type::Date;
use jiff::{
    civil,
    tz::{AmbiguousOffset, TimeZone},
};
use prost_types::Timestamp;

use crate::day;

/// The forms that are always read.
const ISO: [&str; 7] = [
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f UTC",
];

/// The forms that are read where a file gives no format of its own. Points between numbers stand only
/// behind days.
const USUAL: [&str; 8] = [
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y/%m/%d",
    "%d %B %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%d. %B %Y",
];

/// The days in the year 1982 to 2064 as spreadsheets number them.
const SPREADSHEET_DAYS: std::ops::Range<u32> = 30_000..60_300;

/// How a file writes days and times.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// The formats, tried in order.
    pub formats: Vec<String>,
    /// The zone of times that name none. Default: UTC.
    pub zone: Option<Zone>,
    /// A day that is written without its year is the first such day from this day on.
    pub year_from: Option<NaiveDate>,
}

/// A day or a time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A day alone.
    Day(NaiveDate),
    /// A time without a zone.
    Local(NaiveDateTime),
    /// A time with its distance from UTC.
    Exact(DateTime<FixedOffset>),
}

impl Dates {
    /// The dates of a file with these formats.
    pub fn of(formats: &[String]) -> Self {
        Self {
            formats: formats.to_vec(),
            ..Self::default()
        }
    }

    /// Reads a time. A day alone is its midnight UTC.
    pub fn time(&self, text: &str) -> Result<Timestamp, String> {
        self.time_of(self.read(text)?)
    }

    /// The time that a text means. A day alone is its midnight UTC.
    pub fn time_of(&self, written: Written) -> Result<Timestamp, String> {
        match (written, &self.zone) {
            (Written::Local(time), Some(zone)) => zone.time(time),
            (Written::Day(day), _) => Ok(day::timestamp(day.and_time(NaiveTime::MIN))),
            (Written::Local(time), None) => Ok(day::timestamp(time)),
            (Written::Exact(time), _) => Ok(day::timestamp(time.naive_utc())),
        }
    }

    /// Reads a day. Of a time it is the day as written, in the zone of the text.
    pub fn date(&self, text: &str) -> Result<Date, String> {
        Ok(day::date(self.read(text)?.day()))
    }

    /// Reads a day or a time.
    pub fn read(&self, text: &str) -> Result<Written, String> {
        let text = text.trim();
        let read = |format: &str| self.read_as(text, format);
        let given = || self.formats.iter().find_map(|format| read(format));
        let rfc_3339 = || DateTime::parse_from_rfc3339(text).ok().map(Written::Exact);
        let iso = || ISO.iter().find_map(|format| read(format));
        let usual = || USUAL.iter().find_map(|format| read(format));
        let found = given().or_else(iso).or_else(rfc_3339);
        let found = match self.formats.as_slice() {
            [] => found.or_else(usual),
            _ => found,
        };
        found.ok_or_else(|| self.refused(text))
    }

    fn read_as(&self, text: &str, format: &str) -> Option<Written> {
        let padded;
        let text = match width(format) {
            // A spreadsheet takes the first 0 of 0503 away.
            Some(width) if text.len() + 1 == width => {
                padded = format!("0{text}");
                &padded
            }
            Some(width) if text.len() != width => return None,
            _ => text,
        };
        let mut parsed = Parsed::new();
        format::parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
        if parsed.timestamp().is_some() {
            return parsed
                .to_datetime_with_timezone(&chrono::Utc)
                .ok()
                .map(|time| Written::Exact(time.fixed_offset()));
        }
        let has_year = parsed.year().is_some() || parsed.year_mod_100().is_some();
        let day = if has_year || parsed.isoyear().is_some() {
            parsed.to_naive_date().ok()
        } else {
            self.year_from.and_then(|from| first_from(from, &parsed))
        };
        // `%Y` also reads the year 26 of 31.03.26.
        let day = day.filter(|day| day.year() >= 1000)?;
        if parsed.hour_div_12().is_none() && parsed.hour_mod_12().is_none() {
            return Some(Written::Day(day));
        }
        let time = day.and_time(parsed.to_naive_time().ok()?);
        match parsed.offset() {
            None => Some(Written::Local(time)),
            Some(offset) => {
                let offset = FixedOffset::east_opt(offset)?;
                let time = time.and_local_timezone(offset).single()?;
                Some(Written::Exact(time))
            }
        }
    }

    fn refused(&self, text: &str) -> String {
        if is_spreadsheet_day(text) {
            return format!(
                "`{text}` is the number of a day in a spreadsheet: format the column as a date there, and save \
                 the file again"
            );
        }
        if self.formats.is_empty() && has_slashes(text) {
            return format!(
                "`{text}` may begin with its day or its month: say which with --dates %d/%m/%Y or --dates \
                 %m/%d/%Y, in a mapping with `dates`"
            );
        }
        let words = match self.formats.as_slice() {
            [] => "2026-03-31, 31.03.2026 or 2026-03-31T10:00:00Z".to_owned(),
            formats => formats.join(" or "),
        };
        format!(
            "`{text}` is no date written as {words}; correct it, or say how the file writes dates: --dates, in a \
             mapping `dates`"
        )
    }
}

impl Written {
    /// So many days later. None if that is out of range.
    pub fn plus(self, days: u32) -> Option<Self> {
        let days = Days::new(u64::from(days));
        Some(match self {
            Self::Day(day) => Self::Day(day.checked_add_days(days)?),
            Self::Local(time) => Self::Local(time.checked_add_days(days)?),
            Self::Exact(time) => Self::Exact(time.checked_add_days(days)?),
        })
    }

    /// The day as written.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Local(time) => time.date(),
            Self::Exact(time) => time.date_naive(),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(out, "{day}"),
            Self::Local(time) => write!(out, "{}", time.format("%Y-%m-%dT%H:%M:%S%.f")),
            Self::Exact(time) => write!(out, "{}", time.to_rfc3339()),
        }
    }
}

/// A zone with its rules for summer time.
#[derive(Clone, Debug)]
pub struct Zone {
    rules: TimeZone,
    name: String,
}

impl Zone {
    /// The zone of this name, such as `Europe/Berlin`.
    pub fn of(name: &str) -> Result<Self, String> {
        let rules = TimeZone::get(name).map_err(|_| {
            format!("`{name}` is no zone: write one such as Europe/Berlin, America/New_York or UTC")
        })?;
        let name = name.to_owned();
        Ok(Self { rules, name })
    }

    /// The time that the clocks of the zone show. The hour that they show twice in autumn counts as the
    /// first; the hour that they leave out in spring is refused.
    fn time(&self, time: NaiveDateTime) -> Result<Timestamp, String> {
        let refused = |_| format!("`{time}` is out of range");
        let utc = day::timestamp(time);
        let at_utc = jiff::Timestamp::new(utc.seconds, utc.nanos).map_err(refused)?;
        let shown: civil::DateTime = TimeZone::UTC.to_datetime(at_utc);
        let ambiguous = self.rules.to_ambiguous_timestamp(shown);
        if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
            return Err(format!(
                "`{time}` does not exist in {}, where the clocks were put forward: correct it",
                self.name
            ));
        }
        let time = ambiguous.earlier().map_err(refused)?;
        Ok(Timestamp {
            seconds: time.as_second(),
            nanos: time.subsec_nanosecond(),
        })
    }
}

/// Returns an error if a format is wrong, or if it leaves out the year and nothing gives it.
pub fn check_format(format: &str, gives_year: bool) -> Result<(), String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.contains(&Item::Error) || !format.contains('%') {
        return Err(format!(
            "`{format}` is no date format such as %Y%m%d or %d.%m.%Y"
        ));
    }
    let has_year = items.iter().any(|item| match item {
        Item::Numeric(
            Numeric::Year
            | Numeric::YearMod100
            | Numeric::IsoYear
            | Numeric::IsoYearMod100
            | Numeric::Timestamp,
            _,
        ) => true,
        Item::Fixed(fixed) => matches!(fixed, format::Fixed::RFC2822 | format::Fixed::RFC3339),
        _ => false,
    });
    if !has_year && !gives_year {
        return Err(format!(
            "`{format}` has no year: add %Y or %y, or give `year` in the mapping"
        ));
    }
    Ok(())
}

/// The length of a text of a format that has only digits and nothing between them, such as `%Y%m%d`. In
/// such a text a missing digit would move all others.
fn width(format: &str) -> Option<usize> {
    StrftimeItems::new(format)
        .map(|item| match item {
            Item::Numeric(Numeric::Year, Pad::Zero) => Some(4),
            Item::Numeric(
                Numeric::YearMod100
                | Numeric::Month
                | Numeric::Day
                | Numeric::Hour
                | Numeric::Minute
                | Numeric::Second,
                Pad::Zero,
            ) => Some(2),
            _ => None,
        })
        .sum()
}

/// The first day on or after `from` with the day and the month of a text.
fn first_from(from: NaiveDate, parsed: &Parsed) -> Option<NaiveDate> {
    let years = [from.year(), from.year() + 1];
    let days = years.into_iter().filter_map(|year| {
        let mut parsed = parsed.clone();
        parsed.set_year(i64::from(year)).ok()?;
        parsed.to_naive_date().ok()
    });
    days.into_iter().find(|day| *day >= from)
}

fn is_spreadsheet_day(text: &str) -> bool {
    let (day, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = || day.parse().is_ok_and(|day| SPREADSHEET_DAYS.contains(&day));
    is_number(day) && is_number(part) && is_day()
}

fn has_slashes(text: &str) -> bool {
    let day = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = day.split('/').collect();
    let is_part =
        |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_part)
}
