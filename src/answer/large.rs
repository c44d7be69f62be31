//! Trees that are too large to hold: summed at one moment, so many histories at a time.

use super::Answers;
use super::reach::EVERYBODY;
use super::value::Person;
use crate::error::Error;
use crate::store::{Cut, Edge, Knowledge};
use domain::forest::NOBODY;
use domain::history::View;
use domain::model::Settings;
use domain::ratio::Ppm;
use domain::time::{Month, Time};
use domain::tree::{Weighed, Worth, came_by_referral};
use std::collections::BTreeMap;

/// Histories held at a time.
const PAGE: usize = 500;

/// Everyone in a tree, the customer asked about first, as numbers at one moment.
#[derive(Debug, Default)]
pub(super) struct Large {
    pub(super) people: Vec<Person>,
    referrers: Vec<u32>,
    worths: Vec<Worth>,
    came_by_referral: Vec<Ppm>,
}

/// Somebody to be weighed.
struct Step {
    id: String,
    /// How they came, and the place of who brought them.
    edge: Option<Edge>,
    referrer: u32,
}

impl Answers {
    /// `id` with everyone they brought by `at`, however many.
    pub(super) async fn weigh(
        &self,
        id: &str,
        (at, knowledge): (Time, Knowledge),
        settings: &Settings,
    ) -> Result<Large, Error> {
        let root = [id.to_owned()];
        let edges = self.store.subtrees(&root, at, knowledge, EVERYBODY);
        let mut below: BTreeMap<String, Vec<Edge>> = BTreeMap::new();
        for edge in edges.await?.edges {
            below.entry(edge.referrer.clone()).or_default().push(edge);
        }
        let cut = Cut {
            months: vec![Month::at(at)],
            six_month_verdicts: BTreeMap::new(),
        };
        let mut large = Large::default();
        let mut waiting = vec![Step {
            id: id.to_owned(),
            edge: None,
            referrer: NOBODY,
        }];
        while !waiting.is_empty() {
            let page = waiting.split_off(waiting.len().saturating_sub(PAGE));
            let ids: Vec<String> = page.iter().map(|step| step.id.clone()).collect();
            let worths = self
                .store
                .histories_and_worths((&[], &ids), &cut, knowledge);
            let loaded = worths.await?;
            for step in page {
                let Some(loaded) = loaded.get(&step.id) else {
                    continue;
                };
                let brought = below.remove(&step.id).unwrap_or_default();
                let referrer = large.take(&step, loaded.history.at(at), settings);
                waiting.extend(brought.into_iter().map(|edge| Step {
                    id: edge.referred.clone(),
                    edge: Some(edge),
                    referrer,
                }));
            }
        }
        Ok(large)
    }
}

impl Large {
    /// Takes one customer in; returns their place.
    fn take(&mut self, step: &Step, view: View<'_>, settings: &Settings) -> u32 {
        let place = self.people.len() as u32;
        let edge = step.edge.as_ref();
        let anyway = edge.and_then(|edge| edge.would_have_come_anyway_bps);
        self.came_by_referral
            .push(came_by_referral(anyway, settings));
        self.referrers.push(step.referrer);
        self.worths.push(Worth::of(view, settings));
        let referrer = edge.map(|edge| edge.referrer.as_str());
        self.people.push(Person::of(view.customer(), referrer));
        place
    }

    /// The tree as numbers, and who is in it; the first was brought by somebody if `is_referred`.
    pub(super) fn weighed(self, is_referred: bool) -> Result<(Weighed, Vec<Person>), Error> {
        let weighed = Weighed::new(
            self.referrers,
            self.worths,
            self.came_by_referral,
            is_referred,
        );
        let weighed = weighed.map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok((weighed, self.people))
    }
}
