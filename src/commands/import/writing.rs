//! How a file writes numbers, days and amounts: from the flags of the command, or from a mapping.

use chrono::{NaiveDate, TimeDelta};
use client::pb::google_type::Date;
use prost_types::Timestamp;

use crate::{
    date::{Dates, Written, Zone, check_format},
    day,
    number::{Decimal, Notation},
};

/// The furthest that all days of a file may be moved: a hundred years.
const SHIFT_MAX: i32 = 36_525;

/// The flags. Each takes precedence over the same key of a mapping.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WritingArgs {
    /// What stands before decimals in the files [default: a number must have only one meaning]
    #[arg(long)]
    pub decimal: Option<Decimal>,
    /// What stands between groups of three digits, such as . in 1.234,56
    #[arg(long, value_name = "CHARACTER")]
    pub grouping: Option<char>,
    /// How the files write dates, such as %d/%m/%Y; several are tried in order
    #[arg(long, value_name = "FORMAT")]
    pub dates: Vec<String>,
    /// The zone of times that name none, such as Europe/Berlin [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The days from issue to payment of invoices without a due date
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=3650))]
    pub due_days: Option<u32>,
    /// Amounts are whole numbers of the smallest unit: 120000 is 1200.00 EUR or 120000 JPY
    #[arg(long)]
    pub minor_units: bool,
    /// Move all days of the files by so many days, back if it is negative
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        allow_negative_numbers = true,
        value_parser = shift_days
    )]
    pub shift_days: i32,
}

/// How to read the texts of a file.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// The notation of numbers.
    pub notation: Notation,
    /// The formats of dates and the zone of times.
    pub dates: Dates,
    /// The currency for amounts without one.
    pub currency: Option<String>,
    /// Whether amounts are whole numbers of the currency's smallest unit.
    pub minor_units: bool,
    /// The days from the issue date to the due date of invoices that have no due date.
    pub due_days: Option<u32>,
    /// The number of days by which all days move.
    pub shift_days: i32,
}

impl WritingArgs {
    /// Takes the flags that are given.
    pub fn put(&self, writing: &mut Writing) -> Result<(), String> {
        let notation = &mut writing.notation;
        notation.decimal = self.decimal.or(notation.decimal);
        notation.grouping = self.grouping.or(notation.grouping);
        notation.check()?;
        if !self.dates.is_empty() {
            for format in &self.dates {
                check_format(format, writing.dates.year_from.is_some())?;
            }
            writing.dates.formats.clone_from(&self.dates);
        }
        if let Some(zone) = &self.zone {
            writing.dates.zone = Some(Zone::of(zone)?);
        }
        writing.due_days = self.due_days.or(writing.due_days);
        writing.minor_units |= self.minor_units;
        writing.shift_days = self.shift_days;
        Ok(())
    }
}

impl Writing {
    /// The time that a text means, moved by the days of the import.
    pub fn time(&self, written: Written) -> Result<Timestamp, String> {
        let mut time = self.dates.time_of(written)?;
        time.seconds += day::SECONDS_A_DAY * i64::from(self.shift_days);
        Ok(time)
    }

    /// The day, moved by the days of the import.
    pub fn day(&self, day: NaiveDate) -> Result<Date, String> {
        let moved = day.checked_add_signed(TimeDelta::days(i64::from(self.shift_days)));
        moved
            .map(day::date)
            .ok_or_else(|| format!("`{day}`, moved, is out of range; give fewer --shift-days"))
    }
}

fn shift_days(text: &str) -> Result<i32, String> {
    let days = text
        .parse()
        .ok()
        .filter(|days: &i32| days.abs() <= SHIFT_MAX);
    days.ok_or_else(|| format!("give a whole number of days, -{SHIFT_MAX} to {SHIFT_MAX}"))
}
