//! Answers about now, kept in memory as they are given.
//!
//! A kept answer is given again while all that it rests on is the same: what is recorded about the customer,
//! what is published, the models and the hour; and until time alone changes it, at UTC midnight or when a fact
//! happens that was recorded ahead. The sole writer of a database knows without asking whether anything was
//! recorded; others ask the database first, many callers in one statement.

use super::{Evaluated, Evaluator, Question};
use crate::error::Error;
use crate::models::{Edition, HourKey, ModelChoice};
use crate::store::{Knowledge, State};
use domain::time::{Time, add_days, start_of};
use moka::sync::Cache;
use std::hash::Hash;
use std::sync::Arc;

/// What answers weigh in memory, in bytes for each byte on the wire.
const WEIGHT: usize = 3;

/// What an answer weighs beside its bytes.
const OVERHEAD: usize = 512;

/// What a kept answer answers: a kind of question about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key<K> {
    customer_id: String,
    kind: K,
    /// The model named, and its version.
    model: Option<(String, i32)>,
}

impl<K> Key<K> {
    fn new(customer_id: &str, kind: K, question: &Question) -> Self {
        let model = match &question.models {
            ModelChoice::Active(_) => None,
            ModelChoice::Named(model) => Some((model.id.clone(), model.version)),
        };
        Self {
            customer_id: customer_id.to_owned(),
            kind,
            model,
        }
    }
}

/// An answer with all that it rests on.
#[derive(Debug)]
struct Entry<A> {
    answer: A,
    state: State,
    before: Before,
    from: Time,
    until: Time,
}

/// What an answer rests on, as it stands before the answer is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// The number of writes about the customer.
    freshness: u64,
    /// What the database says, where it was asked.
    state: Option<State>,
    hour: HourKey,
    models: Edition,
}

/// Answers of kinds `K` that may be given again. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Memory<K, A>
where
    K: Eq + Hash + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    entries: Option<Cache<Key<K>, Arc<Entry<A>>>>,
    /// Whether nobody else writes into the database.
    is_sole_writer: bool,
}

impl<K, A> Memory<K, A>
where
    K: Eq + Hash + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    /// Keeps answers of at most `bytes`, none if that is 0; `weigh` says how long one is on the wire.
    pub fn new(bytes: u64, is_sole_writer: bool, weigh: fn(&A) -> usize) -> Self {
        let weigh = move |_: &Key<K>, entry: &Arc<Entry<A>>| {
            let weight = weigh(&entry.answer) * WEIGHT + OVERHEAD;
            u32::try_from(weight).unwrap_or(u32::MAX)
        };
        let cache = || Cache::builder().weigher(weigh).max_capacity(bytes).build();
        Self {
            entries: (bytes > 0).then(cache),
            is_sole_writer,
        }
    }

    /// Whether an answer to `question`, asked at `now`, may come from memory.
    pub fn serves(&self, question: &Question, now: Time) -> bool {
        let as_of = question.as_of;
        self.entries.is_some() && as_of.knowledge == Knowledge::Now && as_of.at == now
    }

    /// What an answer about `id` rests on now. To be taken before the customer is loaded.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn before(&self, evaluator: &Evaluator, id: &str) -> Result<Before, Error> {
        let store = evaluator.store();
        let freshness = store.freshness(id);
        let state = if self.is_sole_writer {
            None
        } else {
            store.state(id).await?
        };
        let newer = state.is_some_and(|it| it.publication > evaluator.compared().number());
        if newer {
            evaluator.refresh().await?;
        }
        Ok(Before {
            freshness,
            state,
            hour: evaluator.hour(),
            models: evaluator.registry().models().edition(),
        })
    }

    /// The kept answer, if it still holds.
    pub fn get(
        &self,
        (id, kind, question): (&str, K, &Question),
        (before, evaluator): (Before, &Evaluator),
    ) -> Option<A> {
        let entry = self.entries.as_ref()?.get(&Key::new(id, kind, question))?;
        let unchanged = match before.state {
            Some(state) => entry.state == state,
            None => {
                self.is_sole_writer
                    && entry.before.freshness == before.freshness
                    && entry.state.publication == evaluator.compared().number()
            }
        };
        let same = entry.before.hour == before.hour && entry.before.models == before.models;
        let now = question.as_of.at;
        let holds = unchanged && same && entry.from <= now && now < entry.until;
        holds.then(|| entry.answer.clone())
    }

    /// Keeps an answer that was made of `evaluated`.
    pub fn put(
        &self,
        (id, kind, question): (&str, K, &Question),
        before: Before,
        (answer, evaluated): (A, &Evaluated),
    ) {
        let Some(entries) = &self.entries else {
            return;
        };
        let now = question.as_of.at;
        let midnight = start_of(add_days(now.date_naive(), 1));
        let next = evaluated.next_fact_time;
        let entry = Entry {
            answer,
            state: State {
                revision: evaluated.revision,
                referrals: evaluated.referrals.publish_time(),
                publication: evaluated.compared.number(),
            },
            before,
            from: now,
            until: next.map_or(midnight, |next| next.min(midnight)),
        };
        entries.insert(Key::new(id, kind, question), Arc::new(entry));
    }
}
