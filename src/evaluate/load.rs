//! Loads the histories that evaluations need.

use super::{Evaluator, Question};
use crate::error::Error;
use crate::store::{Cut, Knowledge, Loaded};
use domain::evaluation::{effective_time, months_cut};
use domain::time::{Month, Time};
use std::collections::{BTreeMap, BTreeSet};

impl Evaluator {
    /// Loads the customers `ids`. The classes of quiet and past customers are those of the day on which the
    /// customer last bought or left. That day is known only after loading, so a second step loads the facts
    /// around it.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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
        let mut loaded = self.store().histories(ids, &cut, as_of.knowledge).await?;
        // For knowledge of a past time the store loads all facts, so the second step is not needed.
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
            loaded.extend(self.store().histories(&ids, &cut, as_of.knowledge).await?);
        }
        Ok(loaded)
    }
}

/// The times that the classes of quiet and past customers are about, for every model that may answer.
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

/// The months whose single facts an answer about `time` needs, for every model that may answer.
fn months(question: &Question, time: Time) -> Vec<Month> {
    let as_of = question.as_of;
    let models = question.models.candidates(as_of.knowledge);
    let months = models
        .iter()
        .flat_map(|model| months_cut(model, as_of.at, time));
    let months: BTreeSet<Month> = months.collect();
    months.into_iter().collect()
}
