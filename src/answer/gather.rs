//! Customers with everyone they brought, as loaded from the store.

use super::reach::Reach;
use super::{Answers, Asked, Choice};
use crate::error::Error;
use crate::store::{Cut, Knowledge, Loaded, Store};
use domain::assessment::{effective_time, months_cut};
use domain::history::History;
use domain::model::Model;
use domain::time::{Month, Time};
use domain::tree::{Brought, Member, Tree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Customers and those they brought. Of the customers asked about everything was read, of all others what
/// they are worth.
#[derive(Debug)]
pub(super) struct Gathered<'a> {
    reach: &'a Reach,
    loaded: BTreeMap<String, Loaded>,
    /// What those brought whose trees are too large to hold.
    pub(super) brought: BTreeMap<String, Brought>,
}

impl Answers {
    /// Gathers `ids` with everyone below them. The classes of quiet and past customers speak for the day
    /// they last bought or left, which is known only once they are loaded: for them the facts of that time
    /// are loaded in a second step, beside those of the time asked about, for which others may need the same
    /// histories.
    pub(super) async fn gather<'a>(
        &self,
        reach: &'a Reach,
        ids: &[String],
        asked: Asked,
        choice: &Choice,
    ) -> Result<Gathered<'a>, Error> {
        let mut gathered = Gathered {
            reach,
            loaded: BTreeMap::new(),
            brought: BTreeMap::new(),
        };
        let all: BTreeSet<String> = ids.iter().cloned().collect();
        let mut cut = Cut {
            months: self.months(asked, asked.at, choice),
            six_month_verdicts: all.iter().map(|id| (id.clone(), asked.at)).collect(),
        };
        let worths = reach.brought_by(ids);
        gathered
            .take(&self.store, (&all, worths), &cut, asked.knowledge)
            .await?;
        let past = self.past(&gathered, &all, asked, choice);
        // What was known at a past time is loaded as facts, all of them.
        if past.is_empty() || asked.knowledge != Knowledge::Now {
            return Ok(gathered);
        }
        let then = past
            .values()
            .flatten()
            .flat_map(|then| self.months(asked, *then, choice));
        let months: BTreeSet<Month> = cut.months.iter().copied().chain(then).collect();
        cut.months = months.into_iter().collect();
        let below = reach.brought_by(past.keys());
        let (whole, worths): (BTreeSet<String>, BTreeSet<String>) =
            below.into_iter().partition(|id| all.contains(id));
        let whole = whole.into_iter().chain(past.keys().cloned()).collect();
        gathered
            .take(&self.store, (&whole, worths), &cut, asked.knowledge)
            .await?;
        Ok(gathered)
    }

    /// Gathers what `id` and those below are worth, as far as they were looked at.
    pub(super) async fn gather_worths<'a>(
        &self,
        reach: &'a Reach,
        id: &str,
        asked: Asked,
    ) -> Result<Gathered<'a>, Error> {
        let mut gathered = Gathered {
            reach,
            loaded: BTreeMap::new(),
            brought: BTreeMap::new(),
        };
        let cut = Cut {
            months: vec![Month::at(asked.at)],
            six_month_verdicts: BTreeMap::new(),
        };
        let worths = reach.members(id).into_iter().collect();
        gathered
            .take(
                &self.store,
                (&BTreeSet::new(), worths),
                &cut,
                asked.knowledge,
            )
            .await?;
        Ok(gathered)
    }

    /// The moments that classes of quiet and past customers speak for, by any model that may answer.
    fn past(
        &self,
        gathered: &Gathered<'_>,
        ids: &BTreeSet<String>,
        asked: Asked,
        choice: &Choice,
    ) -> BTreeMap<String, BTreeSet<Time>> {
        let models = self.models(asked, choice);
        let moments = |id: &String| {
            let view = gathered.history(id)?.at(asked.at);
            let moments = models.iter().map(|model| effective_time(view, model));
            let moments: BTreeSet<Time> = moments.filter(|time| *time != asked.at).collect();
            (!moments.is_empty()).then(|| (id.clone(), moments))
        };
        ids.iter().filter_map(moments).collect()
    }

    fn models(&self, asked: Asked, choice: &Choice) -> Arc<[Arc<Model>]> {
        match choice {
            Choice::Active => self.shelf.in_force(asked.knowledge),
            Choice::Named(model) => Arc::from([model.clone()]),
        }
    }

    /// The months whose single facts an answer that speaks for `time` needs, by any model that may
    /// answer.
    fn months(&self, asked: Asked, time: Time, choice: &Choice) -> Vec<Month> {
        let months: BTreeSet<Month> = self
            .models(asked, choice)
            .iter()
            .flat_map(|model| months_cut(model, asked.at, time))
            .collect();
        months.into_iter().collect()
    }
}

impl Gathered<'_> {
    /// Loads everything about `ids` and what `worths` are worth, in place of what was loaded of them.
    async fn take(
        &mut self,
        store: &Store,
        (ids, worths): (&BTreeSet<String>, BTreeSet<String>),
        cut: &Cut,
        knowledge: Knowledge,
    ) -> Result<(), Error> {
        let ids: Vec<String> = ids.iter().cloned().collect();
        let worths: Vec<String> = worths.into_iter().collect();
        let loaded = store.histories_and_worths((&ids, &worths), cut, knowledge);
        self.loaded.extend(loaded.await?);
        Ok(())
    }

    pub(super) fn history(&self, id: &str) -> Option<&History> {
        self.loaded.get(id).map(|loaded| &loaded.history)
    }

    pub(super) fn revision(&self, id: &str) -> i64 {
        self.loaded.get(id).map_or(0, |loaded| loaded.revision)
    }

    /// `id` with everyone they brought; of a tree too large to hold, with what those are worth.
    pub(super) fn tree(&self, id: &str) -> Option<Tree<'_>> {
        let Some(brought) = self.brought.get(id) else {
            return self.members(id).map(Tree::new);
        };
        let referral_time = self.reach.above(id).map(|edge| edge.occur_time);
        Some(Tree::of_many(self.history(id)?, referral_time, *brought))
    }

    /// `id` and those they brought as far as they were loaded, breadth first.
    fn members(&self, id: &str) -> Option<Vec<Member<'_>>> {
        let mut members = vec![Member {
            history: self.history(id)?,
            referrer: None,
            referral_time: self.reach.above(id).map(|edge| edge.occur_time),
            would_have_come_anyway_bps: None,
        }];
        let mut waiting = VecDeque::from([(id, 0)]);
        while let Some((referrer, place)) = waiting.pop_front() {
            for edge in self.reach.directly_below(referrer) {
                let Some(history) = self.history(&edge.referred) else {
                    continue;
                };
                members.push(Member {
                    history,
                    referrer: Some(place),
                    referral_time: Some(edge.occur_time),
                    would_have_come_anyway_bps: edge.would_have_come_anyway_bps,
                });
                waiting.push_back((&edge.referred, members.len() - 1));
            }
        }
        Some(members)
    }
}
