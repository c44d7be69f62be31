//! Derived tables compared with, and made anew from, the facts they come from, by the same core that
//! wrote them.

mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::fact::{Body, Fact, FactKey};
use domain::history::{Flow, months_of};
use domain::time::{Month, Time};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::fact::{corrupt, read_body};
use super::fault::{Fault, read_error};
use super::history::month_sums;
use super::lent::Lent;
use super::unit::{Outcome, Work};
use super::{Store, lock, sql};
use crate::error::Error;

/// Something derived that is not what the facts give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose.
    pub customer_id: String,
    /// What is stored and what the facts give.
    pub description: String,
}

impl Store {
    /// Where what is stored about `customer_ids` differs from what their facts give.
    ///
    /// # Errors
    /// The database does not answer, or holds what cannot be read.
    pub async fn differences(&self, customer_ids: &[String]) -> Result<Vec<Difference>, Error> {
        let read = sqlx::query(sql::DERIVED)
            .bind(customer_ids)
            .fetch_all(self.pool())
            .await;
        let (stored, folded) = read_all(&read.map_err(read_error)?)?;
        Ok(compare(&stored, &folded))
    }

    /// Makes what is derived from the facts of `customer_ids` anew where it differs. Returns what was
    /// put right.
    ///
    /// # Errors
    /// The database does not take it in time, or holds what cannot be read.
    pub async fn rebuild(
        &self,
        customer_ids: &[String],
        budget: Duration,
    ) -> Result<Vec<Difference>, Error> {
        let customers = customer_ids.iter().map(|id| (id.clone(), false)).collect();
        self.units.run(budget, Rebuild { customers }).await
    }
}

/// Everything derived from the facts of one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Derived {
    months: BTreeMap<Month, Flow>,
    /// The holder and the currency of each invoice number.
    invoices: BTreeMap<String, (FactKey, String)>,
    /// The fact, the time and the chance of each person referred.
    referrals: BTreeMap<String, (FactKey, Time, Option<i32>)>,
}

type ByCustomer = BTreeMap<String, Derived>;

/// Reads what is stored, and folds the facts.
fn read_all(rows: &[PgRow]) -> Result<(ByCustomer, ByCustomer), Error> {
    let mut stored = ByCustomer::new();
    let mut facts: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
    for row in rows {
        let customer_id: String = row.try_get(1).map_err(read_error)?;
        match row.try_get::<i16, _>(0).map_err(read_error)? {
            3 => facts.entry(customer_id).or_default().push(fact(row)?),
            part => {
                let derived = stored.entry(customer_id).or_default();
                take(derived, part, row).map_err(read_error)?;
            }
        }
    }
    let folded = facts
        .into_iter()
        .map(|(id, facts)| (id, fold(&facts)))
        .collect();
    Ok((stored, folded))
}

fn take(derived: &mut Derived, part: i16, row: &PgRow) -> Result<(), sqlx::Error> {
    if part == 0 {
        let (month, flow) = month_sums(row)?;
        derived.months.insert(month, flow);
        return Ok(());
    }
    let key = key(row)?;
    let other: String = row.try_get(4)?;
    if part == 1 {
        let (invoice_id, currency) = other.rsplit_once(' ').unwrap_or_default();
        derived
            .invoices
            .insert(invoice_id.to_owned(), (key, currency.to_owned()));
    } else {
        let numbers: Vec<Option<i64>> = row.try_get(6)?;
        let chance = numbers.first().copied().flatten().map(|bps| bps as i32);
        derived
            .referrals
            .insert(other, (key, row.try_get(5)?, chance));
    }
    Ok(())
}

fn key(row: &PgRow) -> Result<FactKey, sqlx::Error> {
    Ok(FactKey {
        customer_id: row.try_get(1)?,
        source: row.try_get(2)?,
        fact_id: row.try_get(3)?,
    })
}

