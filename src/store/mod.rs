//! The store's shape as `rpc` uses it, standing in until the store itself is here. It keeps nothing and
//! refuses every call.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    customer::Customer,
    fact::{Fact, FactKey, FactKind, Retraction},
    history::History,
    time::{Month, Time},
};

use crate::error::Error;

/// No referral tree is deeper.
pub const REFERRAL_DEPTH_MAX: usize = 1_000;

/// Where customers and facts are kept.
#[derive(Debug, Clone)]
pub struct Store {}

/// What is known when a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Everything.
    Now,
    /// What was known then.
    At(Time),
}

/// Facts and retractions to record in one transaction.
#[derive(Debug)]
pub struct RecordBatch {
    /// The facts.
    pub facts: Vec<Fact>,
    /// The retractions, made before the facts.
    pub retractions: Vec<Retraction>,
    /// Whether unknown customers are created.
    pub create_missing_customers: bool,
    /// Whether the rest is recorded where an item fails.
    pub allow_partial_success: bool,
    /// Whether nothing is written.
    pub validate_only: bool,
}

/// What became of a batch.
#[derive(Debug)]
pub struct Recorded {
    /// New facts.
    pub recorded_count: i32,
    /// Facts told before.
    pub duplicate_count: i32,
    /// New retractions.
    pub retracted_count: i32,
    /// Retractions made before.
    pub duplicate_retraction_count: i32,
    /// Customers created.
    pub created_customer_count: i32,
    /// What failed, by its place; retractions count after the facts.
    pub failures: Vec<(usize, Error)>,
    /// The time of the record.
    pub record_time: Time,
    /// For each retraction: when it had been made before.
    pub first_retraction_times: Vec<Option<Time>>,
}

/// One field that an upsert may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are documented at the customer")]
pub enum CustomerField {
    Name,
    Kind,
    OnboardDate,
    AcquisitionSource,
    BuysAs,
    Attributes,
}

impl CustomerField {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Kind,
        Self::OnboardDate,
        Self::AcquisitionSource,
        Self::BuysAs,
        Self::Attributes,
    ];
}

/// The fields that an upsert replaces.
pub type CustomerFields = BTreeSet<CustomerField>;

/// A customer's own fields as told.
#[derive(Debug, Clone)]
pub struct CustomerUpsert {
    /// The fields.
    pub customer: Customer,
    /// Which to replace.
    pub fields: CustomerFields,
    /// Whether the kind was told, as a new customer needs.
    pub kind_given: bool,
}

/// A customer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCustomer {
    /// Its own fields.
    pub customer: Customer,
    /// Its revision.
    pub revision: i64,
    /// When it was first told.
    pub create_time: Time,
    /// When its own fields last changed.
    pub update_time: Time,
}

/// What became of the customers.
#[derive(Debug)]
pub struct Upserted {
    /// The customers in the order of the request.
    pub customers: Vec<StoredCustomer>,
    /// How many were new.
    pub created_count: i32,
    /// How many changed.
    pub updated_count: i32,
    /// How many were the same.
    pub unchanged_count: i32,
}

/// A fact as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFact {
    /// The fact.
    pub fact: Fact,
    /// When it was recorded.
    pub record_time: Time,
    /// Its retraction and when that was recorded.
    pub retraction: Option<(Retraction, Time)>,
}

/// Which facts to list.
#[derive(Debug, Clone)]
pub struct FactQuery {
    /// Only this customer's.
    pub customer_id: Option<String>,
    /// Only this source's.
    pub source: Option<String>,
    /// Only this label's.
    pub label: Option<String>,
    /// Only these kinds; none means all.
    pub kinds: Vec<FactKind>,
    /// Retracted ones as well.
    pub include_retracted: bool,
    /// Where the page before ended.
    pub after: Option<(Time, FactKey)>,
    /// At most so many.
    pub limit: u32,
}

/// For which months single facts are needed.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The months.
    pub months: Vec<Month>,
    /// Whether the six-month verdict is asked for.
    pub six_month_verdict: bool,
}

/// A history and the state it belongs to.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The history.
    pub history: History,
    /// The customer's revision.
    pub revision: i64,
}

#[expect(
    clippy::unused_async,
    clippy::missing_errors_doc,
    missing_docs,
    reason = "stands in for the store"
)]
impl Store {
    pub async fn record(&self, _: RecordBatch, _: Duration) -> Result<Recorded, Error> {
        Err(absent())
    }

    pub async fn upsert_customers(
        &self,
        _: Vec<CustomerUpsert>,
        _validate_only: bool,
        _: Duration,
    ) -> Result<Upserted, Error> {
        Err(absent())
    }

    pub async fn customer(&self, _: &str) -> Result<Option<StoredCustomer>, Error> {
        Err(absent())
    }

    pub async fn customers(
        &self,
        _prefix: &str,
        _after: Option<&str>,
        _limit: u32,
    ) -> Result<Vec<StoredCustomer>, Error> {
        Err(absent())
    }

    pub async fn facts(&self, _: FactQuery) -> Result<Vec<StoredFact>, Error> {
        Err(absent())
    }

    pub async fn histories(
        &self,
        _: &[String],
        _: &Cut,
        _: Knowledge,
    ) -> Result<BTreeMap<String, Loaded>, Error> {
        Err(absent())
    }
}

fn absent() -> Error {
    Error::StoreUnavailable("this build has no store yet".to_owned())
}
