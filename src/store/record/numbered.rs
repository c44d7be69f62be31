//! Invoices and contracts are known by their numbers: the same one sent under another key counts once. An
//! invoice has its number, a contract its number and its first day, because a renewal keeps the number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SecondsFormat;
use domain::fact::{Body, Fact, FactKey};
use domain::money::Amount;
use domain::time::{Day, Time};
use sqlx::Row;

use crate::error::{Difference, Error};
use crate::store::fact::{corrupt, read_body};
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::sql;

/// The customer and the number; of a contract also its first day.
type Number = (String, String, Option<Day>);

/// A live invoice or contract.
struct Holder {
    key: FactKey,
    occur_time: Time,
    body: Body,
}

/// The live invoices and contracts with the numbers of new ones. Contracts of one number and day may be
/// several, as they were recorded before numbers were compared.
#[derive(Default)]
pub(super) struct Numbered(BTreeMap<Number, Vec<Holder>>);

impl Numbered {
    /// Reads those with the numbers of `new` invoices that `is_held` by another fact, and of new contracts.
    pub(super) async fn load<'f>(
        transaction: &mut Lent,
        new: impl Iterator<Item = &'f Fact>,
        is_held: impl Fn(&(String, String)) -> bool,
    ) -> Result<Self, Fault> {
        let (mut invoices, mut contracts) = (BTreeSet::new(), BTreeSet::new());
        for fact in new {
            let customer_id = fact.key.customer_id.clone();
            match &fact.body {
                Body::Invoice(invoice) => {
                    let number = (customer_id, invoice.invoice_id.clone());
                    if is_held(&number) {
                        invoices.insert(number);
                    }
                }
                Body::Contract(contract) => {
                    contracts.insert((customer_id, contract.contract_id.clone()));
                }
                _ => {}
            }
        }
        let mut numbered = Self::default();
        if invoices.is_empty() && contracts.is_empty() {
            return Ok(numbered);
        }
        let rows = sqlx::query(sql::NUMBERED_FACTS)
            .bind(invoices.iter().map(|it| it.0.as_str()).collect::<Vec<_>>())
            .bind(invoices.iter().map(|it| it.1.as_str()).collect::<Vec<_>>())
            .bind(contracts.iter().map(|it| it.0.as_str()).collect::<Vec<_>>())
            .bind(contracts.iter().map(|it| it.1.as_str()).collect::<Vec<_>>())
            .fetch_all(transaction)
            .await?;
        for row in rows {
            let key = FactKey {
                customer_id: row.try_get(0)?,
                source: row.try_get(1)?,
                fact_id: row.try_get(2)?,
            };
            let body = read_body(&row, 4).map_err(|why| corrupt(&key, &why))?;
            numbered.insert(&key, row.try_get(3)?, &body);
        }
        Ok(numbered)
    }

    /// Adds an invoice or a contract. Other facts have no number.
    pub(super) fn insert(&mut self, key: &FactKey, occur_time: Time, body: &Body) {
        if let Some(number) = number(key, body) {
            self.0.entry(number).or_default().push(Holder {
                key: key.clone(),
                occur_time,
                body: body.clone(),
            });
        }
    }

    /// Removes a retracted invoice or contract.
    pub(super) fn forget(&mut self, key: &FactKey, body: &Body) {
        let held = number(key, body).and_then(|number| self.0.get_mut(&number));
        if let Some(holders) = held {
            holders.retain(|holder| holder.key != *key);
        }
    }

    /// Whether `fact` is an invoice or a contract that is recorded under another key. Fails if its number is
    /// held with other content.
    pub(super) fn is_recorded(&self, fact: &Fact) -> Result<bool, Error> {
        let held = number(&fact.key, &fact.body).and_then(|number| self.0.get(&number));
        let Some(first) = held.and_then(|holders| holders.first()) else {
            return Ok(false);
        };
        let same =
            |holder: &Holder| (holder.occur_time, &holder.body) == (fact.occur_time, &fact.body);
        if held.is_some_and(|holders| holders.iter().any(same)) {
            return Ok(true);
        }
        Err(refusal(first, fact))
    }
}

fn number(key: &FactKey, body: &Body) -> Option<Number> {
    let (id, day) = match body {
        Body::Invoice(invoice) => (&invoice.invoice_id, None),
        Body::Contract(contract) => (&contract.contract_id, Some(contract.start_date)),
        _ => return None,
    };
    Some((key.customer_id.clone(), id.clone(), day))
}

fn refusal(holder: &Holder, fact: &Fact) -> Error {
    let FactKey {
        customer_id,
        source,
        fact_id,
    } = holder.key.clone();
    let mut differences = Differences::default();
    match (&holder.body, &fact.body) {
        (Body::Invoice(there), Body::Invoice(here)) => {
            differences.amounts("invoice", there.amount, here.amount);
            differences.days("invoice.issue_date", there.issue_date, here.issue_date);
            differences.days("invoice.due_date", there.due_date, here.due_date);
            let first = [there, here].map(|one| one.service.map(|service| service.first));
            differences.days("invoice.service_start_date", first[0], first[1]);
            let last = [there, here].map(|one| one.service.map(|service| service.last));
            differences.days("invoice.service_end_date", last[0], last[1]);
        }
        (Body::Contract(there), Body::Contract(here)) => {
            differences.amounts("contract", there.amount, here.amount);
            differences.days("contract.end_date", there.end_date, here.end_date);
            let months = [there, here].map(|one| one.billing_period_months.to_string());
            differences.add("contract.billing_period_months", months);
        }
        _ => {}
    }
    let times = [holder.occur_time, fact.occur_time]
        .map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    differences.add("occur_time", times);
    let differences = differences.0.into_boxed_slice();
    match &fact.body {
        Body::Contract(contract) => Error::ContractExists {
            customer_id,
            contract_id: contract.contract_id.clone(),
            source,
            fact_id,
            differences,
        },
        body => Error::InvoiceExists {
            customer_id,
            invoice_id: number(&fact.key, body).map_or_else(String::new, |number| number.1),
            source,
            fact_id,
            differences,
        },
    }
}

/// The fields in which a recorded and a new fact differ.
#[derive(Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, field: &str, [there, here]: [String; 2]) {
        if there != here {
            let field = field.to_owned();
            self.0.push(Difference { field, there, here });
        }
    }

    fn days(&mut self, field: &str, there: impl Into<Option<Day>>, here: impl Into<Option<Day>>) {
        let shown = |day: Option<Day>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
        self.add(field, [shown(there.into()), shown(here.into())]);
    }

    fn amounts(&mut self, kind: &str, there: Amount, here: Amount) {
        let both = [there, here];
        let amounts = both.map(|amount| {
            let decimal = decimal(amount.micros, 6, 2);
            format!("{decimal} {}", amount.currency)
        });
        self.add(&format!("{kind}.amount"), amounts);
        let rates = both.map(|amount| decimal(amount.rate_nanos, 9, 0));
        self.add(&format!("{kind}.exchange_rate"), rates);
    }
}

/// A number of `10^-digits` exactly, with at least `least` decimals.
fn decimal(number: i64, digits: u32, least: usize) -> String {
    let unit = 10u64.pow(digits);
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let part = format!("{part:0width$}", width = digits as usize);
    let part = format!("{:0<least$}", part.trim_end_matches('0'));
    let sign = if number < 0 { "-" } else { "" };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}
