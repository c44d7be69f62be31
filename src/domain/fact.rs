//! Facts: what may be recorded about a customer. A fact never changes; it can only be retracted.

mod body;
mod content;

pub use body::*;

use crate::time::Time;
use serde::{Deserialize, Serialize};

/// The permanent identity of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactKey {
    /// The customer it concerns.
    pub customer_id: String,
    /// The system that records it.
    pub source: String,
    /// The id that this system gave the fact.
    pub fact_id: String,
}

/// One thing that happened and concerns a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The identity of the fact.
    pub key: FactKey,
    /// When it happened.
    pub occur_time: Time,
    /// When the source learnt of it, if given.
    pub source_record_time: Option<Time>,
    /// The person who reported it; may be empty.
    pub author: String,
    /// The batch that it came with; may be empty. It is not part of the content.
    pub label: String,
    /// The kind of the fact, with its fields.
    pub body: Body,
}

/// The part of a fact that a history needs. It leaves out the fields that only describe the record, so that
/// no code can mistake it for a fact and compare its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The identity of the fact. It orders events that happened at the same time.
    pub key: FactKey,
    /// When it happened.
    pub occur_time: Time,
    /// The kind of the fact, with its fields.
    pub body: Body,
}

impl From<Fact> for Event {
    fn from(fact: Fact) -> Self {
        let Fact {
            key,
            occur_time,
            source_record_time: _,
            author: _,
            label: _,
            body,
        } = fact;
        Self {
            key,
            occur_time,
            body,
        }
    }
}

/// The retraction of a fact: why it was taken back, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// The retracted fact.
    pub key: FactKey,
    /// The reason.
    pub reason: String,
    /// The person who retracted it.
    pub author: String,
}

/// The kind of a fact, with the fields of that kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// An invoice that was sent.
    Invoice(Invoice),
    /// A contract that was agreed.
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
    /// How a talk about the price went.
    Negotiation(Negotiation),
    /// A snapshot of use.
    Usage(Usage),
    /// A person's rating of one trait.
    Assessment(Assessment),
    /// An estimate of our share of their wallet.
    WalletEstimate(WalletEstimate),
    /// The customer's words.
    Voice(Voice),
    /// Something we did for or with the customer.
    Action(Action),
    /// The customer recommended us to somebody.
    Referral(Referral),
    /// The customer left.
    Departure(Departure),
    /// The customer came back.
    // Keeps its first stored name, because recorded facts are read for ever.
    #[serde(rename = "return")]
    Comeback(Comeback),
    /// A payment that came back.
    PaymentReturn(PaymentReturn),
    /// An invoice that is void.
    InvoiceVoid(InvoiceVoid),
    /// The customer is the same as another one.
    Merge(Merge),
}

/// The kinds of fact. The contract and the store use the same numbers; never reuse one.
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
    PaymentReturn = 17,
    InvoiceVoid = 18,
    Merge = 19,
}

impl FactKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 19] = [
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
        Self::PaymentReturn,
        Self::InvoiceVoid,
        Self::Merge,
    ];

    /// The name in the contract, in small letters.
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
            Self::PaymentReturn => "payment_return",
            Self::InvoiceVoid => "invoice_void",
            Self::Merge => "merge",
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn numbered(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as i16 == number)
    }
}

impl Body {
    /// The kind of the fact.
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
            Self::PaymentReturn(_) => FactKind::PaymentReturn,
            Self::InvoiceVoid(_) => FactKind::InvoiceVoid,
            Self::Merge(_) => FactKind::Merge,
        }
    }

    /// The first day on which the fact counts as revenue; `None` for kinds without revenue.
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
