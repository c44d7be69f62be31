//! The bodies of facts. Units and rules are those of `fact.proto`; the values here have passed its checks.

use crate::money::Amount;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An invoice. It is revenue in its issue month, or spread over its service period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The number of the invoice. A customer has at most one live invoice with a number.
    pub invoice_id: String,
    /// Zero or more.
    pub amount: Amount,
    /// When it was issued.
    pub issue_date: Day,
    /// The last day on which a payment is on time.
    pub due_date: Day,
    /// The days of service that it pays for, if given.
    pub service: Option<Service>,
}

/// The days of service that an invoice pays for; the first and the last day are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// A contract: how the customer is billed, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The number of the contract.
    pub contract_id: String,
    /// The first day.
    pub start_date: Day,
    /// The last day; `None` if the end is open.
    pub end_date: Option<Day>,
    /// Months between two bills, 1 to 120.
    pub billing_period_months: i32,
    /// The amount for one billing period.
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

/// A payment that came back: a direct debit or a cheque that was not honoured, or a chargeback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReturn {
    /// The invoice that the payment was for.
    pub invoice_id: String,
    /// Above zero, in the invoice's currency.
    pub amount: Amount,
    /// The reason; may be empty.
    pub reason: String,
}

/// An invoice that is void: from then on it is as if it had never been written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceVoid {
    /// The number of the invoice.
    pub invoice_id: String,
    /// The reason; may be empty.
    pub reason: String,
}

/// Money that was credited for an invoice, or refunded for a purchase.
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
    /// The purpose.
    pub kind: CostKind,
}

/// The purpose of a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CostKind {
    /// A cost of their orders.
    Direct,
    /// A cost of winning them.
    Acquisition,
    /// A gift to them.
    Gift,
}

/// Time spent on the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// The time spent, in seconds.
    pub seconds: i64,
    /// The kind of work.
    pub kind: EffortKind,
    /// How the time was billed.
    pub billing: EffortBilling,
}

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffortKind {
    /// Their invoices, queries about these, and chasing payments.
    Accounting,
    /// Answering questions and helping.
    Support,
    /// The work they buy.
    Delivery,
    /// Doing work again.
    Rework,
}

/// How time was billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffortBilling {
    /// It was billed by the hour.
    Billed,
    /// It was included in a fixed price.
    Included,
    /// It was given away.
    Unbilled,
}

/// How a talk about the price went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Negotiation {
    /// The occasion.
    pub moment: NegotiationMoment,
    /// The discount they asked for, in basis points.
    pub discount_asked_bps: Option<i32>,
    /// The discount we granted, in basis points.
    pub discount_granted_bps: Option<i32>,
    /// The rounds until both sides agreed.
    pub rounds: Option<i32>,
    /// How well they see the value, 1 to 5.
    pub value_recognition: Option<i32>,
}

/// The occasion on which a price was talked about.
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
    /// The measures by name, each zero or more.
    pub measures: BTreeMap<String, i64>,
}

/// A person's rating of one trait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The trait that is rated.
    // Keeps its first stored name, because recorded facts are read for ever.
    #[serde(rename = "trait")]
    pub assessed_trait: Trait,
    /// The rating, 1 to 5.
    pub rating: i32,
    /// The person who rates.
    pub assessor: String,
    /// The role on the customer's side that the rating is about.
    pub about: AssessedRole,
    /// The person that the rating is about; may be empty.
    pub person_key: String,
    /// The reason; may be empty.
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

/// The traits that a person can rate. `fact.proto` gives the anchors of each scale.
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
    /// The number of traits.
    pub const COUNT: usize = Self::OwnSort as usize + 1;

    /// Whether the trait is about the person in the owner's chair.
    #[must_use]
    pub fn is_owners(self) -> bool {
        matches!(
            self,
            Self::LooksAhead | Self::Delegates | Self::SetsPriorities | Self::HoldsResponsible
        )
    }
}

/// An estimate of our share of their spending in our field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletEstimate {
    /// Our share, in basis points.
    pub our_share_bps: Option<i32>,
    /// The number of other vendors in our field.
    pub other_vendor_count: Option<i32>,
}

/// The customer's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The kind of statement.
    pub kind: VoiceKind,
    /// The words.
    pub words: String,
}

/// A kind of statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "documented in fact.proto")]
pub enum VoiceKind {
    Wish,
    Need,
    Praise,
    Complaint,
}

/// Something we did for or with the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The kind of action.
    pub kind: ActionKind,
    /// The person who did it.
    pub by: String,
    /// A note; may be empty.
    pub note: String,
    /// The outcome; may be empty.
    pub outcome: String,
}

/// A kind of action.
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

/// The customer of the fact recommended us to another customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The customer who was referred.
    pub referred_customer_id: String,
    /// The chance that they would have come anyway, in basis points.
    pub would_have_come_anyway_bps: Option<i32>,
}

/// The customer left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The side that ended it.
    pub ended_by: EndedBy,
    /// The reason; may be empty.
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

/// The customer came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comeback {
    /// The reason; may be empty.
    pub reason: String,
}

/// The customer of the fact is the same as another customer, whose id is the one to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The id to keep.
    pub into_customer_id: String,
    /// The reason; may be empty.
    pub reason: String,
}
