//! Ordinary messages for tests. A test changes only the part that it is about.
#![expect(clippy::unnecessary_wraps, reason = "fields of messages are optional")]

use customer_quality::pb::{
    google_type::{Date, Money},
    v1::{
        Customer, CustomerKind, Fact, RecordFactsRequest, Retraction, UpsertCustomersRequest,
        fact::Body,
    },
};
use prost_types::Timestamp;

use super::{
    app::NOW,
    bodies::{self, bill},
};

/// A business with only an id.
pub(crate) fn customer(customer_id: &str) -> Customer {
    Customer {
        customer_id: customer_id.to_owned(),
        kind: CustomerKind::Business.into(),
        ..Customer::default()
    }
}

/// A call that upserts these customers.
pub(crate) fn upsert(customers: Vec<Customer>) -> UpsertCustomersRequest {
    UpsertCustomersRequest {
        customers,
        ..UpsertCustomersRequest::default()
    }
}

/// A fact of customer C-1 from the source "billing", a day ago.
pub(crate) fn fact(fact_id: &str, body: Body) -> Fact {
    let yesterday = Timestamp {
        seconds: NOW - 86_400,
        nanos: 0,
    };
    bodies::fact("C-1", "billing", fact_id, yesterday, body)
}

/// A call that records these facts.
pub(crate) fn record(facts: Vec<Fact>) -> RecordFactsRequest {
    RecordFactsRequest {
        facts,
        ..RecordFactsRequest::default()
    }
}

/// A call that retracts a fact of customer C-1 from the source "billing".
pub(crate) fn retraction(fact_id: &str) -> Retraction {
    Retraction {
        customer_id: "C-1".to_owned(),
        source: "billing".to_owned(),
        fact_id: fact_id.to_owned(),
        reason: "typed twice".to_owned(),
        author: "anna".to_owned(),
    }
}

/// An invoice over 1,200 euros.
pub(crate) fn invoice(invoice_id: &str) -> Body {
    bill(invoice_id, 1_200, "2026-05-31", "2026-06-14")
}

pub(crate) fn money(currency_code: &str, units: i64) -> Option<Money> {
    Some(Money {
        currency_code: currency_code.to_owned(),
        units,
        nanos: 0,
    })
}

pub(crate) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn at(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp { seconds, nanos: 0 })
}
