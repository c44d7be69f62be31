//! All stories as customers and facts.
use super::{brought, money, owner};
use crate::demo::business::with_values;
use crate::demo::dataset::Dataset;
use crate::demo::journal::Journal;
use crate::demo::shift::{Calendar, Shift};
use crate::pb::v1::{BuysAs, Customer, CustomerKind};

/// The label of these facts.
const LABEL: &str = "stories";

/// The nine customers, those whom they brought, and their facts.
pub fn dataset(shift: Shift) -> Dataset {
    let mut book = Book {
        calendar: Calendar::of_business(shift),
        all: Dataset::default(),
    };
    money::tell(&mut book);
    owner::tell(&mut book);
    brought::tell(&mut book);
    book.all
}

/// Collects the customers of the stories.
pub(super) struct Book {
    calendar: Calendar,
    all: Dataset,
}

/// Who a customer of a story is.
#[derive(Clone, Copy)]
pub(super) struct Who {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: CustomerKind,
    /// Industry or occupation.
    pub(super) trade: &'static str,
    pub(super) source: &'static str,
    /// The first day.
    pub(super) joined: i32,
}

impl Book {
    /// Adds a customer and what is told about it.
    pub(super) fn add(&mut self, who: Who, tell: impl FnOnce(&mut Journal)) {
        let mut journal = Journal::new(who.id, LABEL, self.calendar);
        tell(&mut journal);
        let trade = if who.kind == CustomerKind::Individual {
            "occupation"
        } else {
            "industry"
        };
        let attributes = with_values(vec![
            ("data_set", vec!["stories"]),
            (trade, vec![who.trade]),
        ]);
        self.all.customers.push(Customer {
            customer_id: who.id.to_owned(),
            name: who.name.to_owned(),
            kind: who.kind.into(),
            onboard_date: Some(self.calendar.date(who.joined)),
            acquisition_source: who.source.to_owned(),
            buys_as: BuysAs::EndUser.into(),
            attributes,
            ..Customer::default()
        });
        self.all.facts.extend(journal.into_facts());
    }
}

/// A business.
pub(super) const fn business(
    id: &'static str,
    name: &'static str,
    trade: &'static str,
    source: &'static str,
    joined: i32,
) -> Who {
    Who {
        id,
        name,
        kind: CustomerKind::Business,
        trade,
        source,
        joined,
    }
}
