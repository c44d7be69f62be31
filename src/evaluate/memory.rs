//! Answers about now, kept in memory as they go on the wire.
//!
//! A kept answer is given again while all that it rests on is the same: what is recorded about the customer,
//! what is published, the model and the hour; and until time alone changes it, at UTC midnight or when a fact
//! happens that was recorded ahead. The sole writer of a database knows without asking whether anything was
//! recorded; others ask the database first, many callers in one statement.

use super::Service;
use super::convert::basis::Frame;
use super::convert::time::timestamp;
use crate::answer::{Answer, Choice};
use crate::error::Error;
use crate::measures::Origin;
use crate::pb::v1 as pb;
use crate::stage;
use crate::store::{Knowledge, State};
use domain::time::{Time, add_days, start_of};
use futures::future::join_all;
use moka::sync::Cache;
use prost::Message;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What answers weigh in memory, in bytes for each byte on the wire.
const WEIGHT: usize = 3;

/// What an answer weighs beside its bytes.
const OVERHEAD: usize = 512;

/// What a kept answer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    FullScore,
    BasicScore,
    Classification,
}

impl Kind {
    /// A score in full, or not.
    pub(super) fn score(full: bool) -> Self {
        if full {
            Self::FullScore
        } else {
            Self::BasicScore
        }
    }
}

/// The question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    customer_id: String,
    kind: Kind,
    /// The model named, and its version.
    model: Option<(String, i32)>,
}

/// An answer with all that it rests on.
#[derive(Debug)]
struct Kept {
    wire: Wire,
    /// The number of writes about the customer when it began to be loaded.
    freshness: u64,
    state: State,
    hour: Option<(i64, i64)>,
    from: Time,
    until: Time,
}

/// Answers as they go on the wire.
#[derive(Clone, Debug)]
pub(super) enum Wire {
    Score(Box<pb::Score>),
    Classification(Box<pb::Classification>),
}

/// Answers that may be given again. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Memory {
    kept: Option<Cache<Key, Arc<Kept>>>,
    /// Whether nobody else writes into the database.
    is_sole_writer: bool,
}

impl Memory {
    /// Keeps answers of at most `bytes`; none if that is 0.
    pub fn new(bytes: u64, is_sole_writer: bool) -> Self {
        let weigh = |_: &Key, kept: &Arc<Kept>| {
            let weight = kept.wire.encoded_len() * WEIGHT + OVERHEAD;
            u32::try_from(weight).unwrap_or(u32::MAX)
        };
        let cache = || Cache::builder().weigher(weigh).max_capacity(bytes).build();
        Self {
            kept: (bytes > 0).then(cache),
            is_sole_writer,
        }
    }
}

impl Wire {
    /// The score, if it is one.
    pub(super) fn score(self) -> Option<pb::Score> {
        match self {
            Self::Score(score) => Some(*score),
            Self::Classification(_) => None,
        }
    }

    /// The classification, if it is one.
    pub(super) fn classification(self) -> Option<pb::Classification> {
        match self {
            Self::Score(_) => None,
            Self::Classification(classification) => Some(*classification),
        }
    }

    fn encoded_len(&self) -> usize {
        match self {
            Self::Score(score) => score.encoded_len(),
            Self::Classification(classification) => classification.encoded_len(),
        }
    }

    /// The same answer given at `now`: it speaks for that time where it spoke for the time it was made.
    fn given_at(&self, now: Time) -> Self {
        let mut wire = self.clone();
        let basis = match &mut wire {
            Self::Score(score) => score.basis.as_mut(),
            Self::Classification(classification) => classification.basis.as_mut(),
        };
        if let Some(basis) = basis {
            let made = basis.as_of_time;
            let times = [
                &mut basis.as_of_time,
                &mut basis.effective_time,
                &mut basis.class_time,
            ];
            let of_now = times.into_iter().filter(|time| **time == made);
            of_now.for_each(|time| *time = Some(timestamp(now)));
        }
        wire
    }
}

/// What is known about a customer before an answer is looked for.
#[derive(Clone, Copy, Debug)]
struct Known {
    freshness: u64,
    /// What the database says, where it was asked.
    state: Option<State>,
    /// What an hour costs and is billed at.
    hour: Option<(i64, i64)>,
}

