//! Reads the stored state that a batch concerns, while its customers are locked.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::{Body, Event, Fact, FactKey};
use domain::history::Flow;
use domain::merges::Merges;
use domain::money::Currency;
use domain::time::{Month, Time};
use sqlx::Row;

use super::RecordBatch;
use super::equal::Equals;
use super::forest::Forest;
use super::numbered::Numbered;
use super::scope::Scope;
use crate::store::fact::{corrupt, invoice_of, read_body};
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::lock::Locked;
use crate::store::{keys, merge, month, sql};

/// A customer's invoice number.
pub(super) type InvoiceKey = (String, String);

/// The state before the batch. The write set updates it while it judges one item after another.
pub(super) struct Existing {
    pub(super) record_time: Time,
    /// The existing customers, all of them locked.
    pub(super) customers: BTreeSet<String>,
    pub(super) facts: BTreeMap<FactKey, ExistingFact>,
    /// The live invoice of each number.
    pub(super) invoices: BTreeMap<InvoiceKey, (FactKey, Currency)>,
    /// Live invoices and contracts with the numbers of new ones.
    pub(super) numbered: Numbered,
    /// Live payments, credit notes and payments that came back of each number.
    pub(super) receipts: BTreeMap<InvoiceKey, BTreeMap<FactKey, Currency>>,
    pub(super) forest: Forest,
    /// Facts that equal new ones, if the batch asks about them.
    pub(super) equals: Equals,
    /// All merges of the locked customers.
    pub(super) merges: Merges,
    /// The sums of the months concerned, if they are to be checked.
    pub(super) months: Option<BTreeMap<(String, Month), Flow>>,
}

/// The newest recording of a fact that was recorded before.
pub(super) struct ExistingFact {
    pub(super) recording: i16,
    pub(super) content_hash: Vec<u8>,
    pub(super) retract_time: Option<Time>,
    /// The event of the recording, if the batch retracts it.
    pub(super) event: Option<Event>,
}

impl Existing {
    pub(super) async fn load(
        transaction: &mut Lent,
        batch: &RecordBatch,
        scope: &Scope,
        locked: &Locked,
        check_sums: bool,
    ) -> Result<Self, Fault> {
        let clock = sqlx::query(sql::RECORD_CLOCK)
            .bind(locked.all.iter().collect::<Vec<_>>())
            .fetch_one(&mut *transaction)
            .await?;
        let (record_time, merges) = merge::clock_and_merges(&clock)?;
        let facts = facts(transaction, batch, locked).await?;
        if !is_locked(&merges, &facts, locked) {
            return Err(Fault::Again);
        }
        let new = || {
            let recorded = batch.facts.iter();
            recorded.filter(|fact| !facts.contains_key(&fact.key))
        };
        let equals = Equals::load(transaction, batch.equal_facts, new(), locked).await?;
        let (invoices, receipts) = invoices(transaction, batch, locked, &facts).await?;
        let is_held = |number: &InvoiceKey| invoices.contains_key(number);
        let known = new().filter(|fact| !locked.created.contains(&fact.key.customer_id));
        let numbered = Numbered::load(transaction, known, is_held).await?;
        let months = if check_sums {
            Some(months(transaction, batch, &facts).await?)
        } else {
            None
        };
        Ok(Self {
            record_time,
            customers: locked.all.clone(),
            facts,
            invoices,
            numbered,
            receipts,
            equals,
            forest: forest(transaction, batch, (scope, &merges)).await?,
            merges,
            months,
        })
    }

    /// The events of the facts that the batch retracts.
    pub(super) fn retracted(&self) -> impl Iterator<Item = &Event> {
        retracted(&self.facts)
    }
}

/// Whether the locks hold everybody whom the batch concerns. Merges that were recorded while this unit waited for
/// its locks concern more customers than it has locked.
fn is_locked(merges: &Merges, facts: &BTreeMap<FactKey, ExistingFact>, locked: &Locked) -> bool {
    let heads = locked.all.iter().map(|id| merges.head(id));
    let parted = retracted(facts).filter_map(|event| match &event.body {
        Body::Merge(merge) => Some(merge.into_customer_id.as_str()),
        _ => None,
    });
    heads.chain(parted).all(|id| locked.all.contains(id))
}

/// Reads the facts of the batch that exist. Customers that the lock created are skipped: a fact is written
/// only while its customer is locked, so a customer that did not exist before has no facts.
async fn facts(
    transaction: &mut Lent,
    batch: &RecordBatch,
    locked: &Locked,
) -> Result<BTreeMap<FactKey, ExistingFact>, Fault> {
    let recorded = batch.facts.iter().map(|fact| (&fact.key, false));
    let retracted = batch.retractions.iter().map(|it| (&it.key, true));
    let asked: BTreeMap<&FactKey, bool> = recorded
        .chain(retracted)
        .filter(|(key, _)| !locked.created.contains(&key.customer_id))
        .collect();
    let mut facts = BTreeMap::new();
    if asked.is_empty() {
        return Ok(facts);
    }
    let (customer_ids, sources, fact_ids) = keys::columns(asked.keys().copied());
    let rows = sqlx::query(sql::KNOWN_FACTS)
        .bind(customer_ids)
        .bind(sources)
        .bind(fact_ids)
        .bind(asked.values().copied().collect::<Vec<bool>>())
        .fetch_all(transaction)
        .await?;
    let asked: Vec<&FactKey> = asked.into_keys().collect();
    for row in rows {
        let place: i64 = row.try_get("place")?;
        let Some(key) = asked.get(place as usize - 1) else {
            continue;
        };
        let event = match row.try_get("occur_time")? {
            Some(occur_time) => Some(Event {
                key: (*key).clone(),
                occur_time,
                body: read_body(&row, 4).map_err(|why| corrupt(key, &why))?,
            }),
            None => None,
        };
        let existing = ExistingFact {
            recording: row.try_get("recording")?,
            content_hash: row.try_get("content_hash")?,
            retract_time: row.try_get("retract_time")?,
            event,
        };
        facts.insert((*key).clone(), existing);
    }
    Ok(facts)
}

