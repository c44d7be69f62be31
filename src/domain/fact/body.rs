//! The bodies of facts. Units and rules are those of `fact.proto`; what is here has passed them.

use crate::money::Amount;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An invoice: revenue in its issue month or over its service period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its number; one live invoice per customer and number.
    pub invoice_id: String,
    /// Zero or more.
    pub amount: Amount,
    /// When it was issued.
    pub issue_date: Day,
    /// The last day on which payment is in time.
    pub due_date: Day,
    /// The days of service it pays for, if given.
    pub service: Option<Service>,
}

/// The days of service an invoice pays for, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// A contract: how they are billed and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Its number.
    pub contract_id: String,
    /// The first day.
    pub start_date: Day,
    /// The last day; `None` for an open end.
    pub end_date: Option<Day>,
    /// Months between two bills, 1 to 120.
    pub billing_period_months: i32,
    /// The amount of one period.
    pub amount: Amount,
}

/// Money received for an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The invoice it pays.
    pub invoice_id: String,
    /// Above zero, in the invoice's currency.
    pub amount: Amount,
}

/// Money credited: for an invoice, or a refund of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditNote {
    /// The invoice it credits; `None` for a refund.
    pub invoice_id: Option<String>,
    /// Above zero.
    pub amount: Amount,
}

/// A sale paid on the spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Zero or more.
    pub amount: Amount,
}

/// Money spent on the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Zero or more.
    pub amount: Amount,
    /// What for.
    pub kind: CostKind,
}

/// What money was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CostKind {
    /// Their orders.
    Direct,
    /// Winning them.
    Acquisition,
    /// A gift.
    Gift,
}

/// Time spent on the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// How long.
    pub seconds: i64,
    /// What for.
    pub kind: EffortKind,
    /// Whether it was billed.
    pub billing: EffortBilling,
}

/// What time went into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffortKind {
    /// Their invoices, queries and chasing.
    Accounting,
    /// Answering and helping.
    Support,
    /// The work they buy.
    Delivery,
    /// Doing it again.
    Rework,
}

/// Whether time was billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffortBilling {
    /// By the hour.
    Billed,
    /// In a fixed price.
    Included,
    /// Given away.
    Unbilled,
}

/// How talking about the price went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Negotiation {
    /// On what occasion.
    pub moment: NegotiationMoment,
    /// Discount asked, basis points.
    pub discount_asked_bps: Option<i32>,
    /// Discount granted, basis points.
    pub discount_granted_bps: Option<i32>,
    /// Rounds until agreed.
    pub rounds: Option<i32>,
    /// Do they see the value, 1 to 5.
    pub value_recognition: Option<i32>,
}

/// On what occasion a price was talked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NegotiationMoment {
    /// Before the first deal.
    FirstDeal,
    /// At a renewal.
    Renewal,
    /// They questioned an invoice.
    InvoiceQuestioned,
}

/// A snapshot of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Named measures, zero or more each.
    pub measures: BTreeMap<String, i64>,
}

/// A person's rating of one trait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// What is rated.
    // Stored under its first name: facts recorded once are read for ever.
    #[serde(rename = "trait")]
    pub assessed_trait: Trait,
    /// 1 to 5.
    pub rating: i32,
    /// The person who rates.
    pub assessor: String,
    /// Which role of theirs it is about.
    pub about: AssessedRole,
    /// Which person it is about; may be empty.
    pub person_key: String,
    /// Why; may be empty.
    pub note: String,
}

/// A role on the customer's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum AssessedRole {
    Owner,
    EconomicBuyer,
    Champion,
    Other,
}

/// What a person can rate; the anchors are in `fact.proto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum Trait {
    LooksAhead,
    Delegates,
    SetsPriorities,
    HoldsResponsible,
    HasDestination,
    KnowsTheWay,
    PaysOnTime,
    PutsUsFirst,
    PaysFairPrice,
    ChallengesUs,
    PlaysToOurStrengths,
    OpensDoors,
    ValuesOurWork,
    RespectsUs,
    RealisticExpectations,
    AbleToPay,
    MoodFits,
    GladToHearFrom,
    OwnSort,
}

impl Trait {
    /// How many there are.
    pub const COUNT: usize = Self::OwnSort as usize + 1;

    /// Whether it is about the person in the owner's chair.
    #[must_use]
    pub fn is_owners(self) -> bool {
        matches!(
            self,
            Self::LooksAhead | Self::Delegates | Self::SetsPriorities | Self::HoldsResponsible
        )
    }
}

/// Our share of what they spend in our field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletEstimate {
    /// Our share, basis points.
    pub our_share_bps: Option<i32>,
    /// Other vendors in our field.
    pub other_vendor_count: Option<i32>,
}

/// What the customer said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// What kind of words.
    pub kind: VoiceKind,
    /// The words.
    pub words: String,
}

/// What kind of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum VoiceKind {
    Wish,
    Need,
    Praise,
    Complaint,
}

/// What we did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What.
    pub kind: ActionKind,
    /// The person who did it.
    pub by: String,
    /// A note; may be empty.
    pub note: String,
    /// What came of it; may be empty.
    pub outcome: String,
}

/// Something we did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum ActionKind {
    Thanked,
    AskedWhatTheyWant,
    InvitedToTrial,
    AskedForReferral,
    SetExpectations,
    AgreedDestination,
    Weaned,
    LetGoConfirmed,
    Called,
}

/// The fact's customer recommended us to another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The customer who came.
    pub referred_customer_id: String,
    /// The chance that they would have come anyway, basis points.
    pub would_have_come_anyway_bps: Option<i32>,
}

/// They left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The side that ended it.
    pub ended_by: EndedBy,
    /// Why; may be empty.
    pub reason: String,
}

/// The side that ended a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum EndedBy {
    Them,
    Us,
    Circumstance,
}

/// They came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comeback {
    /// Why; may be empty.
    pub reason: String,
}
