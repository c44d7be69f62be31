//! Answers about single customers: cached ones, new ones about now, and ones about the past.

use super::Service;
use super::convert::basis::AnswerContext;
use super::convert::time::timestamp;
use crate::error::Error;
use crate::evaluate::memory::{self, Before};
use crate::evaluate::{ByCustomer, Evaluated, Question, unknown};
use crate::measures::Origin;
use crate::pb::v1 as pb;
use crate::stage;
use domain::time::Time;
use futures::future::join_all;
use prost::Message;
use std::collections::BTreeMap;

/// The kinds of answer that are cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A score with pillars and findings.
    FullScore,
    /// A score without pillars and findings.
    BasicScore,
    /// A class with its reasons.
    Classification,
}

impl Kind {
    /// The kind of a score, in full or basic.
    pub(super) fn score(full: bool) -> Self {
        if full {
            Self::FullScore
        } else {
            Self::BasicScore
        }
    }
}

/// An answer in wire form.
#[derive(Clone, Debug)]
pub enum Wire {
    /// A score.
    Score(Box<pb::Score>),
    /// A classification.
    Classification(Box<pb::Classification>),
}

/// The cache of answers.
pub type Memory = memory::Memory<Kind, Wire>;

/// A cache of at most `bytes`; 0 turns it off. With `is_sole_writer` no other process may write into the
/// database.
pub fn answer_memory(bytes: u64, is_sole_writer: bool) -> Memory {
    Memory::new(bytes, is_sole_writer, Wire::encoded_len)
}

impl Wire {
    /// The score, if this is one.
    pub(super) fn score(self) -> Option<pb::Score> {
        match self {
            Self::Score(score) => Some(*score),
            Self::Classification(_) => None,
        }
    }

    /// The classification, if this is one.
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

    /// The same answer given at `now`. Times that were the time of its making become `now`.
    fn given_at(mut self, now: Time) -> Self {
        let basis = match &mut self {
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
        self
    }
}

impl Service {
    /// Evaluates many customers as of the time asked about.
    async fn evaluate(&self, ids: &[String], question: &Question) -> Result<ByCustomer, Error> {
        if self.evaluator.is_now(question.as_of) {
            self.evaluator.many(ids, question).await
        } else {
            self.past.many(ids, question).await
        }
    }

    /// The answer of `kind` about `id`: the cached one, or a new one that `encode` makes.
    pub(super) async fn answer(
        &self,
        context: &AnswerContext,
        id: &str,
        kind: Kind,
        encode: impl Fn(&Evaluated) -> Wire,
    ) -> Result<Wire, Error> {
        let (before, kept) = self.recall(context, id, kind).await?;
        if let Some(wire) = kept {
            return Ok(wire);
        }
        let ids = [id.to_owned()];
        let mut evaluated = self.evaluate(&ids, &context.question).await?;
        let evaluated = evaluated.remove(id).unwrap_or_else(|| Err(unknown(id)))?;
        let wire = stage::encode().in_scope(|| encode(&evaluated));
        self.keep((context, id, kind), before, (&wire, &evaluated));
        Ok(wire)
    }

    /// The answers of `kind` about `ids`, each as [`Service::answer`] gives it.
    pub(super) async fn answers(
        &self,
        context: &AnswerContext,
        ids: &[String],
        kind: Kind,
        encode: impl Fn(&Evaluated) -> Wire,
    ) -> Result<BTreeMap<String, Result<Wire, Error>>, Error> {
        let mut wires = BTreeMap::new();
        let mut rest = BTreeMap::new();
        let recalled = join_all(ids.iter().map(|id| self.recall(context, id, kind))).await;
        for (id, recalled) in ids.iter().zip(recalled) {
            match recalled? {
                (_, Some(wire)) => drop(wires.insert(id.clone(), Ok(wire))),
                (before, None) => drop(rest.insert(id.clone(), before)),
            }
        }
        let ids: Vec<String> = rest.keys().cloned().collect();
        if ids.is_empty() {
            return Ok(wires);
        }
        for (id, evaluated) in self.evaluate(&ids, &context.question).await? {
            let before = rest.get(&id).copied().flatten();
            let wire = evaluated.map(|evaluated| {
                let wire = stage::encode().in_scope(|| encode(&evaluated));
                self.keep((context, &id, kind), before, (&wire, &evaluated));
                wire
            });
            wires.insert(id, wire);
        }
        Ok(wires)
    }

    /// Reads the state that the answer rests on and looks for a cached answer. Both are `None` if the
    /// question is one that the cache does not serve.
    async fn recall(
        &self,
        context: &AnswerContext,
        id: &str,
        kind: Kind,
    ) -> Result<(Option<Before>, Option<Wire>), Error> {
        if !self.memory.serves(&context.question, context.now) {
            return Ok((None, None));
        }
        let asked = (id, &context.question);
        let before = self.memory.before(&self.evaluator, asked).await?;
        let about = (id, kind, &context.question);
        let kept = self.memory.get(about, (before, &self.evaluator));
        let kept = kept.map(|wire| wire.given_at(context.now));
        self.store
            .measures()
            .answers(Origin::Memory, usize::from(kept.is_some()));
        Ok((Some(before), kept))
    }

    /// Counts an answer that was computed, and caches it if `before` is given. An answer about a merged id is not
    /// cached: what changes it is noted under the id that the customer is known by.
    fn keep(
        &self,
        (context, id, kind): (&AnswerContext, &str, Kind),
        before: Option<Before>,
        (wire, evaluated): (&Wire, &Evaluated),
    ) {
        self.store.measures().answers(Origin::Computed, 1);
        if let Some(before) = before.filter(|_| evaluated.customer_id == id) {
            let about = (id, kind, &context.question);
            self.memory.put(about, before, (wire.clone(), evaluated));
        }
    }
}
