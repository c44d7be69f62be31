//! Facts folded into what evaluations need: monthly sums of everything that adds up, and records of the rest.
//!
//! There are two ways to the same history. [`History::fold`] reads facts alone; [`History::assemble`] takes
//! the stored monthly sums, and only those facts that sums cannot replace. Both give the same answers, and a
//! test makes sure of it.

mod flow;
mod ledger;
mod records;
mod view;

pub use flow::{EFFORT_KINDS, FLOW_KINDS, Flow, FlowKind};
pub use ledger::{Ledger, Receipt, ReceiptKind};
pub use records::{Records, Timed};
pub use view::View;

use crate::customer::Customer;
use crate::fact::{Body, EffortKind, Event};
use crate::time::{Month, Time};
use std::collections::BTreeMap;

/// Monthly sums, by month.
pub type Months = BTreeMap<Month, Flow>;

/// Everything the service knows about one customer, prepared for evaluations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The customer's own fields.
    pub customer: Customer,
    months: Months,
    movements: Vec<Timed<Flow>>,
    records: Records,
}

impl History {
    /// Builds a history from facts alone. Their order does not matter.
    #[must_use]
    pub fn fold(customer: Customer, events: Vec<Event>) -> Self {
        let months = months_of(&events);
        Self::assemble(customer, months, events)
    }

    /// Builds a history from the monthly sums over all facts, and the facts that sums cannot replace. These
    /// are all facts for which [`is_record`] holds, and the facts that add up and lie in a month that an
    /// evaluation will cut (see [`View`]). Facts of the same time are in the order of their sources and ids,
    /// whichever id of the customer they name.
    #[must_use]
    pub fn assemble(customer: Customer, months: Months, mut events: Vec<Event>) -> Self {
        let order = |a: &Event, b: &Event| {
            let by_time = a.occur_time.cmp(&b.occur_time);
            let by_source = || a.key.source.cmp(&b.key.source);
            let by_fact_id = || a.key.fact_id.cmp(&b.key.fact_id);
            let by_customer = || a.key.customer_id.cmp(&b.key.customer_id);
            by_time
                .then_with(by_source)
                .then_with(by_fact_id)
                .then_with(by_customer)
        };
        events.sort_by(order);
        let movements = events
            .iter()
            .map(|event| Timed {
                time: event.occur_time,
                value: Flow::of(&event.body),
            })
            .filter(|movement| !movement.value.is_zero())
            .collect();
        let records = Records::of(events);
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

/// The monthly sums of `events`. Months without sums are left out.
#[must_use]
pub fn months_of(events: &[Event]) -> Months {
    let mut months = Months::new();
    for event in events {
        let flow = Flow::of(&event.body);
        if !flow.is_zero() {
            months
                .entry(Month::at(event.occur_time))
                .or_default()
                .add(&flow);
        }
    }
    months
}

/// Whether evaluations need the fact itself, and not only what it adds to the sums of its month.
#[must_use]
pub fn is_record(body: &Body) -> bool {
    match body {
        Body::Cost(_) => false,
        Body::Effort(effort) => effort.kind == EffortKind::Accounting,
        _ => true,
    }
}
