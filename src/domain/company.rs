//! The company's own settings: its currency, and the cost and the price of an hour of its people.

use crate::money::{Currency, Micros, UNIT};

/// The company's own settings at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    /// The currency of all figures.
    pub currency: Currency,
    /// An hour of its people; `None` if nobody set one and the currency has no default. Contribution is then
    /// before the cost of their time.
    pub hour: Option<Hour>,
}

/// An hour of the company's people: its cost and its price, in micros of the company's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// The cost to the company.
    pub cost: Micros,
    /// The price at which it is billed.
    pub price: Micros,
}

/// Currencies in which 60 is a sensible cost of an hour to begin with.
const WITH_DEFAULT: [&str; 7] = ["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD"];

impl Hour {
    /// The cost and the price of an hour until the company sets its own: 60 and 120 where these are sensible
    /// in `currency`, otherwise none.
    #[must_use]
    pub fn default_in(currency: Currency) -> Option<Self> {
        WITH_DEFAULT.contains(&currency.code()).then_some(Self {
            cost: 60 * UNIT,
            price: 120 * UNIT,
        })
    }
}

impl Company {
    /// A company that has set nothing but its currency.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            hour: Hour::default_in(currency),
        }
    }
}

impl Default for Company {
    /// A company whose currency is the euro.
    fn default() -> Self {
        Self::new(Currency::EUR)
    }
}
