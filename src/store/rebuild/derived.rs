//! The rows derived from the facts of customers: as stored, and as the core computes them.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event, FactKey};
use domain::history::{Months, months_of};
use domain::merges::Merges;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::error::Error;
use crate::store::fault::read_error;
use crate::store::history::{event, key, month_sums};
use crate::store::record::referrals::Counted;

/// All rows derived from the facts of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Derived {
    pub(super) months: Months,
    /// By invoice number.
    pub(super) invoices: BTreeMap<String, Holder>,
    /// The referrals that count, by referred customer.
    pub(super) referrals: BTreeMap<String, Counted>,
}

/// The invoice with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) key: FactKey,
    pub(super) currency: String,
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
        let mut made = Vec::new();
        for row in rows {
            let customer_id: String = row.try_get(1).map_err(read_error)?;
            match row.try_get::<i16, _>(0).map_err(read_error)? {
                2 => events.entry(customer_id).or_default().push(event(row)?),
                6 => made.push(referral(row).map_err(read_error)?),
                part => {
                    let derived = stored.entry(customer_id).or_default();
                    derived.take(part, row).map_err(read_error)?;
                }
            }
        }
        let folded = events.into_iter();
        let folded = folded.map(|(id, events)| (id, Derived::fold(&events)));
        let mut both = Self {
            stored,
            folded: folded.collect(),
        };
        for referral in made.into_iter().filter(|it| it.referrer != it.referred) {
            let folded = both.folded.entry(referral.key.customer_id.clone());
            let referrals = &mut folded.or_default().referrals;
            referrals.insert(referral.referred.clone(), referral);
        }
        Ok(both)
    }

    /// Leaves out the referrals by the facts that do not count, because the customer was referred before under
    /// another id. `counted` are the referrals that count of all customers who were referred.
    pub(super) fn leave_uncounted(&mut self, counted: &[Counted]) {
        let first: BTreeMap<&str, &FactKey> = counted
            .iter()
            .map(|it| (it.referred.as_str(), &it.key))
            .collect();
        for folded in self.folded.values_mut() {
            folded
                .referrals
                .retain(|referred, it| first.get(referred.as_str()) == Some(&&it.key));
        }
    }

    /// All referred customers, by the stored rows or by the facts.
    pub(super) fn referred(&self) -> Vec<String> {
        let both = self.stored.values().chain(self.folded.values());
        let referred = both.flat_map(|derived| derived.referrals.keys().cloned());
        referred.collect()
    }

    /// All ids of the referred customers, if one of them has several.
    pub(super) fn of_several_ids(&self, merges: &Merges) -> Option<Vec<String>> {
        let referred = self.referred().into_iter().collect();
        (!merges.is_empty()).then(|| merges.all_ids(&referred).into_iter().collect())
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
                let referral = referral(row)?;
                self.referrals.insert(referral.referred.clone(), referral);
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
            if let Body::Invoice(invoice) = &event.body {
                let holder = Holder {
                    key: event.key.clone(),
                    currency: invoice.amount.currency.code().to_owned(),
                };
                derived.invoices.insert(invoice.invoice_id.clone(), holder);
            }
        }
        derived
    }
}

fn referral(row: &PgRow) -> Result<Counted, sqlx::Error> {
    Ok(Counted {
        key: key(row)?,
        occur_time: row.try_get(4)?,
        referred: row.try_get(5)?,
        referrer: row.try_get(8)?,
        would_have_come_anyway_bps: row.try_get(9)?,
    })
}
