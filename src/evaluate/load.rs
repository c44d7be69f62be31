//! Histories as an evaluation needs them.

use super::{Evaluator, Question};
use crate::error::Error;
use crate::store::{Cut, Knowledge, Loaded};
use domain::evaluation::{effective_time, months_cut};
use domain::time::{Month, Time};
use std::collections::{BTreeMap, BTreeSet};

impl Evaluator {
    /// Loads `ids`. The classes of quiet and past customers speak for the day they last bought or left,
    /// which is known only once they are loaded: for them the facts of that time are loaded in a second
    /// step.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn load(
        &self,
        ids: &[String],
        question: &Question,
    ) -> Result<BTreeMap<String, Loaded>, Error> {
        let as_of = question.as_of;
        let mut cut = Cut {
            months: months(question, as_of.at),
            six_month_verdicts: ids.iter().map(|id| (id.clone(), as_of.at)).collect(),
            now: self.now(),
        };
        let mut loaded = self.store.histories(ids, &cut, as_of.knowledge).await?;
        // What was known at a past time is loaded as facts, all of them.
        if as_of.knowledge != Knowledge::Now {
            return Ok(loaded);
        }
        let earlier = earlier(&loaded, question);
        if !earlier.is_empty() {
            let then = earlier
                .values()
                .flatten()
                .flat_map(|then| months(question, *then));
            let months: BTreeSet<Month> = cut.months.iter().copied().chain(then).collect();
            cut.months = months.into_iter().collect();
            let ids: Vec<String> = earlier.into_keys().collect();
            loaded.extend(self.store.histories(&ids, &cut, as_of.knowledge).await?);
        }
        Ok(loaded)
    }
}

/// The moments that classes of quiet and past customers speak for, by any model that may answer.
fn earlier(
    loaded: &BTreeMap<String, Loaded>,
    question: &Question,
) -> BTreeMap<String, BTreeSet<Time>> {
    let as_of = question.as_of;
    let models = question.models.candidates(as_of.knowledge);
    let moments = |(id, loaded): (&String, &Loaded)| {
        let view = loaded.history.at(as_of.at);
        let moments = models.iter().map(|model| effective_time(view, model));
        let moments: BTreeSet<Time> = moments.filter(|time| *time != as_of.at).collect();
        (!moments.is_empty()).then(|| (id.clone(), moments))
    };
    loaded.iter().filter_map(moments).collect()
}

/// The months whose single facts an answer that speaks for `time` needs, by any model that may answer.
fn months(question: &Question, time: Time) -> Vec<Month> {
    let as_of = question.as_of;
    let models = question.models.candidates(as_of.knowledge);
    let months = models
        .iter()
        .flat_map(|model| months_cut(model, as_of.at, time));
    let months: BTreeSet<Month> = months.collect();
    months.into_iter().collect()
}
