//! Portfolio figures: kept in the store as known now, computed when something before their boundary
//! has changed, by one at a time.

use super::{PEERS, is_settled};
use crate::clock::Clock;
use crate::error::Error;
use crate::store::{BasisKey, Cut, Edge, Knowledge, Store};
use domain::assessment::Bases;
use domain::forest::{Forest, NOBODY};
use domain::model::Model;
use domain::portfolio::{Basis, Share, boundary_time};
use domain::time::{Month, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Customers loaded at a time.
const PAGE: u32 = 500;

/// Past figures that are remembered.
const REMEMBERED: usize = 64;

type PastKey = (i64, Month, String, i32);

/// Finds or computes portfolio figures. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct BasisKeeper {
    store: Store,
    clock: Clock,
    /// Held while figures are computed, so that many readers do the work once. Holds figures as they
    /// were known in the past, which never change again.
    past: Arc<Mutex<BTreeMap<PastKey, Vec<Basis>>>>,
}

impl BasisKeeper {
    pub(super) fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            past: Arc::default(),
        }
    }

    /// The figures of all `months`, for both groups, by `model`.
    pub(super) async fn get(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
        knowledge: Knowledge,
    ) -> Result<Bases, Error> {
        match knowledge {
            Knowledge::Now => self.present(model, months).await,
            Knowledge::At(known) => self.as_known(model, months, known).await,
        }
    }

    /// The figures as known at `known`. They are remembered once nothing can change them.
    async fn as_known(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
        known: Time,
    ) -> Result<Bases, Error> {
        let settled = is_settled(known, self.clock.now());
        let mut past = self.past.lock().await;
        let mut bases = Bases::default();
        for month in months {
            let key = (
                known.timestamp_micros(),
                *month,
                model.id.clone(),
                model.version,
            );
            let figures = match past.get(&key) {
                Some(figures) => figures.clone(),
                None => self.compute(model, *month, Knowledge::At(known)).await?,
            };
            for basis in &figures {
                bases.insert(basis.clone());
            }
            if settled && past.insert(key, figures).is_none() && past.len() > REMEMBERED {
                past.pop_first();
            }
        }
        Ok(bases)
    }

    async fn present(&self, model: &Model, months: &BTreeSet<Month>) -> Result<Bases, Error> {
        if let Some(bases) = self.stored(model, months).await? {
            return Ok(bases);
        }
        let _one_at_a_time = self.past.lock().await;
        if let Some(bases) = self.stored(model, months).await? {
            return Ok(bases);
        }
        let mut bases = Bases::default();
        for month in months {
            for basis in self.ensure(model, *month).await? {
                bases.insert(basis);
            }
        }
        Ok(bases)
    }

    /// The stored figures, if all of them are clean.
    async fn stored(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
    ) -> Result<Option<Bases>, Error> {
        let keys: Vec<BasisKey> = months
            .iter()
            .flat_map(|month| keys(model, *month))
            .collect();
        let clean = self.store.bases(&keys).await?;
        if clean.len() < keys.len() {
            return Ok(None);
        }
        let mut bases = Bases::default();
        for body in clean.into_values() {
            bases.insert(decode(body)?);
        }
        Ok(Some(bases))
    }

    /// The figures of one month: stored, or computed and stored if nothing changed meanwhile.
    async fn ensure(&self, model: &Model, month: Month) -> Result<Vec<Basis>, Error> {
        let keys = keys(model, month);
        let clean = self.store.bases(&keys).await?;
        if clean.len() == keys.len() {
            return clean.into_values().map(decode).collect();
        }
        let begun = self.store.begin_bases(&keys).await?;
        let figures = self.compute(model, month, Knowledge::Now).await?;
        let bodies = figures
            .iter()
            .map(|basis| {
                serde_json::to_value(basis).map_err(|error| Error::Internal(error.to_string()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        self.store.finish_bases(&keys, &begun, bodies).await?;
        Ok(figures)
    }

    /// The figures of both groups at `month`, over all customers.
    async fn compute(
        &self,
        model: &Model,
        month: Month,
        knowledge: Knowledge,
    ) -> Result<Vec<Basis>, Error> {
        let at = boundary_time(month);
        let edges = self.store.edges(at, knowledge).await?;
        let cut = Cut {
            months: Vec::new(),
            six_month_verdict: None,
        };
        let mut ids: Vec<String> = Vec::new();
        let mut shares: Vec<Share> = Vec::new();
        loop {
            let page = self
                .store
                .customer_ids(ids.last().map(String::as_str), PAGE)
                .await?;
            if page.is_empty() {
                break;
            }
            let loaded = self.store.histories(&page, &cut, knowledge).await?;
            for id in page {
                let share = loaded.get(&id).map_or_else(Share::of_nobody, |loaded| {
                    Share::of(loaded.history.at(at), month, &model.settings)
                });
                shares.push(share);
                ids.push(id);
            }
        }
        let customers = with_brought(&ids, shares, &edges)?;
        Ok(PEERS
            .iter()
            .map(|peers| Basis::of(month, *peers, &customers))
            .collect())
    }
}

/// Adds to each share the value they brought and whether they were brought.
fn with_brought(
    ids: &[String],
    shares: Vec<Share>,
    edges: &[Edge],
) -> Result<Vec<(Share, i64, bool)>, Error> {
    let place: BTreeMap<&str, u32> = ids
        .iter()
        .enumerate()
        .map(|(at, id)| (id.as_str(), at as u32))
        .collect();
    let mut referrers = vec![NOBODY; ids.len()];
    for edge in edges {
        let ends = place
            .get(edge.referrer.as_str())
            .zip(place.get(edge.referred.as_str()));
        if let Some((referrer, referred)) = ends {
            referrers[*referred as usize] = *referrer;
        }
    }
    let forest = Forest::new(referrers).map_err(|error| Error::Corrupt(error.to_string()))?;
    let own: Vec<i64> = shares.iter().map(|share| share.value).collect();
    let totals = forest.totals(&own);
    Ok(shares
        .into_iter()
        .enumerate()
        .map(|(at, share)| (share, totals[at] - own[at], forest.referrer(at).is_some()))
        .collect())
}

fn keys(model: &Model, month: Month) -> Vec<BasisKey> {
    PEERS
        .iter()
        .map(|peers| BasisKey {
            boundary: month,
            peers: *peers,
            model_id: model.id.clone(),
            model_version: model.version,
        })
        .collect()
}

fn decode(body: serde_json::Value) -> Result<Basis, Error> {
    serde_json::from_value(body).map_err(|error| Error::Corrupt(format!("a stored basis: {error}")))
}
