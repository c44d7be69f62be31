//! Classes: what an owner would say and can check. A class comes from findings, by the rules of the model,
//! with every step named. Points put customers in order and make nobody bad.

mod decide;
mod held;
mod next;
mod own_sort;

pub use decide::{Decision, Step, decide};
pub use held::{Held, HeldDowngrade, held};
pub use next::{NextClass, NextStep, next_class};
pub use own_sort::{OwnSort, own_sort};

use crate::model::Leads;

/// The classes, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing is known that an owner would sort by.
    InsufficientData,
    /// One to let go of, in the nicest possible way.
    Bad,
    /// Neither on the good list nor bad.
    Ok,
    /// A customer we want.
    Good,
    /// Good, and among the most profitable or those who bring good people.
    Ideal,
}

impl Class {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InsufficientData => "NOT KNOWN",
            Self::Bad => "BAD",
            Self::Ok => "OK",
            Self::Good => "GOOD",
            Self::Ideal => "IDEAL",
        }
    }

    /// Its name within a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InsufficientData => "not known",
            Self::Bad => "bad",
            Self::Ok => "OK",
            Self::Good => "good",
            Self::Ideal => "ideal",
        }
    }

    /// Whether the owner would use the same word for both: ideal ones are chosen from the good.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        self.min(Self::Good) == other.min(Self::Good)
    }

    fn of(leads: Leads) -> Option<Self> {
        match leads {
            Leads::OwnSort => None,
            Leads::Bad => Some(Self::Bad),
            Leads::Ok => Some(Self::Ok),
            Leads::Good => Some(Self::Good),
            Leads::Ideal => Some(Self::Ideal),
        }
    }
}