fn fact(row: &PgRow) -> Result<Fact, Error> {
    let key = key(row).map_err(read_error)?;
    let body = read_body(row, 7).map_err(|why| corrupt(&key, &why))?;
    Ok(Fact {
        key,
        occur_time: row.try_get(5).map_err(read_error)?,
        source_record_time: None,
        author: String::new(),
        label: String::new(),
        body,
    })
}

fn fold(facts: &[Fact]) -> Derived {
    let mut derived = Derived {
        months: months_of(facts),
        ..Derived::default()
    };
    for fact in facts {
        let key = fact.key.clone();
        match &fact.body {
            Body::Invoice(invoice) => {
                let currency = invoice.amount.currency.code().to_owned();
                derived
                    .invoices
                    .insert(invoice.invoice_id.clone(), (key, currency));
            }
            Body::Referral(referral) => {
                let chance = referral.would_have_come_anyway_bps;
                let edge = (key, fact.occur_time, chance);
                derived
                    .referrals
                    .insert(referral.referred_customer_id.clone(), edge);
            }
            _ => {}
        }
    }
    derived
}

fn compare(stored: &ByCustomer, folded: &ByCustomer) -> Vec<Difference> {
    let nothing = Derived::default();
    let customers: BTreeSet<&String> = stored.keys().chain(folded.keys()).collect();
    let mut differences = Vec::new();
    for customer_id in customers {
        let stored = stored.get(customer_id).unwrap_or(&nothing);
        let folded = folded.get(customer_id).unwrap_or(&nothing);
        let mut note = |what: &str, stored: String, folded: String| {
            if stored != folded {
                let description = format!("{what}: stored {stored}, by the facts {folded}");
                let customer_id = customer_id.clone();
                differences.push(Difference {
                    customer_id,
                    description,
                });
            }
        };
        let text = |value: &dyn std::fmt::Debug| format!("{value:?}");
        note("months", text(&stored.months), text(&folded.months));
        note("invoices", text(&stored.invoices), text(&folded.invoices));
        note(
            "referrals",
            text(&stored.referrals),
            text(&folded.referrals),
        );
    }
    differences
}

struct Rebuild {
    customers: BTreeMap<String, bool>,
}

impl Work for Rebuild {
    type Output = Vec<Difference>;

    async fn attempt(&self, transaction: &mut Lent) -> Result<Outcome<Vec<Difference>>, Fault> {
        lock::referrals(transaction).await?;
        lock::customers(transaction, &self.customers).await?;
        let ids: Vec<&str> = self.customers.keys().map(String::as_str).collect();
        let rows = sqlx::query(sql::DERIVED)
            .bind(ids)
            .fetch_all(&mut *transaction)
            .await?;
        let (stored, folded) = read_all(&rows)?;
        let differences = compare(&stored, &folded);
        let wrong: BTreeSet<&str> = differences
            .iter()
            .map(|it| it.customer_id.as_str())
            .collect();
        if wrong.is_empty() {
            return Ok(Outcome::Discard(differences));
        }
        let wrong: Vec<&str> = wrong.into_iter().collect();
        for statement in [
            sql::FORGET_MONTHS,
            sql::FORGET_INVOICES,
            sql::FORGET_REFERRALS,
        ] {
            sqlx::query(statement)
                .bind(&wrong)
                .execute(&mut *transaction)
                .await?;
        }
        let folded: Vec<(&str, &Derived)> = wrong
            .iter()
            .filter_map(|id| folded.get(*id).map(|derived| (*id, derived)))
            .collect();
        write::months(transaction, &folded).await?;
        write::invoices(transaction, &folded).await?;
        write::referrals(transaction, &folded).await?;
        // None was created, so nobody gets a first version, which the last value is the time of.
        sqlx::query(sql::ADVANCE_CUSTOMERS)
            .bind(&wrong)
            .bind(Vec::<&str>::new())
            .bind(None::<Time>)
            .execute(transaction)
            .await?;
        Ok(Outcome::Keep(differences))
    }

    fn concerned(&self) -> Vec<String> {
        self.customers.keys().cloned().collect()
    }
}
