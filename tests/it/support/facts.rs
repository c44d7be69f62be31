//! Short constructors for facts of the core, for tests and benches.

use domain::fact::{
    Body, Cost, CostKind, CreditNote, Effort, EffortBilling, EffortKind, Fact, FactKey, Invoice,
    InvoiceVoid, Payment, PaymentReturn, Purchase, Referral, Retraction, Voice, VoiceKind,
};
use domain::money::{Amount, Currency, UNIT};
use domain::time::{Day, Time};

/// A time from its RFC 3339 text.
pub(crate) fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// A day from its ISO text.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The key of `fact_id` from the source "books".
pub(crate) fn key(customer_id: &str, fact_id: &str) -> FactKey {
    FactKey {
        customer_id: customer_id.to_owned(),
        source: "books".to_owned(),
        fact_id: fact_id.to_owned(),
    }
}

/// A fact of 10 March 2025.
pub(crate) fn fact(customer_id: &str, fact_id: &str, body: Body) -> Fact {
    fact_at(customer_id, fact_id, "2025-03-10T10:00:00Z", body)
}

/// A fact of a given time.
pub(crate) fn fact_at(customer_id: &str, fact_id: &str, at: &str, body: Body) -> Fact {
    fact_of(key(customer_id, fact_id), time(at), body)
}

/// A fact under a given key.
pub(crate) fn fact_of(key: FactKey, occur_time: Time, body: Body) -> Fact {
    Fact {
        key,
        occur_time,
        source_record_time: None,
        author: "anna".to_owned(),
        label: String::new(),
        body,
    }
}

/// Retracts a fact.
pub(crate) fn retraction(customer_id: &str, fact_id: &str) -> Retraction {
    Retraction {
        key: key(customer_id, fact_id),
        reason: "typed twice".to_owned(),
        author: "anna".to_owned(),
    }
}

/// An amount in whole euros.
pub(crate) fn euro(units: i64) -> Amount {
    money(units, "EUR")
}

/// An amount in whole units of a currency, at an exchange rate of one.
pub(crate) fn money(units: i64, currency: &str) -> Amount {
    Amount::reporting_currency(units * UNIT, Currency::parse(currency).unwrap())
}

pub(crate) fn purchase(units: i64) -> Body {
    Body::Purchase(Purchase {
        amount: euro(units),
    })
}

pub(crate) fn cost(units: i64) -> Body {
    Body::Cost(Cost {
        amount: euro(units),
        kind: CostKind::Direct,
    })
}

pub(crate) fn effort(seconds: i64) -> Body {
    effort_of(seconds, EffortKind::Support)
}

pub(crate) fn effort_of(seconds: i64, kind: EffortKind) -> Body {
    Body::Effort(Effort {
        seconds,
        kind,
        billing: EffortBilling::Unbilled,
    })
}

pub(crate) fn invoice(invoice_id: &str, amount: Amount) -> Body {
    Body::Invoice(Invoice {
        invoice_id: invoice_id.to_owned(),
        amount,
        issue_date: day("2025-03-10"),
        due_date: day("2025-03-24"),
        service: None,
    })
}

pub(crate) fn payment(invoice_id: &str, amount: Amount) -> Body {
    Body::Payment(Payment {
        invoice_id: invoice_id.to_owned(),
        amount,
    })
}

pub(crate) fn payment_return(invoice_id: &str, amount: Amount) -> Body {
    Body::PaymentReturn(PaymentReturn {
        invoice_id: invoice_id.to_owned(),
        amount,
        reason: String::new(),
    })
}

pub(crate) fn invoice_void(invoice_id: &str) -> Body {
    Body::InvoiceVoid(InvoiceVoid {
        invoice_id: invoice_id.to_owned(),
        reason: String::new(),
    })
}

pub(crate) fn credit_note(invoice_id: Option<&str>, amount: Amount) -> Body {
    Body::CreditNote(CreditNote {
        invoice_id: invoice_id.map(str::to_owned),
        amount,
    })
}

pub(crate) fn referral(referred: &str) -> Body {
    Body::Referral(Referral {
        referred_customer_id: referred.to_owned(),
        would_have_come_anyway_bps: Some(2_500),
    })
}

pub(crate) fn voice(words: &str) -> Body {
    Body::Voice(Voice {
        kind: VoiceKind::Wish,
        words: words.to_owned(),
    })
}
