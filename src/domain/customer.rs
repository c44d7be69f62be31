//! A customer's own fields. Everything else about them is derived from facts.

use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Attributes by key: lists of values.
pub type Attributes = BTreeMap<String, Vec<String>>;

/// What callers tell about a customer itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The caller's id.
    pub customer_id: String,
    /// The name to show; may be empty.
    pub name: String,
    /// Business or private person, if known.
    pub kind: CustomerKind,
    /// The day the relationship began, if told.
    pub onboard_date: Option<Day>,
    /// How they found us; may be empty.
    pub acquisition_source: String,
    /// Whether they use what they buy.
    pub buys_as: BuysAs,
    /// Free attributes.
    pub attributes: Attributes,
    /// Whether they were recorded as no customer yet.
    #[serde(default)]
    pub prospect: bool,
}

/// Business or private person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CustomerKind {
    /// Nobody said: what is asked of one of the two is not asked.
    NotTold,
    /// A company, a practice, a shop, a public body.
    Business,
    /// A private person.
    Individual,
}

/// What a customer does with what they buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BuysAs {
    /// They use it themselves.
    EndUser,
    /// They sell it on.
    Middleman,
}

/// Where a customer stands with us; derived from the facts (see [`crate::standing`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// No customer yet.
    Prospect,
    /// In their first six months.
    New,
    /// A customer.
    Active,
    /// A customer who has been silent for long.
    Quiet,
    /// The last departure or comeback was a departure.
    Past,
}

/// How a customer pays us; derived from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// Nothing sold yet.
    None,
    /// At least one invoice or contract.
    Invoiced,
    /// Purchases only.
    Purchasing,
}

/// The group of customers that one is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Peers {
    /// Invoiced customers, and those who bought nothing yet.
    Invoiced,
    /// Customers with purchases only.
    Purchasing,
}

impl Mode {
    /// Whom a customer of this mode is compared with.
    #[must_use]
    pub fn peers(self) -> Peers {
        match self {
            Self::None | Self::Invoiced => Peers::Invoiced,
            Self::Purchasing => Peers::Purchasing,
        }
    }
}
