//! The numbers of a model document. Each is declared once, with its unit, default, range and meaning.

use super::invalid::{Parsed, invalid};
use crate::ratio::ppm;
use std::collections::BTreeMap;

/// A section of a document as it is written: numbers by name.
pub(super) type Written = BTreeMap<String, f64>;

/// How a number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A whole number.
    Whole,
    /// A number with decimals, stored in millionths.
    Decimal,
}

/// A number that a document may set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Its name in its section.
    pub name: &'static str,
    /// How it is stored.
    pub unit: Unit,
    /// The value if the document does not set it.
    pub default: f64,
    /// The smallest allowed value.
    pub least: f64,
    /// The largest allowed value.
    pub most: f64,
    /// The meaning, as it is written in documents.
    pub meaning: &'static str,
}

impl Number {
    /// The number as it is stored; an error if the value in `written` is not allowed.
    pub(super) fn keep(&self, section: &str, written: &Written) -> Parsed<i64> {
        let value = written.get(self.name).copied().unwrap_or(self.default);
        let path = || format!("{section}.{}", self.name);
        if !(self.least..=self.most).contains(&value) {
            let problem = format!("must lie between {} and {}", self.least, self.most);
            return invalid(path(), problem);
        }
        match self.unit {
            Unit::Decimal => Ok(ppm(value)),
            Unit::Whole if value.fract() == 0.0 => Ok(value as i64),
            Unit::Whole => invalid(path(), "must be a whole number"),
        }
    }
}

/// Refuses names that the section does not have.
pub(super) fn check_names(section: &str, numbers: &[Number], written: &Written) -> Parsed<()> {
    let is_known = |name: &String| numbers.iter().any(|number| number.name == name);
    match written.keys().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => invalid(format!("{section}.{name}"), "there is no such number"),
    }
}

/// Declares a section of numbers: a struct that holds them, their defaults, and a function that reads them.
macro_rules! numbers {
    (
        $(#[$about:meta])*
        $name:ident in $section:literal {
            $(#[doc = $meaning:literal] $field:ident: $unit:ident = $default:literal, $least:literal..=$most:literal;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(#[doc = $meaning] pub $field: i64,)*
        }

        impl $name {
            /// Every number of the section, in order.
            pub const ALL: &'static [crate::model::Number] = &[
                $(crate::model::Number {
                    name: stringify!($field),
                    unit: crate::model::Unit::$unit,
                    default: $default as f64,
                    least: $least as f64,
                    most: $most as f64,
                    meaning: $meaning.trim_ascii_start(),
                },)*
            ];

            pub(super) fn read(
                written: &crate::model::number::Written,
            ) -> crate::model::invalid::Parsed<Self> {
                crate::model::number::check_names($section, Self::ALL, written)?;
                let mut numbers = Self::ALL.iter();
                let mut next = || match numbers.next() {
                    Some(number) => number.keep($section, written),
                    None => Ok(0),
                };
                Ok(Self { $($field: next()?,)* })
            }

            /// The number called `name`, as it is stored.
            #[must_use]
            pub fn by_name(&self, name: &str) -> Option<i64> {
                match name {
                    $(stringify!($field) => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

pub(super) use numbers;
