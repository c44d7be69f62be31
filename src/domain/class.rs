//! Classes: the class of a customer is what an owner would say and can check. It comes from findings, by the
//! rules of the model, and every step has a name. Points put customers in order, but they make nobody bad.

mod decide;
mod hysteresis;
mod next;
mod own_sort;

pub use decide::{Decision, Step, decide};
pub use hysteresis::{Delay, DelayedDowngrade, delay};
pub use next::{NextClass, NextStep, next_class};
pub use own_sort::{OwnSort, own_sort};

use crate::model::Leads;

/// The classes, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Too little is known: no rule of the model gives a class.
    InsufficientData,
    /// A customer to let go of, in the nicest possible way.
    Bad,
    /// A customer who is neither good nor bad.
    Ok,
    /// A customer we want.
    Good,
    /// A good customer who is also among the most profitable, or who brings good people.
    Ideal,
}

impl Class {
    /// The name of the class.
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

    /// The name of the class within a sentence.
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

    /// Whether an owner would use the same word for both classes. GOOD and IDEAL agree, because ideal
    /// customers are chosen from the good ones.
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
