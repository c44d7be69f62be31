//! Loads the histories of customers, a batch of them in one statement and therefore in one snapshot.

mod merged;

use std::collections::{BTreeMap, BTreeSet};

use domain::customer::Customer;
use domain::fact::{Event, FactKey};
use domain::history::{Flow, History, Months};
use domain::merges::Merges;
use domain::referral_figures::{Below, Figures, Own};
use domain::time::{Month, Time};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::customer::Decoded;
use super::fact::{corrupt, read_body};
use super::fault::read_error;
use super::{Store, month, sql};
use crate::error::Error;

/// The state of knowledge that an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// Everything that is known now.
    Now,
    /// Everything that was recorded and not retracted at this time.
    At(Time),
}

/// The upper limit for the duration of a write.
const LONGEST_WRITE_SECONDS: i64 = 60;

impl Knowledge {
    /// Whether this knowledge can no longer change at `now`: every write still under way will get a later
    /// record time.
    pub fn is_settled(self, now: Time) -> bool {
        match self {
            Self::Now => false,
            Self::At(known) => (now - known).num_seconds() > LONGEST_WRITE_SECONDS,
        }
    }
}

/// The months whose facts are needed one by one, in addition to the monthly sums.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// The months that a question covers only in part.
    pub months: Vec<Month>,
    /// The time that each customer is seen at. The month of day 182 after the relationship began, as known
    /// then, is read fact by fact as well.
    pub six_month_verdicts: BTreeMap<String, Time>,
    /// The time after which the next fact is looked for.
    pub now: Time,
}

/// A customer's history as loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The history.
    pub history: History,
    /// The customer's revision: the current one, or that of the version in force at the past time.
    pub revision: i64,
    /// When the customer's own fields last changed.
    pub update_time: Time,
    /// The time of the next fact that was recorded ahead of time, as known now.
    pub next_fact_time: Option<Time>,
    /// The published referral figures, without the numbers by level, and their publish time. `None` outside
    /// the forest of referrals, and as known at a past time.
    pub referrals: Option<(Figures, Time)>,
    /// The further ids of the customer, in order. Its own fields name the id that it is known by.
    pub merged: Vec<String>,
}

impl Loaded {
    /// The id that the customer is known by.
    pub fn customer_id(&self) -> &str {
        &self.history.customer.customer_id
    }
}

impl Store {
    /// The histories of the customers in `ids` that exist, by these ids. A merged id has the history of the
    /// customer that it belongs to. As known now, histories rest on monthly sums and on the facts that `cut`
    /// needs. As known at a past time, they rest on facts alone.
    ///
    /// # Errors
    /// Fails if the database does not answer or holds unreadable data.
    pub async fn histories(
        &self,
        ids: &[String],
        cut: &Cut,
        knowledge: Knowledge,
    ) -> Result<BTreeMap<String, Loaded>, Error> {
        let (parts, merges) = match knowledge {
            Knowledge::Now => self.parts_now(ids, cut).await?,
            Knowledge::At(time) => self.parts_known(ids, time).await?,
        };
        if merges.is_empty() {
            let loaded = |(id, parts): (String, Parts)| Some((id, parts.loaded(knowledge)?));
            return Ok(parts.into_iter().filter_map(loaded).collect());
        }
        Ok(merged::histories(ids, (parts, &merges), knowledge))
    }

    /// Everything about the customers `ids` as known now, in one statement. For customers with several ids
    /// further statements follow, until one has read all their ids and every month that they need.
    async fn parts_now(&self, ids: &[String], cut: &Cut) -> Result<Found, Error> {
        let rows = self.rows_now(ids, cut).await.map_err(read_error)?;
        let (mut parts, mut merges) = Parts::read(&rows)?;
        if merges.is_empty() {
            return Ok((parts, merges));
        }
        let mut cut = cut.clone();
        let mut asked: BTreeSet<String> = ids.iter().cloned().collect();
        while let Some(ids) = merged::missing(&parts, &merges, (&asked, &mut cut)) {
            asked.extend(ids.iter().cloned());
            let rows = self.rows_now(&ids, &cut).await.map_err(read_error)?;
            let (more, newer) = Parts::read(&rows)?;
            merges.replace(&ids, newer);
            parts.extend(more);
        }
        Ok((parts, merges))
    }

    /// Everything about the customers `ids` and their other ids, as known at `time`. Merges come with every
    /// statement, and what was known at a past time does not change between two of them.
    async fn parts_known(&self, ids: &[String], time: Time) -> Result<Found, Error> {
        let rows = self.rows_known(ids, time).await.map_err(read_error)?;
        let (parts, merges) = Parts::read(&rows)?;
        let asked: BTreeSet<String> = ids.iter().cloned().collect();
        let all = merges.all_ids(&asked);
        if all == asked {
            return Ok((parts, merges));
        }
        let all: Vec<String> = all.into_iter().collect();
        let rows = self.rows_known(&all, time).await.map_err(read_error)?;
        Parts::read(&rows)
    }

    async fn rows_now(&self, ids: &[String], cut: &Cut) -> Result<Vec<PgRow>, sqlx::Error> {
        let months = cut.months.iter().map(|month| month::number(*month));
        let months: Vec<i32> = months.collect();
        let (seen, times): (Vec<&String>, Vec<Time>) = cut.six_month_verdicts.iter().unzip();
        let now = match ids {
            [id] => sqlx::query(sql::HISTORY_NOW.as_str()).bind(id),
            _ => sqlx::query(sql::HISTORIES_NOW_WHOLE.as_str()).bind(ids),
        };
        now.bind(months)
            .bind(seen)
            .bind(times)
            .bind(cut.now)
            .fetch_all(self.pool())
            .await
    }

