//! Finds recorded facts that new facts equal: those of the same customer, time and body with another label.

use std::collections::BTreeMap;

use domain::fact::{Body, Fact, FactKey};
use domain::time::{Month, Time};
use sqlx::Row;

use crate::error::Error;
use crate::store::fact::{body_text, invoice_of};
use crate::store::fault::Fault;
use crate::store::lent::Lent;
use crate::store::lock::Locked;
use crate::store::{month, sql};

/// The handling of a new fact that equals a fact with another label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EqualFacts {
    /// It is recorded, and equal facts are not looked for.
    #[default]
    Record,
    /// It is recorded, and the outcome names the equal fact.
    Report,
    /// It is refused.
    Refuse,
    /// It is refused. If it is a receipt of an invoice, the label of the recorded fact may be the same.
    RefuseAnyLabel,
}

/// A recorded fact that a new fact equals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualFact {
    /// The place of the new fact in the batch.
    pub index: usize,
    /// The key of the recorded fact.
    pub key: FactKey,
    /// The label of the recorded fact; may be empty.
    pub label: String,
    /// When it was recorded.
    pub record_time: Time,
}

/// What equal facts have in common: the customer, the time, and the body as it is stored.
type Content = (String, Time, String);

/// A fact with a content that the batch asks about.
struct Known {
    key: FactKey,
    label: String,
    record_time: Time,
    since: Since,
}

/// Since when a known fact is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Since {
    /// It was recorded before the batch.
    Before,
    /// The batch records it.
    Now,
    /// Never: the batch refuses it, and it only takes the place of the one that it equals.
    Never,
}

/// The facts with the contents of a batch, if the batch asks about equal facts.
#[derive(Default)]
pub(super) struct Equals {
    asked: EqualFacts,
    known: BTreeMap<Content, Vec<Known>>,
}

impl Equals {
    /// Reads the live facts with the contents of `new`, each content in order of record time.
    pub(super) async fn load<'f>(
        transaction: &mut Lent,
        asked: EqualFacts,
        new: impl Iterator<Item = &'f Fact>,
        locked: &Locked,
    ) -> Result<Self, Fault> {
        let mut equals = Self {
            asked,
            known: BTreeMap::new(),
        };
        if asked == EqualFacts::Record {
            return Ok(equals);
        }
        for fact in new {
            let content = content(&fact.key, fact.occur_time, &fact.body)?;
            equals.known.insert(content, Vec::new());
        }
        let stored = equals.known.iter_mut();
        let mut stored: Vec<(&Content, &mut Vec<Known>)> = stored
            .filter(|(content, _)| !locked.created.contains(&content.0))
            .collect();
        if stored.is_empty() {
            return Ok(equals);
        }
        let contents = || stored.iter().map(|(content, _)| *content);
        let months = contents().map(|content| month::number(Month::at(content.1)));
        let rows = sqlx::query(sql::EQUAL_FACTS)
            .bind(contents().map(|it| it.0.as_str()).collect::<Vec<_>>())
            .bind(months.collect::<Vec<_>>())
            .bind(contents().map(|it| it.1).collect::<Vec<_>>())
            .bind(contents().map(|it| it.2.as_str()).collect::<Vec<_>>())
            .fetch_all(transaction)
            .await?;
        for row in rows {
            let place: i64 = row.try_get("place")?;
            let Some((content, known)) = stored.get_mut(place as usize - 1) else {
                continue;
            };
            known.push(Known {
                key: FactKey {
                    customer_id: content.0.clone(),
                    source: row.try_get("source")?,
                    fact_id: row.try_get("fact_id")?,
                },
                label: row.try_get("label")?,
                record_time: row.try_get("record_time")?,
                since: Since::Before,
            });
        }
        Ok(equals)
    }

    /// The recorded fact that `fact`, the item at `index`, equals. Each recorded fact answers for one new fact.
    /// Fails if the batch refuses equal facts.
    pub(super) fn judge(&mut self, index: usize, fact: &Fact) -> Result<Option<EqualFact>, Error> {
        let any_label =
            self.asked == EqualFacts::RefuseAnyLabel && invoice_of(&fact.body).is_some();
        let Some(known) = self.alike(&fact.key, fact.occur_time, &fact.body)? else {
            return Ok(None);
        };
        let (mut others, mut taken): (Vec<&Known>, usize) = (Vec::new(), 0);
        for other in known.iter() {
            let answers = if any_label {
                other.since == Since::Before
            } else {
                other.since != Since::Never && other.label != fact.label
            };
            if answers {
                others.push(other);
            }
            taken += usize::from(if any_label {
                other.since == Since::Never
            } else {
                other.label == fact.label
            });
        }
        let Some(other) = others.get(taken) else {
            return Ok(None);
        };
        let equal = EqualFact {
            index,
            key: other.key.clone(),
            label: other.label.clone(),
            record_time: other.record_time,
        };
        if self.asked == EqualFacts::Report {
            return Ok(Some(equal));
        }
        self.put(fact, equal.record_time, Since::Never)?;
        let FactKey {
            customer_id,
            source,
            fact_id,
        } = equal.key;
        Err(Error::EqualFactRecorded {
            customer_id,
            source,
            fact_id,
            label: equal.label,
        })
    }

    /// Adds a fact that the batch records at `record_time`.
    pub(super) fn add(&mut self, fact: &Fact, record_time: Time) -> Result<(), Error> {
        self.put(fact, record_time, Since::Now)
    }

    fn put(&mut self, fact: &Fact, record_time: Time, since: Since) -> Result<(), Error> {
        if let Some(known) = self.alike(&fact.key, fact.occur_time, &fact.body)? {
            known.push(Known {
                key: fact.key.clone(),
                label: fact.label.clone(),
                record_time,
                since,
            });
        }
        Ok(())
    }

    /// Removes a retracted fact.
    pub(super) fn forget(&mut self, key: &FactKey, time: Time, body: &Body) -> Result<(), Error> {
        if let Some(known) = self.alike(key, time, body)? {
            known.retain(|known| known.key != *key);
        }
        Ok(())
    }

    /// The facts with this content, if the batch asks about it.
    fn alike(
        &mut self,
        key: &FactKey,
        time: Time,
        body: &Body,
    ) -> Result<Option<&mut Vec<Known>>, Error> {
        if self.asked == EqualFacts::Record {
            return Ok(None);
        }
        Ok(self.known.get_mut(&content(key, time, body)?))
    }
}

fn content(key: &FactKey, time: Time, body: &Body) -> Result<Content, Error> {
    Ok((key.customer_id.clone(), time, body_text(body)?))
}
