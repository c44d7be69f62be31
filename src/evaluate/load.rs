//! Histories as an answer needs them.

use super::{Answers, Asked, Choice};
use crate::error::Error;
use crate::store::{Cut, Knowledge, Loaded};
use domain::assessment::{effective_time, months_cut};
use domain::model::Model;
use domain::time::{Month, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Answers {
    /// Loads `ids`. The classes of quiet and past customers speak for the day they last bought or left,
    /// which is known only once they are loaded: for them the facts of that time are loaded in a second
    /// step.
    pub(super) async fn load(
        &self,
        ids: &[String],
        asked: Asked,
        choice: &Choice,
    ) -> Result<BTreeMap<String, Loaded>, Error> {
        let mut cut = Cut {
            months: self.months(asked, asked.at, choice),
            six_month_verdicts: ids.iter().map(|id| (id.clone(), asked.at)).collect(),
            now: self.now(),
        };
        let mut loaded = self.store.histories(ids, &cut, asked.knowledge).await?;
        // What was known at a past time is loaded as facts, all of them.
        if asked.knowledge != Knowledge::Now {
            return Ok(loaded);
        }
        let earlier = self.earlier(&loaded, asked, choice);
        if !earlier.is_empty() {
            let then = earlier
                .values()
                .flatten()
                .flat_map(|then| self.months(asked, *then, choice));
            let months: BTreeSet<Month> = cut.months.iter().copied().chain(then).collect();
            cut.months = months.into_iter().collect();
            let ids: Vec<String> = earlier.into_keys().collect();
            loaded.extend(self.store.histories(&ids, &cut, asked.knowledge).await?);
        }
        Ok(loaded)
    }

    /// The moments that classes of quiet and past customers speak for, by any model that may answer.
    fn earlier(
        &self,
        loaded: &BTreeMap<String, Loaded>,
        asked: Asked,
        choice: &Choice,
    ) -> BTreeMap<String, BTreeSet<Time>> {
        let models = self.models(asked, choice);
        let moments = |(id, loaded): (&String, &Loaded)| {
            let view = loaded.history.at(asked.at);
            let moments = models.iter().map(|model| effective_time(view, model));
            let moments: BTreeSet<Time> = moments.filter(|time| *time != asked.at).collect();
            (!moments.is_empty()).then(|| (id.clone(), moments))
        };
        loaded.iter().filter_map(moments).collect()
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
