//! Facts: what may be told about a customer. Never changed, only retracted.

mod body;
mod content;

pub use body::*;

use crate::time::Time;
use serde::{Deserialize, Serialize};

/// What identifies a fact for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactKey {
    /// The customer it concerns.
    pub customer_id: String,
    /// Who tells it.
    pub source: String,
    /// The teller's id of it.
    pub fact_id: String,
}

/// One thing that happened and concerns a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its identity.
    pub key: FactKey,
    /// When it happened.
    pub occur_time: Time,
    /// When the teller learnt of it, if told.
    pub source_record_time: Option<Time>,
    /// Who told it; may be empty.
    pub author: String,
    /// The batch it came with; may be empty. Not part of the content.
    pub label: String,
    /// What happened.
    pub body: Body,
}

/// Why and by whom a fact was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// Which fact.
    pub key: FactKey,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// An invoice sent.
    Invoice(Invoice),
    /// A contract agreed.
    Contract(Contract),
    /// Money received for an invoice.
    Payment(Payment),
    /// Money credited or refunded.
    CreditNote(CreditNote),
    /// A sale paid on the spot.
    Purchase(Purchase),
    /// Money spent on the customer.
    Cost(Cost),
    /// Time spent on the customer.
    Effort(Effort),
    /// How talking about the price went.
    Negotiation(Negotiation),
    /// A snapshot of use.
    Usage(Usage),
    /// A person's rating of one trait.
    Assessment(Assessment),
    /// Our share of their wallet.
    WalletEstimate(WalletEstimate),
    /// The customer's words.
    Voice(Voice),
    /// What we did.
    Action(Action),
    /// They recommended us.
    Referral(Referral),
    /// They left.
    Departure(Departure),
    /// They came back.
    // Stored under its first name: facts recorded once are read for ever.
    #[serde(rename = "return")]
    Comeback(Comeback),
}

/// The kinds of fact. The numbers are those of the contract and of the store; never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i16)]
#[expect(missing_docs, reason = "each is documented at its body")]
pub enum FactKind {
    Invoice = 1,
    Contract = 2,
    Payment = 3,
    CreditNote = 4,
    Purchase = 5,
    Cost = 6,
    Effort = 7,
    Negotiation = 8,
    Usage = 9,
    Assessment = 10,
    WalletEstimate = 11,
    Voice = 12,
    Action = 13,
    Referral = 14,
    Departure = 15,
    Comeback = 16,
}

impl FactKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::Invoice,
        Self::Contract,
        Self::Payment,
        Self::CreditNote,
        Self::Purchase,
        Self::Cost,
        Self::Effort,
        Self::Negotiation,
        Self::Usage,
        Self::Assessment,
        Self::WalletEstimate,
        Self::Voice,
        Self::Action,
        Self::Referral,
        Self::Departure,
        Self::Comeback,
    ];

    /// Its name in the contract, in small letters.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Contract => "contract",
            Self::Payment => "payment",
            Self::CreditNote => "credit_note",
            Self::Purchase => "purchase",
            Self::Cost => "cost",
            Self::Effort => "effort",
            Self::Negotiation => "negotiation",
            Self::Usage => "usage",
            Self::Assessment => "assessment",
            Self::WalletEstimate => "wallet_estimate",
            Self::Voice => "voice",
            Self::Action => "action",
            Self::Referral => "referral",
            Self::Departure => "departure",
            Self::Comeback => "comeback",
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn numbered(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as i16 == number)
    }
}

impl Body {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Invoice(_) => FactKind::Invoice,
            Self::Contract(_) => FactKind::Contract,
            Self::Payment(_) => FactKind::Payment,
            Self::CreditNote(_) => FactKind::CreditNote,
            Self::Purchase(_) => FactKind::Purchase,
            Self::Cost(_) => FactKind::Cost,
            Self::Effort(_) => FactKind::Effort,
            Self::Negotiation(_) => FactKind::Negotiation,
            Self::Usage(_) => FactKind::Usage,
            Self::Assessment(_) => FactKind::Assessment,
            Self::WalletEstimate(_) => FactKind::WalletEstimate,
            Self::Voice(_) => FactKind::Voice,
            Self::Action(_) => FactKind::Action,
            Self::Referral(_) => FactKind::Referral,
            Self::Departure(_) => FactKind::Departure,
            Self::Comeback(_) => FactKind::Comeback,
        }
    }

    /// The first day on which it counts as revenue, for kinds that do.
    #[must_use]
    pub fn revenue_day(&self, occur_time: Time) -> Option<crate::time::Day> {
        match self {
            Self::Invoice(invoice) => Some(
                invoice
                    .service
                    .map_or(invoice.issue_date, |service| service.first),
            ),
            Self::Purchase(_) => Some(occur_time.date_naive()),
            _ => None,
        }
    }
}
