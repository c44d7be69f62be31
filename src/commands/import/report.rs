//! What an import read and the service took: the span of days, the sums, the customers, and how the invoices
//! in the files were paid. It takes about 60 bytes for each invoice and 16 for each fact and
//! each customer.

mod ledgers;
mod people;
mod summary;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use serde::Serialize;

use self::{ledgers::Ledgers, people::People};
use crate::{
    amount,
    date::Dates,
    day,
    import::{bundle::Part, hash::hash, tally::Tally},
};
use client::pb::{
    google_type::Money,
    v1::{Fact, fact::Body},
};

pub use summary::Summary;

/// 1 January 2000, counted in days from 1970. Few books are older, so an older day is likely a slip.
const FIRST_LIKELY_DAY: i64 = 10_957;

/// The result of an import.
#[derive(Debug)]
pub struct Imported {
    /// The counts.
    pub tally: Tally,
    /// What was read.
    pub report: Report,
    /// The files of refused rows.
    pub refused: Vec<PathBuf>,
    /// Whether the files listed customers by their names, without ids.
    pub is_by_name: bool,
}

/// What an import read.
#[derive(Debug, Default)]
pub struct Report {
    /// Hashes of the keys of the facts, because two files may have the same one.
    facts: HashSet<u64>,
    pub(super) people: People,
    sums: Vec<Sum>,
    days: Option<(i64, i64)>,
    before_2000: Option<Found>,
    ahead: Option<Found>,
    equal: BTreeMap<String, Found>,
    ledgers: Ledgers,
}

/// Facts of one kind, in one currency.
#[derive(Clone, Debug, PartialEq)]
struct Sum {
    kind: String,
    currency: String,
    count: u64,
    micros: i128,
    seconds: i128,
}

/// How often something occurs, and where it occurs first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// How often.
    pub count: u64,
    /// The file where it occurs first.
    pub first_file: String,
    /// The line where it occurs first.
    pub first_line: u64,
}

impl Report {
    /// Takes a fact of a file that the service took.
    pub(super) fn take(&mut self, part: &Part<Fact>, file: &str, today: i64) {
        let fact = &part.thing;
        self.people.take_fact(&fact.customer_id);
        if !self
            .facts
            .insert(hash(&(&fact.customer_id, &fact.source, &fact.fact_id)))
        {
            return;
        }
        let occurred = fact
            .occur_time
            .map(|time| time.seconds.div_euclid(day::SECONDS_A_DAY));
        let issued = issued(fact).filter(|day| Some(*day) != occurred);
        for day in occurred.into_iter().chain(issued) {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
            if day < FIRST_LIKELY_DAY {
                Found::note(&mut self.before_2000, file, part.origin.line);
            }
            if day > today {
                Found::note(&mut self.ahead, file, part.origin.line);
            }
        }
        self.sum(&part.origin.item, fact);
        self.ledgers.take(fact);
    }

    /// Takes a fact that equals a fact of another label.
    pub(super) fn take_equal(&mut self, label: String, file: &str, line: u64) {
        let found = self.equal.entry(label);
        let found = found.or_insert_with(|| Found {
            count: 0,
            first_file: file.to_owned(),
            first_line: line,
        });
        found.count += 1;
    }

    fn sum(&mut self, kind: &str, fact: &Fact) {
        let money = money(fact);
        let currency = money.map_or("", |money| money.currency_code.as_str());
        let same = |sum: &Sum| sum.kind == kind && sum.currency == currency;
        let place = self.sums.iter().position(same).unwrap_or_else(|| {
            self.sums.push(Sum {
                kind: kind.to_owned(),
                currency: currency.to_owned(),
                count: 0,
                micros: 0,
                seconds: 0,
            });
            self.sums.len() - 1
        });
        if let Some(sum) = self.sums.get_mut(place) {
            sum.count += 1;
            sum.micros += money.map_or(0, amount::micros);
            if let Some(Body::Effort(effort)) = &fact.body {
                sum.seconds += i128::from(effort.duration.map_or(0, |it| it.seconds));
            }
        }
    }
}

impl Found {
    fn note(found: &mut Option<Self>, file: &str, line: u64) {
        let found = found.get_or_insert_with(|| Self {
            count: 0,
            first_file: file.to_owned(),
            first_line: line,
        });
        found.count += 1;
    }
}

/// Today by this machine's clock, counted in days from 1970.
pub(super) fn today() -> i64 {
    let today = Dates::default().date(&day::today()).ok();
    ledgers::day(today.as_ref()).unwrap_or(i64::MAX)
}

/// The day on which an invoice is issued.
fn issued(fact: &Fact) -> Option<i64> {
    match &fact.body {
        Some(Body::Invoice(invoice)) => ledgers::day(invoice.issue_date.as_ref()),
        _ => None,
    }
}

/// The amount of a fact, if its kind has one.
fn money(fact: &Fact) -> Option<&Money> {
    match fact.body.as_ref()? {
        Body::Invoice(it) => it.amount.as_ref(),
        Body::Contract(it) => it.amount.as_ref(),
        Body::Payment(it) => it.amount.as_ref(),
        Body::PaymentReturn(it) => it.amount.as_ref(),
        Body::CreditNote(it) => it.amount.as_ref(),
        Body::Purchase(it) => it.amount.as_ref(),
        Body::Cost(it) => it.amount.as_ref(),
        _ => None,
    }
}
