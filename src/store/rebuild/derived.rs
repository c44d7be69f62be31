//! The rows derived from the facts of customers: as stored, and as the core computes them.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event, FactKey};
use domain::history::{Months, months_of};
use domain::time::Time;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::history::{event, key, month_sums};

/// All rows derived from the facts of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Derived {
    pub(super) months: Months,
    /// By invoice number.
    pub(super) invoices: BTreeMap<String, Holder>,
    /// By referred customer.
    pub(super) referrals: BTreeMap<String, Referred>,
}

/// The invoice with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) key: FactKey,
    pub(super) currency: String,
}

/// The referral of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Referred {
    pub(super) key: FactKey,
    pub(super) occur_time: Time,
    pub(super) would_have_come_anyway_bps: Option<i32>,
}

/// The stored rows and the rows that the facts give, by customer.
#[derive(Default)]
pub(super) struct Both {
    pub(super) stored: BTreeMap<String, Derived>,
    pub(super) folded: BTreeMap<String, Derived>,
}

impl Both {
    /// Reads the stored rows, and computes the rows that the facts give.
    pub(super) fn read(rows: &[PgRow]) -> Result<Self, Error> {
        let mut stored: BTreeMap<String, Derived> = BTreeMap::new();
        let mut events: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        for row in rows {
            let customer_id: String = row.try_get(1).map_err(read_error)?;
            match row.try_get::<i16, _>(0).map_err(read_error)? {
                2 => events.entry(customer_id).or_default().push(event(row)?),
                part => {
                    let derived = stored.entry(customer_id).or_default();
                    derived.take(part, row).map_err(read_error)?;
                }
            }
        }
        let folded = events.into_iter();
        let folded = folded.map(|(id, events)| (id, Derived::fold(&events)));
        Ok(Self {
            stored,
            folded: folded.collect(),
        })
    }

    /// All referred customers, by the stored rows or by the facts.
    pub(super) fn referred(&self) -> impl Iterator<Item = String> {
        let both = self.stored.values().chain(self.folded.values());
        both.flat_map(|derived| derived.referrals.keys().cloned())
    }

    /// The rows that the facts of `wrong` give.
    pub(super) fn folded_of<'a>(
        &'a self,
        wrong: &'a BTreeSet<String>,
    ) -> Vec<(&'a str, Option<&'a Derived>)> {
        let folded = |id: &'a String| (id.as_str(), self.folded.get(id));
        wrong.iter().map(folded).collect()
    }

    pub(super) fn customers(&self) -> BTreeSet<&String> {
        self.stored.keys().chain(self.folded.keys()).collect()
    }
}

impl Derived {
    fn take(&mut self, part: i16, row: &PgRow) -> Result<(), sqlx::Error> {
        match part {
            1 => {
                let (month, flow) = month_sums(row)?;
                self.months.insert(month, flow);
            }
            4 => {
                let (key, currency) = (key(row)?, row.try_get(8)?);
                self.invoices
                    .insert(row.try_get(5)?, Holder { key, currency });
            }
            _ => {
                let referred = Referred {
                    key: key(row)?,
                    occur_time: row.try_get(4)?,
                    would_have_come_anyway_bps: row.try_get(9)?,
                };
                self.referrals.insert(row.try_get(5)?, referred);
            }
        }
        Ok(())
    }

    fn fold(events: &[Event]) -> Self {
        let mut derived = Self {
            months: months_of(events),
            ..Self::default()
        };
        for event in events {
            let key = event.key.clone();
            match &event.body {
                Body::Invoice(invoice) => {
                    let currency = invoice.amount.currency.code().to_owned();
                    derived
                        .invoices
                        .insert(invoice.invoice_id.clone(), Holder { key, currency });
                }
                Body::Referral(referral) => {
                    let referred = Referred {
                        key,
                        occur_time: event.occur_time,
                        would_have_come_anyway_bps: referral.would_have_come_anyway_bps,
                    };
                    derived
                        .referrals
                        .insert(referral.referred_customer_id.clone(), referred);
                }
                _ => {}
            }
        }
        derived
    }
}