impl Service {
    /// The answer of `kind` about `id`: one that is kept, or one that is made now by `encode`.
    pub(super) async fn remember(
        &self,
        (frame, choice): (&Frame, &Choice),
        id: &str,
        kind: Kind,
        encode: impl Fn(&Frame, &Answer) -> Wire,
    ) -> Result<Wire, Error> {
        let measures = self.store.measures();
        let compute = async || {
            let answer = self.answers.assess_one(id, frame.asked, choice).await?;
            measures.answers(Origin::Computed, 1);
            let wire = stage::encode().in_scope(|| encode(frame, &answer));
            Ok::<_, Error>((answer, wire))
        };
        let Some(cache) = self.cache(frame) else {
            return Ok(compute().await?.1);
        };
        let known = self.known(id).await?;
        if let Some(wire) = self.recall(cache, (id, kind, choice), known, frame.now) {
            measures.answers(Origin::Memory, 1);
            return Ok(wire);
        }
        let (answer, wire) = compute().await?;
        let kept = keep(wire.clone(), known, &answer, frame.now);
        cache.insert(key(id, kind, choice), Arc::new(kept));
        Ok(wire)
    }

    /// The answers of `kind` about `ids`, each as [`Service::remember`] gives it.
    pub(super) async fn remember_many(
        &self,
        (frame, choice): (&Frame, &Choice),
        ids: &[String],
        kind: Kind,
        encode: impl Fn(&Frame, &str, &Answer) -> Wire,
    ) -> Result<BTreeMap<String, Result<Wire, Error>>, Error> {
        let mut wires = BTreeMap::new();
        let mut known = BTreeMap::new();
        let cache = self.cache(frame);
        if let Some(cache) = cache {
            for (id, at) in ids
                .iter()
                .zip(join_all(ids.iter().map(|id| self.known(id))).await)
            {
                let at = at?;
                known.insert(id.as_str(), at);
                if let Some(wire) = self.recall(cache, (id, kind, choice), at, frame.now) {
                    wires.insert(id.clone(), Ok(wire));
                }
            }
        }
        let measures = self.store.measures();
        measures.answers(Origin::Memory, wires.len());
        let rest = ids.iter().filter(|id| !wires.contains_key(*id));
        let rest: Vec<String> = rest.cloned().collect();
        if rest.is_empty() {
            return Ok(wires);
        }
        for (id, answer) in self.answers.assess_many(&rest, frame.asked, choice).await? {
            let wire = answer.map(|answer| {
                measures.answers(Origin::Computed, 1);
                let wire = stage::encode().in_scope(|| encode(frame, &id, &answer));
                if let Some((cache, known)) = cache.zip(known.get(id.as_str())) {
                    let kept = keep(wire.clone(), *known, &answer, frame.now);
                    cache.insert(key(&id, kind, choice), Arc::new(kept));
                }
                wire
            });
            wires.insert(id, wire);
        }
        Ok(wires)
    }

    /// The kept answers, if there are any and the question is about now.
    fn cache(&self, frame: &Frame) -> Option<&Cache<Key, Arc<Kept>>> {
        let is_now = frame.asked.knowledge == Knowledge::Now && frame.asked.at == frame.now;
        self.memory.kept.as_ref().filter(|_| is_now)
    }

    fn recall(
        &self,
        cache: &Cache<Key, Arc<Kept>>,
        (id, kind, choice): (&str, Kind, &Choice),
        known: Known,
        now: Time,
    ) -> Option<Wire> {
        let kept = cache.get(&key(id, kind, choice))?;
        self.still_holds(&kept, known, now)
            .then(|| kept.wire.given_at(now))
    }

    async fn known(&self, id: &str) -> Result<Known, Error> {
        let freshness = self.store.freshness(id);
        let state = if self.memory.is_sole_writer {
            None
        } else {
            self.store.state(id).await?
        };
        let newer = state.is_some_and(|it| it.publication > self.answers.compared().number());
        if newer {
            self.answers.refresh().await?;
        }
        Ok(Known {
            freshness,
            state,
            hour: self.answers.hour(),
        })
    }

    fn still_holds(&self, kept: &Kept, known: Known, now: Time) -> bool {
        let unchanged = match known.state {
            Some(state) => kept.state == state,
            None => {
                self.memory.is_sole_writer
                    && kept.freshness == known.freshness
                    && kept.state.publication == self.answers.compared().number()
            }
        };
        unchanged && kept.hour == known.hour && kept.from <= now && now < kept.until
    }
}

/// What is kept of an answer that was made at `now`.
fn keep(wire: Wire, known: Known, answer: &Answer, now: Time) -> Kept {
    let midnight = start_of(add_days(now.date_naive(), 1));
    Kept {
        wire,
        freshness: known.freshness,
        state: State {
            revision: answer.revision,
            referrals: answer.referrals.publish_time(),
            publication: answer.compared.number(),
        },
        hour: known.hour,
        from: now,
        until: answer
            .next_fact_time
            .map_or(midnight, |next| next.min(midnight)),
    }
}

fn key(id: &str, kind: Kind, choice: &Choice) -> Key {
    let model = match choice {
        Choice::Active => None,
        Choice::Named(model) => Some((model.id.clone(), model.version)),
    };
    Key {
        customer_id: id.to_owned(),
        kind,
        model,
    }
}
