//! Keeps answers about now in memory and gives them again.
//!
//! A cached answer is valid while nothing it rests on has changed: the customer's records, the published
//! figures, the models and the company's hour. It ends when time alone changes it: at UTC midnight, or when a
//! fact occurs that was recorded ahead of its time. The only writer of a database knows whether anything was
//! recorded. With other writers the cache asks the database first, with one statement for many callers.

use super::{Evaluated, Evaluator, Question};
use crate::error::Error;
use crate::models::{Edition, HourKey, ModelChoice};
use crate::store::{Knowledge, State};
use domain::time::{Time, add_days, start_of};
use moka::sync::Cache;
use std::hash::Hash;
use std::sync::Arc;

/// The bytes of memory that an answer takes for each byte on the wire.
const WEIGHT: usize = 3;

/// The bytes of memory that an answer takes besides its content.
const OVERHEAD: usize = 512;

/// The key of a cached answer: the customer, the kind of question and the model.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key<K> {
    customer_id: String,
    kind: K,
    /// The id and version of the model, if the question names one.
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

/// A cached answer with everything it rests on.
#[derive(Debug)]
struct Entry<A> {
    answer: A,
    state: State,
    before: Before,
    from: Time,
    until: Time,
}

/// The state that an answer rests on, read before the customer is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// A number that changes with every write about the customer through this store.
    freshness: u64,
    /// The state in the database, if the database was asked.
    state: Option<State>,
    hour: HourKey,
    /// The edition of the models that answer by themselves; `None` if the question names its model.
    models: Option<Edition>,
}

/// A cache of answers of the kinds `K`. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Memory<K, A>
where
    K: Eq + Hash + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    entries: Option<Cache<Key<K>, Arc<Entry<A>>>>,
    /// Whether this process is the only one that writes into the database.
    is_sole_writer: bool,
}

impl<K, A> Memory<K, A>
where
    K: Eq + Hash + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    /// A cache of at most `bytes`; 0 turns it off. `weigh` returns the length of an answer on the wire, in
    /// bytes.
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

    /// Whether the cache may answer `question`, asked at `now`.
    pub fn serves(&self, question: &Question, now: Time) -> bool {
        let as_of = question.as_of;
        self.entries.is_some() && as_of.knowledge == Knowledge::Now && as_of.at == now
    }

    /// Reads the state that an answer about `id` rests on. Call it before the customer is loaded.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    pub async fn before(
        &self,
        evaluator: &Evaluator,
        (id, question): (&str, &Question),
    ) -> Result<Before, Error> {
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
            models: match &question.models {
                // The models that will answer. The registry may have newer ones by now.
                ModelChoice::Active(models) => Some(models.edition()),
                ModelChoice::Named(_) => None,
            },
        })
    }

    /// The cached answer, if it is still valid.
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

    /// Keeps an answer that was made from `evaluated`.
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