    async fn rows_known(&self, ids: &[String], time: Time) -> Result<Vec<PgRow>, sqlx::Error> {
        let known = sqlx::query(sql::HISTORIES_KNOWN).bind(ids).bind(time);
        known.fetch_all(self.pool()).await
    }
}

/// The rows read about one id of a customer.
#[derive(Default)]
struct Parts {
    customer: Option<(Customer, i64, Time)>,
    next_fact_time: Option<Time>,
    referrals: Option<(Figures, Time)>,
    months: Months,
    events: Vec<Event>,
}

/// What was read about customers, by id, and their merges.
type Found = (BTreeMap<String, Parts>, Merges);

impl Parts {
    fn read(rows: &[PgRow]) -> Result<Found, Error> {
        let mut parts: BTreeMap<String, Self> = BTreeMap::new();
        let mut merges = Merges::default();
        for row in rows {
            if row.try_get::<i16, _>(0).map_err(read_error)? == 6 {
                let id = row.try_get(2).map_err(read_error)?;
                merges.insert(id, row.try_get(3).map_err(read_error)?);
                continue;
            }
            let customer_id: &str = row.try_get(1).map_err(read_error)?;
            if !parts.contains_key(customer_id) {
                parts.insert(customer_id.to_owned(), Self::default());
            }
            if let Some(parts) = parts.get_mut(customer_id) {
                parts.take(row)?;
            }
        }
        Ok((parts, merges))
    }

    fn take(&mut self, row: &PgRow) -> Result<(), Error> {
        match row.try_get::<i16, _>(0).map_err(read_error)? {
            0 => {
                self.customer = Some(customer(row)?);
                self.next_fact_time = next_fact_time(row).map_err(read_error)?;
            }
            3 => self.referrals = Some(referrals(row).map_err(read_error)?),
            1 => {
                let (month, flow) = month_sums(row).map_err(read_error)?;
                if !flow.is_zero() {
                    self.months.insert(month, flow);
                }
            }
            _ => self.events.push(event(row)?),
        }
        Ok(())
    }

    /// Assembles the history; `None` for a customer that was not known.
    fn loaded(self, knowledge: Knowledge) -> Option<Loaded> {
        let (customer, revision, update_time) = self.customer?;
        let history = match knowledge {
            Knowledge::Now => History::assemble(customer, self.months, self.events),
            Knowledge::At(_) => History::fold(customer, self.events),
        };
        Some(Loaded {
            history,
            revision,
            update_time,
            next_fact_time: self.next_fact_time,
            referrals: self.referrals,
            merged: Vec::new(),
        })
    }
}

/// Reads the fields of a customer, the revision and the time of their last change.
fn customer(row: &PgRow) -> Result<(Customer, i64, Time), Error> {
    let numbers: Vec<Option<i64>> = row.try_get(6).map_err(read_error)?;
    let number = |place: usize| numbers.get(place).copied().flatten().unwrap_or_default();
    let customer_id: String = row.try_get(1).map_err(read_error)?;
    let attributes = row.try_get(7).map_err(read_error)?;
    let (kind, buys_as) = (number(0) as i16, number(1) as i16);
    let decoded = Decoded::of(&customer_id, kind, buys_as, attributes)?;
    let read = || -> Result<(Customer, i64, Time), sqlx::Error> {
        let customer = Customer {
            customer_id,
            name: row.try_get(2)?,
            kind: decoded.kind,
            onboard_date: row.try_get(5)?,
            acquisition_source: row.try_get(3)?,
            buys_as: decoded.buys_as,
            attributes: decoded.attributes,
            prospect: number(2) != 0,
        };
        Ok((customer, number(3), row.try_get(4)?))
    };
    read().map_err(read_error)
}

fn next_fact_time(row: &PgRow) -> Result<Option<Time>, sqlx::Error> {
    let numbers: Vec<Option<i64>> = row.try_get(6)?;
    let micros = numbers.get(4).copied().flatten();
    Ok(micros.and_then(Time::from_timestamp_micros))
}

fn referrals(row: &PgRow) -> Result<(Figures, Time), sqlx::Error> {
    let numbers: Vec<i64> = row.try_get(6)?;
    let number = |place: usize| numbers.get(place).copied().unwrap_or_default();
    let own = Own {
        referrer: row.try_get(2)?,
        passed_up: number(0),
        value: number(1),
        contribution: number(2),
        ..Own::default()
    };
    let below = Below {
        value: number(3),
        value_at_boundary: number(4),
        count: number(5),
        direct: number(6),
        direct_paying: number(7),
        billed: number(8),
        paying: number(9),
        value_inflow: number(10),
        contribution_inflow: number(11),
        ..Below::default()
    };
    Ok((Figures { own, below }, row.try_get(4)?))
}

/// Reads a month of `customer_months` with its sums, in the columns that the statements about histories
/// select.
pub(super) fn month_sums(row: &PgRow) -> Result<(Month, Flow), sqlx::Error> {
    month::sums(&row.try_get::<Vec<i64>, _>(6)?)
}

/// Reads the key of a fact.
pub(super) fn key(row: &PgRow) -> Result<FactKey, sqlx::Error> {
    Ok(FactKey {
        customer_id: row.try_get(1)?,
        source: row.try_get(2)?,
        fact_id: row.try_get(3)?,
    })
}

/// Reads a row of `facts`, in the columns that the statements about histories select.
pub(super) fn event(row: &PgRow) -> Result<Event, Error> {
    let key = key(row).map_err(read_error)?;
    let body = read_body(row, 7).map_err(|why| corrupt(&key, &why))?;
    Ok(Event {
        occur_time: row.try_get(4).map_err(read_error)?,
        key,
        body,
    })
}
