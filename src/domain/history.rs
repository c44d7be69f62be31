//! Facts folded into what questions need: monthly sums of what adds up, and records of the rest.
//!
//! There are two ways to the same history: [`History::fold`] reads facts alone, [`History::assemble`]
//! takes the stored monthly sums and only those facts that sums cannot replace. Both answer every
//! question alike; a test holds them together.

mod flow;
mod ledger;
mod records;
mod view;

pub use flow::{EFFORT_KINDS, FLOW_KINDS, Flow, FlowKind};
pub use ledger::{Ledger, Receipt};
pub use records::{Records, Timed};
pub use view::View;

use crate::customer::Customer;
use crate::fact::{Body, EffortKind, Fact};
use crate::time::{Month, Time};
use std::collections::BTreeMap;

/// Monthly sums by month.
pub type Months = BTreeMap<Month, Flow>;

/// Everything the service knows about one customer, ready for questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The customer's own fields.
    pub customer: Customer,
    months: Months,
    movements: Vec<Timed<Flow>>,
    records: Records,
}

impl History {
    /// A history from facts alone. Their order does not matter.
    #[must_use]
    pub fn fold(customer: Customer, facts: Vec<Fact>) -> Self {
        let months = months_of(&facts);
        Self::assemble(customer, months, facts)
    }

    /// A history from monthly sums over all facts, and those facts that the sums cannot replace:
    /// all facts for which [`is_record`] holds, and those that add up and lie in a month that a question
    /// will cut (see [`View`]).
    #[must_use]
    pub fn assemble(customer: Customer, months: Months, mut facts: Vec<Fact>) -> Self {
        facts.sort_by(|a, b| (a.occur_time, &a.key).cmp(&(b.occur_time, &b.key)));
        let movements = facts
            .iter()
            .map(|fact| Timed {
                time: fact.occur_time,
                value: Flow::of(fact),
            })
            .filter(|movement| !movement.value.is_zero())
            .collect();
        let records = Records::of(facts);
        Self {
            customer,
            months,
            movements,
            records,
        }
    }

    /// The history as it stood at `at`.
    #[must_use]
    pub fn at(&self, at: Time) -> View<'_> {
        View::new(self, at)
    }

    /// The monthly sums over all facts.
    #[must_use]
    pub fn months(&self) -> &Months {
        &self.months
    }
}

/// The monthly sums of `facts`. Months without any are left out.
#[must_use]
pub fn months_of(facts: &[Fact]) -> Months {
    let mut months = Months::new();
    for fact in facts {
        let flow = Flow::of(fact);
        if !flow.is_zero() {
            months
                .entry(Month::at(fact.occur_time))
                .or_default()
                .add(&flow);
        }
    }
    months
}

/// Whether questions need the fact itself, and not only what it adds to its month.
#[must_use]
pub fn is_record(body: &Body) -> bool {
    match body {
        Body::Cost(_) => false,
        Body::Effort(effort) => effort.kind == EffortKind::Accounting,
        _ => true,
    }
}
