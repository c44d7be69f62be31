//! A customer's own fields. Everything else about a customer is derived from facts.

use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Attributes by key; each has a list of values.
pub type Attributes = BTreeMap<String, Vec<String>>;

/// The fields of a customer that callers send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The caller's id of the customer.
    pub customer_id: String,
    /// The name to show; may be empty.
    pub name: String,
    /// Business or private person, if known.
    pub kind: CustomerKind,
    /// The day the relationship began, if given.
    pub onboard_date: Option<Day>,
    /// How they found us; may be empty.
    pub acquisition_source: String,
    /// Whether they use what they buy or sell it on.
    pub buys_as: BuysAs,
    /// Attributes that callers choose freely.
    pub attributes: Attributes,
    /// Whether a caller recorded them as a prospect.
    #[serde(default)]
    pub prospect: bool,
}

/// Whether a customer is a business or a private person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CustomerKind {
    /// Not given. Questions for only one of the two kinds are not asked.
    // Models and stored rows name it so.
    #[serde(rename = "NOT_TOLD")]
    NotGiven,
    /// A company, a practice, a shop, a public body.
    Business,
    /// A private person.
    Individual,
}

/// The use that a customer makes of what they buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BuysAs {
    /// They use it themselves.
    EndUser,
    /// They sell it on.
    Middleman,
}

/// Where a customer stands with us. It is derived from the facts (see [`crate::standing`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// They are not a customer yet.
    Prospect,
    /// They are in their first six months.
    New,
    /// They are a customer, and none of the other standings holds.
    Active,
    /// They are a customer who has been silent for long.
    Quiet,
    /// They left, and have not come back since.
    Past,
}

/// How a customer pays us. It is derived from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// Nothing has been sold to them yet.
    None,
    /// They have at least one invoice or contract.
    Invoiced,
    /// They have purchases only.
    Purchasing,
}

/// The group of customers that a customer is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Peers {
    /// Invoiced customers, and customers who have bought nothing yet.
    Invoiced,
    /// Customers with purchases only.
    Purchasing,
}

impl Mode {
    /// The group that a customer of this mode is compared with.
    #[must_use]
    pub fn peers(self) -> Peers {
        match self {
            Self::None | Self::Invoiced => Peers::Invoiced,
            Self::Purchasing => Peers::Purchasing,
        }
    }
}
