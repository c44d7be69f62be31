//! Customers and facts that a test collects and then sends, with short constructors.

use customer_quality::pb::{
    google_type::Money,
    v1::{
        Customer, CustomerKind, Fact, RecordFactsRequest, RetractFactRequest, Retraction, Trait,
        fact::Body,
    },
};
use domain::time::Day;
use prost_types::Timestamp;

pub(crate) use super::bodies::{
    best_deal, bill, buy, come_back, contract, day, deal, euro, leave, merge, micro_euro, pay,
    rate, rate_because, refer, spend, time, usage, wallet, work,
};
use super::{
    app::App,
    bodies::fact,
    build::{customer, upsert},
};

/// The traits that give points.
pub(crate) const TRAITS: [Trait; 16] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
    Trait::HasDestination,
    Trait::OpensDoors,
    Trait::GladToHearFrom,
    Trait::RespectsUs,
    Trait::ValuesOurWork,
    Trait::PaysFairPrice,
    Trait::RealisticExpectations,
    Trait::MoodFits,
    Trait::PutsUsFirst,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::AbleToPay,
];

/// Customers and facts to send.
#[derive(Clone, Default)]
pub(crate) struct Book {
    pub(crate) customers: Vec<Customer>,
    pub(crate) facts: Vec<Fact>,
}

impl Book {
    /// A business with only an id.
    pub(crate) fn business(&mut self, id: &str) {
        self.customers.push(customer(id));
    }

    /// A private person with only an id.
    pub(crate) fn person(&mut self, id: &str) {
        self.customers.push(Customer {
            kind: CustomerKind::Individual.into(),
            ..customer(id)
        });
    }

    /// Names the last added customer.
    pub(crate) fn called(&mut self, name: &str) {
        if let Some(customer) = self.customers.last_mut() {
            name.clone_into(&mut customer.name);
        }
    }

    /// Sets the day since which the last added customer has been one.
    pub(crate) fn since(&mut self, text: &str) {
        if let Some(customer) = self.customers.last_mut() {
            customer.onboard_date = day(text);
        }
    }

    /// Adds a fact at noon of a day.
    pub(crate) fn tell(&mut self, day: &str, id: &str, body: Body) {
        self.tell_at(time(&format!("{day}T12:00:00Z")), id, body);
    }

    /// Adds a fact of a time. Returns its id.
    pub(crate) fn tell_at(&mut self, time: Timestamp, id: &str, body: Body) -> String {
        let fact_id = format!("f-{:05}", self.facts.len());
        self.facts.push(fact(id, "books", &fact_id, time, body));
        fact_id
    }

    /// Makes everyone rate every trait that gives points.
    pub(crate) fn rate_all(&mut self, day: &str, id: &str, rating: i32, assessors: &[&str]) {
        for assessor in assessors {
            for what in TRAITS {
                self.tell(day, id, rate(what, rating, assessor));
            }
        }
    }

    /// Adds an invoice of a day, paid within two weeks.
    pub(crate) fn paid_bill(&mut self, day: &str, id: &str, units: i64) {
        let issued: Day = day.parse().unwrap();
        let due = domain::time::add_days(issued, 14);
        let number = format!("R-{}", self.facts.len());
        self.tell(day, id, bill(&number, units, day, &due.to_string()));
        let paid = domain::time::add_days(issued, 10);
        if units > 0 {
            self.tell(&paid.to_string(), id, pay(&number, units));
        }
    }

    /// Adds an invoice of a day, due in two weeks and paid a number of days after that.
    pub(crate) fn late_bill(&mut self, day: &str, id: &str, units: i64, days_late: i64) {
        let due = domain::time::add_days(day.parse().unwrap(), 14);
        let number = format!("R-{}", self.facts.len());
        self.tell(day, id, bill(&number, units, day, &due.to_string()));
        let paid = domain::time::add_days(due, days_late);
        self.tell(&paid.to_string(), id, pay(&number, units));
    }

    /// Adds six invoices of this year, each paid a number of days after its due day.
    pub(crate) fn half_year(&mut self, id: &str, units: i64, days_late: [i64; 6]) {
        for (month, late) in (1..).zip(days_late) {
            self.late_bill(&format!("2026-0{month}-04"), id, units, late);
        }
    }

    /// Five businesses, one invoice each, in March 2026: their values are 1,000 to 5,000.
    pub(crate) fn neighbours(&mut self) {
        for number in 1..=5 {
            let id = format!("N-{number}");
            self.business(&id);
            self.paid_bill("2026-03-02", &id, 1_000 * number);
        }
    }

    /// A copy with only the facts that had occurred by `time`.
    pub(crate) fn until(&self, time: Timestamp) -> Self {
        let by = |fact: &&Fact| {
            fact.occur_time
                .is_some_and(|at| (at.seconds, at.nanos) <= (time.seconds, time.nanos))
        };
        Self {
            customers: self.customers.clone(),
            facts: self.facts.iter().filter(by).cloned().collect(),
        }
    }

    /// The ids of all customers.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.customers
            .iter()
            .map(|customer| customer.customer_id.clone())
            .collect()
    }
}

impl App {
    /// Sends everything. Returns the time when the last fact was recorded.
    pub(crate) async fn tell(&mut self, book: &Book) -> Timestamp {
        for customers in book.customers.chunks(500) {
            let request = upsert(customers.to_vec());
            self.records.upsert_customers(request).await.unwrap();
        }
        let mut recorded = Timestamp::default();
        for facts in book.facts.chunks(500) {
            let request = RecordFactsRequest {
                facts: facts.to_vec(),
                ..RecordFactsRequest::default()
            };
            let answer = self.records.record_facts(request).await.unwrap();
            recorded = answer.into_inner().record_time.unwrap();
        }
        recorded
    }

    /// Sends one more fact at noon of a day, under an id of its own.
    pub(crate) async fn add(&mut self, fact_id: &str, day: &str, id: &str, body: Body) {
        let mut book = Book::default();
        book.tell(day, id, body);
        fact_id.clone_into(&mut book.facts[0].fact_id);
        self.tell(&book).await;
    }

    /// Retracts a fact.
    pub(crate) async fn retract(&mut self, customer_id: &str, fact_id: &str) {
        let retraction = Retraction {
            customer_id: customer_id.to_owned(),
            source: "books".to_owned(),
            fact_id: fact_id.to_owned(),
            reason: "told wrongly".to_owned(),
            author: "anna".to_owned(),
        };
        let request = RetractFactRequest {
            retraction: Some(retraction),
        };
        self.records.retract_fact(request).await.unwrap();
    }
}

/// The amount in millionths from an answer.
#[track_caller]
pub(crate) fn micros(money: Option<&Money>) -> i64 {
    let money = money.expect("the amount is set");
    assert_eq!(money.currency_code, "EUR");
    money.units * 1_000_000 + i64::from(money.nanos / 1_000)
}
