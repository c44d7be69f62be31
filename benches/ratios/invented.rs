//! Facts to be recorded: one customer after the other, as a system tells its records of each, or one day
//! after the other, as a journal has them. Each customer has sixteen, one a month and more.

use customer_quality::pb::google_type::{Date, Money};
use customer_quality::pb::v1::fact::Body;
use customer_quality::pb::v1::{
    Cost, CostKind, Effort, EffortBilling, EffortKind, Fact, Invoice, Payment,
};

use crate::portfolio::NOW;

/// The number of facts recorded about each customer.
pub(crate) const FACTS_OF_EACH: usize = 16;

const MONTH_SECONDS: i64 = 30 * 86_400;

/// In which order facts come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// All facts of a customer, then those of the next.
    ByCustomer,
    /// One fact of every customer, then the next of every customer.
    ByDate,
}

impl Order {
    /// The facts of a slice; no fact comes twice in different slices.
    pub(crate) fn slice(self, name: &str, slice: usize, facts: usize) -> Vec<Fact> {
        let place = |number: usize| match self {
            Self::ByCustomer => {
                let customer = slice * facts / FACTS_OF_EACH + number / FACTS_OF_EACH;
                (customer, number % FACTS_OF_EACH)
            }
            // Not in the order of their ids: a journal has none.
            Self::ByDate => (number * 1_009 % facts, slice),
        };
        let fact = |number: usize| {
            let (customer, place) = place(number);
            fact(name, slice, customer, place)
        };
        (0..facts).map(fact).collect()
    }
}

/// The label of the facts of a slice.
pub(crate) fn label(name: &str, slice: usize) -> String {
    format!("{name}-{slice}")
}

fn fact(name: &str, slice: usize, customer: usize, place: usize) -> Fact {
    let invoice_id = format!("2026-{}", place / 4);
    let body = match place % 4 {
        0 => invoice(invoice_id),
        1 => payment(invoice_id),
        2 => effort(),
        _ => cost(),
    };
    // Two facts a month, each at a time of its own.
    let months_ago = (FACTS_OF_EACH - place % FACTS_OF_EACH) as i64;
    Fact {
        customer_id: format!("{name}-{customer:06}"),
        source: "books".to_owned(),
        fact_id: format!("{place}"),
        occur_time: Some(prost_types::Timestamp {
            seconds: NOW - months_ago * MONTH_SECONDS + customer as i64 % 86_400,
            nanos: 0,
        }),
        author: "anna".to_owned(),
        label: label(name, slice),
        body: Some(body),
        ..Fact::default()
    }
}

fn money(units: i64) -> Money {
    Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    }
}

fn invoice(invoice_id: String) -> Body {
    let date = |day| {
        Some(Date {
            year: 2026,
            month: 6,
            day,
        })
    };
    Body::Invoice(Invoice {
        invoice_id,
        amount: Some(money(1_200)),
        issue_date: date(1),
        due_date: date(15),
        ..Invoice::default()
    })
}

fn payment(invoice_id: String) -> Body {
    Body::Payment(Payment {
        invoice_id,
        amount: Some(money(1_200)),
        ..Payment::default()
    })
}

fn effort() -> Body {
    Body::Effort(Effort {
        duration: Some(prost_types::Duration {
            seconds: 1_800,
            nanos: 0,
        }),
        kind: EffortKind::Support.into(),
        billing: EffortBilling::Unbilled.into(),
    })
}

fn cost() -> Body {
    Body::Cost(Cost {
        amount: Some(money(40)),
        kind: CostKind::Direct.into(),
        ..Cost::default()
    })
}
