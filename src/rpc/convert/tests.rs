//! Tests every rule of the contract with a message that breaks it.

mod attributes;
mod bills;
mod customers;
mod facts;
mod filters;
mod hostile;
mod money;
mod people;
mod retractions;
mod round_trip;
mod texts;
mod times;

use std::time::Duration;

use domain::{fact::Fact, money::Currency, time::Time};
use prost_types::Timestamp;

use super::{Check, Read, Terms, fact};
use crate::{
    error::Error,
    pb::{
        google_type::{Date, Money},
        v1::{self as pb, fact::Body},
    },
};

/// The time on the server's clock in these tests: 2026-07-01T12:00:00Z.
const NOW: i64 = 1_782_907_200;

fn terms() -> Terms {
    Terms {
        now: Time::from_timestamp(NOW, 0).unwrap(),
        occur_ahead: Duration::from_hours(24),
        reporting_currency: Currency::parse("EUR").unwrap(),
    }
}

fn read<W, T>(wire: W, from_wire: impl FnOnce(&mut Check, W) -> Read<T>) -> Result<T, Error> {
    let mut check = Check::new(terms(), "");
    let value = from_wire(&mut check, wire);
    check.finish(value)
}

fn read_fact(wire: pb::Fact) -> Result<Fact, Error> {
    read(wire, fact::from_wire)
}

/// The fields with the rules that they break; empty for a message that passes.
fn broken<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<(String, &'static str)> {
    match result {
        Ok(_) => Vec::new(),
        Err(Error::Invalid(violations)) => violations
            .iter()
            .map(|violation| (violation.field.clone(), violation.rule))
            .collect(),
        Err(error) => panic!("{error:?}"),
    }
}

/// Checks that a fact with this body breaks exactly these rules.
fn check_body(body: Body, expected: &[(&str, &str)]) {
    let described = format!("{body:?}");
    let expected: Vec<_> = expected
        .iter()
        .map(|(f, r)| ((*f).to_owned(), *r))
        .collect();
    let found = broken(read_fact(fact(body)));
    assert!(
        found
            .iter()
            .map(|(f, r)| (f.clone(), *r))
            .eq(expected.iter().cloned()),
        "{described}\nfound {found:?}\nexpected {expected:?}"
    );
}

fn fact(body: Body) -> pb::Fact {
    pb::Fact {
        customer_id: "C-1042".to_owned(),
        source: "billing".to_owned(),
        fact_id: "f-1".to_owned(),
        occur_time: Some(seconds(NOW)),
        record_time: None,
        source_record_time: None,
        author: String::new(),
        label: String::new(),
        body: Some(body),
    }
}

fn seconds(seconds: i64) -> Timestamp {
    Timestamp { seconds, nanos: 0 }
}

fn eur(units: i64) -> Option<Money> {
    money("EUR", units, 0)
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages are")]
fn money(currency_code: &str, units: i64, nanos: i32) -> Option<Money> {
    Some(Money {
        currency_code: currency_code.to_owned(),
        units,
        nanos,
    })
}

#[expect(clippy::unnecessary_wraps, reason = "as fields of messages are")]
fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

fn invoice() -> pb::Invoice {
    pb::Invoice {
        invoice_id: "2026-0117".to_owned(),
        amount: eur(1_200),
        issue_date: date(2026, 3, 31),
        due_date: date(2026, 4, 14),
        service_start_date: None,
        service_end_date: None,
        exchange_rate: String::new(),
    }
}

fn purchase(amount: Option<Money>, exchange_rate: &str) -> pb::Purchase {
    pb::Purchase {
        amount,
        exchange_rate: exchange_rate.to_owned(),
    }
}
