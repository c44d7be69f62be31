//! Short constructors for facts of the wire, for tests and benches.
#![expect(clippy::unnecessary_wraps, reason = "fields of messages are optional")]

use customer_quality::pb::{
    google_type::{Date, Money},
    v1::{
        Assessment, Comeback, Contract, Cost, CostKind, Departure, Effort, EffortBilling,
        EffortKind, EndedBy, Fact, Invoice, InvoiceVoid, Merge, Negotiation, NegotiationMoment,
        Payment, PaymentReturn, Purchase, Referral, Trait, Usage, WalletEstimate, fact::Body,
    },
};
use domain::time::{Day, Time};
use prost_types::{Duration, Timestamp};

/// A fact of a given time.
pub(crate) fn fact(
    customer_id: &str,
    source: &str,
    fact_id: &str,
    occur_time: Timestamp,
    body: Body,
) -> Fact {
    Fact {
        customer_id: customer_id.to_owned(),
        source: source.to_owned(),
        fact_id: fact_id.to_owned(),
        occur_time: Some(occur_time),
        body: Some(body),
        ..Fact::default()
    }
}

/// A time from its RFC 3339 text.
pub(crate) fn time(text: &str) -> Timestamp {
    let time: Time = text.parse().expect("a time");
    Timestamp {
        seconds: time.timestamp(),
        nanos: time.timestamp_subsec_nanos() as i32,
    }
}

/// A day from its ISO text.
pub(crate) fn day(text: &str) -> Option<Date> {
    use chrono::Datelike;
    let day: Day = text.parse().expect("a day");
    Some(Date {
        year: day.year(),
        month: day.month() as i32,
        day: day.day() as i32,
    })
}

/// Millionths of a euro.
pub(crate) fn micro_euro(micros: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units: micros / 1_000_000,
        nanos: (micros % 1_000_000) as i32 * 1_000,
    })
}

/// Whole euros.
pub(crate) fn euro(units: i64) -> Option<Money> {
    micro_euro(1_000_000 * units)
}

pub(crate) fn bill(invoice_id: &str, units: i64, issued: &str, due: &str) -> Body {
    Body::Invoice(Invoice {
        invoice_id: invoice_id.to_owned(),
        amount: euro(units),
        issue_date: day(issued),
        due_date: day(due),
        ..Invoice::default()
    })
}

pub(crate) fn pay(invoice_id: &str, units: i64) -> Body {
    Body::Payment(Payment {
        invoice_id: invoice_id.to_owned(),
        amount: euro(units),
        exchange_rate: String::new(),
    })
}

/// A payment that came back.
pub(crate) fn pay_back(invoice_id: &str, units: i64) -> Body {
    Body::PaymentReturn(PaymentReturn {
        invoice_id: invoice_id.to_owned(),
        amount: euro(units),
        ..PaymentReturn::default()
    })
}

pub(crate) fn make_void(invoice_id: &str) -> Body {
    Body::InvoiceVoid(InvoiceVoid {
        invoice_id: invoice_id.to_owned(),
        reason: String::new(),
    })
}

pub(crate) fn buy(units: i64) -> Body {
    Body::Purchase(Purchase {
        amount: euro(units),
        exchange_rate: String::new(),
    })
}

pub(crate) fn spend(kind: CostKind, units: i64) -> Body {
    Body::Cost(Cost {
        amount: euro(units),
        kind: kind.into(),
        exchange_rate: String::new(),
    })
}

pub(crate) fn work(kind: EffortKind, billing: EffortBilling, minutes: i64) -> Body {
    Body::Effort(Effort {
        duration: Some(Duration {
            seconds: 60 * minutes,
            nanos: 0,
        }),
        kind: kind.into(),
        billing: billing.into(),
    })
}

pub(crate) fn rate(what: Trait, rating: i32, assessor: &str) -> Body {
    Body::Assessment(Assessment {
        assessed_trait: what.into(),
        rating,
        assessor: assessor.to_owned(),
        ..Assessment::default()
    })
}

/// A rating with its reason.
pub(crate) fn rate_because(what: Trait, rating: i32, assessor: &str, note: &str) -> Body {
    Body::Assessment(Assessment {
        assessed_trait: what.into(),
        rating,
        assessor: assessor.to_owned(),
        note: note.to_owned(),
        ..Assessment::default()
    })
}

/// A talk about the price: the discount asked for, the rounds, and whether they see the value.
pub(crate) fn deal(moment: NegotiationMoment, asked_bps: i32, rounds: i32, value: i32) -> Body {
    Body::Negotiation(Negotiation {
        moment: moment.into(),
        discount_asked_bps: Some(asked_bps),
        discount_granted_bps: None,
        rounds: Some(rounds),
        value_recognition: Some(value),
    })
}

/// A perfect first deal.
pub(crate) fn best_deal() -> Body {
    deal(NegotiationMoment::FirstDeal, 0, 1, 5)
}

pub(crate) fn usage(measures: &[(&str, i64)]) -> Body {
    let measures = measures
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value));
    Body::Usage(Usage {
        measures: measures.collect(),
    })
}

pub(crate) fn wallet(our_share_bps: Option<i32>, other_vendor_count: Option<i32>) -> Body {
    Body::WalletEstimate(WalletEstimate {
        our_share_bps,
        other_vendor_count,
    })
}

pub(crate) fn refer(referred: &str, would_have_come_anyway_bps: Option<i32>) -> Body {
    Body::Referral(Referral {
        referred_customer_id: referred.to_owned(),
        would_have_come_anyway_bps,
    })
}

pub(crate) fn contract(contract_id: &str, start: &str, months: i32, units: i64) -> Body {
    Body::Contract(Contract {
        contract_id: contract_id.to_owned(),
        start_date: day(start),
        end_date: None,
        billing_period_months: months,
        amount: euro(units),
        exchange_rate: String::new(),
    })
}

pub(crate) fn leave() -> Body {
    Body::Departure(Departure {
        ended_by: EndedBy::Them.into(),
        reason: String::new(),
    })
}

pub(crate) fn come_back() -> Body {
    Body::Comeback(Comeback {
        reason: String::new(),
    })
}

pub(crate) fn merge(into: &str) -> Body {
    Body::Merge(Merge {
        into_customer_id: into.to_owned(),
        reason: "the old billing".to_owned(),
    })
}
