//! What the company that runs the service set for itself: its currency and what an hour of its people
//! costs and is billed at.

use crate::money::{Currency, Micros, UNIT};

/// The company's own settings at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    /// The currency of all figures.
    pub currency: Currency,
    /// An hour of its people; `None` where nobody said and the currency has no default. Contribution is
    /// then before their time.
    pub hour: Option<Hour>,
}

/// An hour of the company's people, in micros of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// What it costs the company.
    pub cost: Micros,
    /// What it is billed at.
    pub price: Micros,
}

/// Currencies in which an hour of 60 is a sensible cost to begin with.
const WITH_DEFAULT: [&str; 7] = ["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD"];

impl Hour {
    /// What an hour costs and is billed at until the company says otherwise: 60 and 120, where these are
    /// sensible in `currency`.
    #[must_use]
    pub fn default_in(currency: Currency) -> Option<Self> {
        WITH_DEFAULT.contains(&currency.code()).then_some(Self {
            cost: 60 * UNIT,
            price: 120 * UNIT,
        })
    }
}

impl Company {
    /// A company that said nothing but its currency.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            hour: Hour::default_in(currency),
        }
    }
}

impl Default for Company {
    /// A company that counts in euros.
    fn default() -> Self {
        Self::new(Currency::EUR)
    }
}
