//! Classes: from points to the owner's words, with every step named.

mod held;
mod next;
mod raw;
mod rules;

pub use held::{Held, HeldDowngrade, Past, held};
pub use next::{NextClass, NextStep, next_class};
pub use raw::{DecidedBy, IdealBy, RawClass, Step, classify};
pub use rules::{Candidate, Rule, loss_window};

/// The classes, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Too little is known.
    InsufficientData,
    /// One to let go of, in the nicest possible way.
    Bad,
    /// Nice, but cannot quite afford us.
    Ok,
    /// A customer we want.
    Good,
    /// Good, and among the most profitable or those who bring others.
    Ideal,
}

impl Class {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::Bad => "BAD",
            Self::Ok => "OK",
            Self::Good => "GOOD",
            Self::Ideal => "IDEAL",
        }
    }

    /// The class that `points` alone give.
    #[must_use]
    pub fn by_points(points: i64, classes: &crate::model::Classes) -> Self {
        if points < classes.ok_from {
            Self::Bad
        } else if points < classes.good_from {
            Self::Ok
        } else {
            Self::Good
        }
    }

    /// The points from which on it is reached; `None` where points do not decide.
    #[must_use]
    pub fn line(self, classes: &crate::model::Classes) -> Option<i64> {
        match self {
            Self::Ok => Some(classes.ok_from),
            Self::Good => Some(classes.good_from),
            Self::InsufficientData | Self::Bad | Self::Ideal => None,
        }
    }
}