/// The events of the facts that the batch retracts.
fn retracted(existing: &BTreeMap<FactKey, ExistingFact>) -> impl Iterator<Item = &Event> {
    existing.values().filter_map(|fact| fact.event.as_ref())
}

type Invoices = BTreeMap<InvoiceKey, (FactKey, Currency)>;
type Receipts = BTreeMap<InvoiceKey, BTreeMap<FactKey, Currency>>;

async fn invoices(
    transaction: &mut Lent,
    batch: &RecordBatch,
    locked: &Locked,
    existing: &BTreeMap<FactKey, ExistingFact>,
) -> Result<(Invoices, Receipts), Fault> {
    let recorded = batch.facts.iter().map(|fact| (&fact.key, &fact.body));
    let retracted = retracted(existing).map(|event| (&event.key, &event.body));
    let asked: BTreeSet<(&str, &str)> = recorded
        .chain(retracted)
        .filter(|(key, _)| !locked.created.contains(&key.customer_id))
        .filter_map(|(key, body)| {
            let (invoice_id, _) = invoice_of(body)?;
            Some((key.customer_id.as_str(), invoice_id))
        })
        .collect();
    let (mut invoices, mut receipts) = (Invoices::new(), Receipts::new());
    if asked.is_empty() {
        return Ok((invoices, receipts));
    }
    let rows = sqlx::query(sql::KNOWN_INVOICES)
        .bind(asked.iter().map(|key| key.0).collect::<Vec<_>>())
        .bind(asked.iter().map(|key| key.1).collect::<Vec<_>>())
        .fetch_all(transaction)
        .await?;
    for row in rows {
        let (customer_id, source, fact_id): (String, String, String) = (
            row.try_get("customer_id")?,
            row.try_get("source")?,
            row.try_get("fact_id")?,
        );
        let number = (customer_id.clone(), row.try_get("invoice_id")?);
        let key = FactKey {
            customer_id,
            source,
            fact_id,
        };
        let currency: String = row.try_get("currency")?;
        let currency =
            Currency::parse(&currency).ok_or_else(|| corrupt(&key, "its currency is not one"))?;
        if row.try_get("is_invoice")? {
            invoices.insert(number, (key, currency));
        } else {
            receipts.entry(number).or_default().insert(key, currency);
        }
    }
    Ok((invoices, receipts))
}

async fn forest(
    transaction: &mut Lent,
    batch: &RecordBatch,
    (scope, merges): (&Scope, &Merges),
) -> Result<Forest, Fault> {
    let mut forest = Forest::default();
    let referred = scope.referred.iter().chain(&scope.merged);
    let referred: BTreeSet<&str> = referred.map(|id| merges.head(id)).collect();
    if referred.is_empty() {
        return Ok(forest);
    }
    let referral = |fact: &&Fact| matches!(fact.body, Body::Referral(_));
    let referrers = batch
        .facts
        .iter()
        .filter(referral)
        .map(|fact| merges.head(&fact.key.customer_id));
    let everybody: BTreeSet<&str> = referrers.chain(referred.iter().copied()).collect();
    let rows = sqlx::query(sql::REFERRAL_SURROUNDINGS)
        .bind(everybody.into_iter().collect::<Vec<_>>())
        .bind(referred.into_iter().collect::<Vec<_>>())
        .fetch_all(transaction)
        .await?;
    for row in rows {
        forest.insert(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(forest)
}

async fn months(
    transaction: &mut Lent,
    batch: &RecordBatch,
    existing: &BTreeMap<FactKey, ExistingFact>,
) -> Result<BTreeMap<(String, Month), Flow>, Fault> {
    let recorded = batch.facts.iter().map(|fact| (&fact.key, fact.occur_time));
    let retracted = retracted(existing).map(|event| (&event.key, event.occur_time));
    let asked: Vec<(&str, i32)> = recorded
        .chain(retracted)
        .map(|(key, time)| (key.customer_id.as_str(), month::number(Month::at(time))))
        .collect();
    let rows = sqlx::query(sql::KNOWN_MONTHS)
        .bind(asked.iter().map(|month| month.0).collect::<Vec<_>>())
        .bind(asked.iter().map(|month| month.1).collect::<Vec<_>>())
        .fetch_all(transaction)
        .await?;
    let mut months = BTreeMap::new();
    for row in rows {
        let (month, flow) = month::sums(&row.try_get::<Vec<i64>, _>(1)?)?;
        months.insert((row.try_get(0)?, month), flow);
    }
    Ok(months)
}
