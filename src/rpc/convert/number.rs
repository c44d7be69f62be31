//! Numbers, enums and required fields.

use std::{fmt::Display, ops::RangeInclusive};

use super::check::{Check, Read};
use super::name::Named;
use super::rule;
use domain::ratio::Ppm;

/// The range of basis points: 0 to 100 %.
pub(crate) const BPS: RangeInclusive<i32> = 0..=10_000;

impl Check {
    /// A number within a range.
    pub(crate) fn within<N: PartialOrd + Display>(
        &mut self,
        field: &str,
        value: N,
        range: &RangeInclusive<N>,
    ) -> Read<N> {
        if range.contains(&value) {
            return Ok(value);
        }
        let (least, most) = (range.start(), range.end());
        let description = format!("must be {least} to {most}, and is `{value}`");
        Err(self.violated(field, rule::OUT_OF_RANGE, description))
    }

    /// A number within a range, if it is given.
    pub(crate) fn optional_within(
        &mut self,
        field: &str,
        value: Option<i32>,
        range: &RangeInclusive<i32>,
    ) -> Read<Option<i32>> {
        match value {
            Some(value) => self.within(field, value, range).map(Some),
            None => Ok(None),
        }
    }

    /// A value of an enum; 0 means that it is missing.
    pub(crate) fn one_of<N: Named>(&mut self, field: &str, value: i32) -> Read<N> {
        self.optional_one_of(field, value)?.ok_or_else(|| {
            let description = format!("is required: use a value of {}", N::ENUM);
            self.violated(field, rule::REQUIRED, description)
        })
    }

    /// A value of an enum; 0 means that none is given.
    pub(crate) fn optional_one_of<N: Named>(&mut self, field: &str, value: i32) -> Read<Option<N>> {
        N::Wire::try_from(value).map(N::from_wire).map_err(|_| {
            let description = format!(
                "`{value}` is no value of {}: use one that this version of the contract names",
                N::ENUM
            );
            self.violated(field, rule::UNKNOWN_ENUM, description)
        })
    }

    /// A required message.
    pub(crate) fn required<T>(&mut self, field: &str, value: Option<T>) -> Read<T> {
        value.ok_or_else(|| self.violated(field, rule::REQUIRED, "is required: set it"))
    }

    /// At least one of `fields` must be given.
    pub(crate) fn at_least_one(&mut self, fields: &str, given: bool) -> Read<()> {
        if given {
            return Ok(());
        }
        let description = format!("must have at least one of {fields}: set one");
        Err(self.violated("", rule::AT_LEAST_ONE, description))
    }
}

/// A share or rating in millionths as a number. It is exact to six decimals.
pub(crate) fn number(value: Ppm) -> f64 {
    value as f64 / 1e6
}

pub(crate) fn whole(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MAX)
}

/// Points in wire form.
pub(crate) fn points(points: Option<i64>) -> Option<i32> {
    points.map(whole)
}
