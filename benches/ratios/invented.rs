//! Facts to record. They come customer by customer, like the records of a system, or day by day, like a
//! journal. Each customer has sixteen facts, at least one a month.

use customer_quality::pb::v1::{CostKind, EffortBilling, EffortKind, Fact};
use prost_types::Timestamp;

use crate::bodies::{self, bill, pay, spend, work};
use crate::portfolio::NOW;

/// The number of facts recorded about each customer.
pub(crate) const FACTS_OF_EACH: usize = 16;

const MONTH_SECONDS: i64 = 30 * 86_400;

/// The order of the facts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// All facts of a customer, then those of the next.
    ByCustomer,
    /// One fact of every customer, then the next fact of every customer.
    ByDate,
}

impl Order {
    /// The facts of a slice. No fact occurs in two slices.
    pub(crate) fn slice(self, name: &str, slice: usize, facts: usize) -> Vec<Fact> {
        let place = |number: usize| match self {
            Self::ByCustomer => {
                let customer = slice * facts / FACTS_OF_EACH + number / FACTS_OF_EACH;
                (customer, number % FACTS_OF_EACH)
            }
            // The order differs from the order of the ids, because a journal has no such order.
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
        0 => bill(&invoice_id, 1_200, "2026-06-01", "2026-06-15"),
        1 => pay(&invoice_id, 1_200),
        2 => work(EffortKind::Support, EffortBilling::Unbilled, 30),
        _ => spend(CostKind::Direct, 40),
    };
    // Two facts a month, each at its own time.
    let months_ago = (FACTS_OF_EACH - place % FACTS_OF_EACH) as i64;
    let occur_time = Timestamp {
        seconds: NOW - months_ago * MONTH_SECONDS + customer as i64 % 86_400,
        nanos: 0,
    };
    let customer_id = format!("{name}-{customer:06}");
    Fact {
        author: "anna".to_owned(),
        label: label(name, slice),
        ..bodies::fact(&customer_id, "books", &place.to_string(), occur_time, body)
    }
}
