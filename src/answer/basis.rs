//! Portfolio figures: kept in the store as known now, computed when something before their boundary
//! has changed, once for all who wait for them.

use super::hours::{self, HourKey, Hours};
use super::lane::Lane;
use super::remembered::Remembered;
use super::{PEERS, is_settled};
use crate::clock::Clock;
use crate::error::Error;
use crate::store::{BasisKey, Cut, Edge, Knowledge, Store};
use domain::bases::Bases;
use domain::customer::Peers;
use domain::forest::Forest;
use domain::model::Model;
use domain::portfolio::{Basis, Share, boundary_time};
use domain::stay::fate;
use domain::time::{Month, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Customers loaded at a time.
const PAGE: u32 = 500;

/// Past figures that are remembered.
const REMEMBERED: usize = 64;

/// A model and the hour that it counts by.
type ModelKey = (String, i32, HourKey);

/// Figures as they were known at a past time, which never change again.
type Past = Remembered<(i64, ModelKey, Month), Vec<Basis>>;

/// Figures by boundary, those of both groups.
type Figures = Arc<BTreeMap<Month, Vec<Basis>>>;

/// Finds or computes portfolio figures. Cheap to clone.
///
/// Figures are computed apart from the call that needs them: who goes away loses nothing. They speak for
/// what was committed when their computation began, and that is after everybody asked who waits for it;
/// so they are good answers to them even where a change has kept them from being stored.
#[derive(Clone, Debug)]
pub(super) struct BasisKeeper {
    store: Store,
    clock: Clock,
    hours: Hours,
    present: Lane<ModelKey, Figures>,
    past: Lane<(i64, ModelKey), Figures>,
    remembered: Arc<Mutex<Past>>,
}

impl BasisKeeper {
    pub(super) fn new(store: Store, clock: Clock, hours: Hours) -> Self {
        Self {
            store,
            clock,
            hours,
            present: Lane::default(),
            past: Lane::default(),
            remembered: Arc::new(Mutex::new(Remembered::of(REMEMBERED))),
        }
    }

    /// The figures of all `months`, for both groups, by `model`.
    pub(super) async fn get(
        &self,
        model: &Arc<Model>,
        months: &BTreeSet<Month>,
        knowledge: Knowledge,
    ) -> Result<Bases, Error> {
        let figures = match knowledge {
            Knowledge::Now => self.present(model, months).await?,
            Knowledge::At(known) => self.as_known(model, months, known).await?,
        };
        let mut bases = Bases::default();
        let wanted = months.iter().filter_map(|month| figures.get(month));
        wanted
            .flatten()
            .for_each(|basis| bases.insert(basis.clone()));
        Ok(bases)
    }

    /// The figures as known at `known`.
    async fn as_known(
        &self,
        model: &Arc<Model>,
        months: &BTreeSet<Month>,
        known: Time,
    ) -> Result<Figures, Error> {
        let found = self.recall(model, months, known);
        if found.len() == months.len() {
            return Ok(Arc::new(found));
        }
        let key = (known.timestamp_micros(), model_key(model));
        let (keeper, model) = (self.clone(), model.clone());
        let work = async move |months| keeper.compute_past(&model, &months, known).await;
        let detach = |round| self.store.detached(round);
        self.past.join(detach, (key, months), work).await
    }

    /// Those figures that are remembered.
    fn recall(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
        known: Time,
    ) -> BTreeMap<Month, Vec<Basis>> {
        let known = known.timestamp_micros();
        let remembered = self.remembered.lock();
        let mut remembered = remembered.unwrap_or_else(PoisonError::into_inner);
        let mut recall = |month: &Month| {
            let figures = remembered.get(&(known, model_key(model), *month))?;
            Some((*month, figures.clone()))
        };
        months.iter().filter_map(&mut recall).collect()
    }

    /// Computes what is not remembered, and remembers it if nothing can change it any more.
    async fn compute_past(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
        known: Time,
    ) -> Result<Figures, Error> {
        let settled = is_settled(known, self.clock.now());
        let mut figures = self.recall(model, months, known);
        let missing = months
            .iter()
            .filter(|month| !figures.contains_key(month))
            .copied()
            .collect();
        let computed = self.compute(model, &missing, Knowledge::At(known)).await?;
        if settled {
            let remembered = self.remembered.lock();
            let mut remembered = remembered.unwrap_or_else(PoisonError::into_inner);
            for (month, figures) in &computed {
                let key = (known.timestamp_micros(), model_key(model), *month);
                remembered.put(key, figures.clone());
            }
        }
        figures.extend(computed);
        Ok(Arc::new(figures))
    }

    async fn present(
        &self,
        model: &Arc<Model>,
        months: &BTreeSet<Month>,
    ) -> Result<Figures, Error> {
        let stored = self.stored(model, months).await?;
        if stored.len() == months.len() {
            return Ok(Arc::new(stored));
        }
        let (keeper, shared) = (self.clone(), model.clone());
        let work = async move |months| keeper.ensure(&shared, &months).await;
        let key = model_key(model);
        let detach = |round| self.store.detached(round);
        self.present.join(detach, (key, months), work).await
    }

    /// The stored figures of those months of which all are clean.
    async fn stored(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
    ) -> Result<BTreeMap<Month, Vec<Basis>>, Error> {
        let mut stored: BTreeMap<Month, Vec<Basis>> = BTreeMap::new();
        for (key, body) in self.store.bases(&keys(model, months)).await? {
            stored.entry(key.boundary).or_default().push(decode(body)?);
        }
        stored.retain(|_, figures| figures.len() == PEERS.len());
        Ok(stored)
    }

    /// The figures of `months`: stored, or computed and stored if nothing changed meanwhile. They count by
    /// the hour that is in force once nobody can change it unseen: that of `model` may be older.
    async fn ensure(&self, model: &Arc<Model>, months: &BTreeSet<Month>) -> Result<Figures, Error> {
        let mut figures = self.stored(model, months).await?;
        let missing: BTreeSet<Month> = months
            .iter()
            .filter(|month| !figures.contains_key(month))
            .copied()
            .collect();
        if !missing.is_empty() {
            let keys = keys(model, &missing);
            let begun = self.store.begin_bases(&keys).await?;
            self.hours.refresh(&self.store).await?;
            let model = self.hours.fit(model, Knowledge::Now);
            let computed = self.compute(&model, &missing, Knowledge::Now).await?;
            let bodies = computed.values().flatten().map(encode);
            let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
            self.store.finish_bases(&keys, &begun, bodies).await?;
            figures.extend(computed);
        }
        Ok(Arc::new(figures))
    }

    /// The figures of both groups at each of `months`, over all customers, who are loaded once.
    async fn compute(
        &self,
        model: &Model,
        months: &BTreeSet<Month>,
        knowledge: Knowledge,
    ) -> Result<BTreeMap<Month, Vec<Basis>>, Error> {
        let Some(last) = months.last() else {
            return Ok(BTreeMap::new());
        };
        let edges = self.store.edges(boundary_time(*last), knowledge).await?;
        let mut ids: Vec<String> = Vec::new();
        let mut shares: BTreeMap<Month, Vec<Share>> =
            months.iter().map(|month| (*month, Vec::new())).collect();
        loop {
            let after = ids.last().map(String::as_str);
            let page = self.store.customer_ids(after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let loaded = self
                .store
                .histories(&page, &Cut::default(), knowledge)
                .await?;
            for (month, shares) in &mut shares {
                let at = boundary_time(*month);
                shares.extend(page.iter().map(|id| {
                    loaded.get(id).map_or_else(Share::of_nobody, |loaded| {
                        let share = Share::of(loaded.history.at(at), *month, &model.settings);
                        let fate = fate(model, &loaded.history, *month);
                        Share { fate, ..share }
                    })
                }));
            }
            ids.extend(page);
        }
        let of_month = |(month, shares): (Month, Vec<Share>)| {
            let at = boundary_time(month);
            let edges = edges.iter().filter(|edge| edge.occur_time <= at);
            let customers = with_brought(&ids, shares, edges)?;
            let basis = |peers: &_| Basis::of(month, *peers, &customers);
            Ok((month, PEERS.iter().map(basis).collect()))
        };
        shares.into_iter().map(of_month).collect()
    }
}

/// Adds to each share the value they brought and whether they were brought.
fn with_brought<'a>(
    ids: &[String],
    shares: Vec<Share>,
    edges: impl Iterator<Item = &'a Edge>,
) -> Result<Vec<(Share, i64, bool)>, Error> {
    let edges = edges.map(|edge| (edge.referrer.as_str(), edge.referred.as_str()));
    let forest = Forest::between(ids.iter().map(String::as_str), edges)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let own: Vec<i64> = shares.iter().map(|share| share.value).collect();
    let totals = forest.totals(&own);
    Ok(shares
        .into_iter()
        .enumerate()
        .map(|(at, share)| (share, totals[at] - own[at], forest.referrer(at).is_some()))
        .collect())
}

fn model_key(model: &Model) -> ModelKey {
    let hour = hours::key(model.settings.company.hour);
    (model.id.clone(), model.version, hour)
}

/// The keys of the figures of `months`, in the order in which [`BasisKeeper::compute`] gives them.
fn keys(model: &Model, months: &BTreeSet<Month>) -> Vec<BasisKey> {
    let key = |month: &Month, peers: &Peers| BasisKey {
        boundary: *month,
        peers: *peers,
        model_id: model.id.clone(),
        model_version: model.version,
    };
    months
        .iter()
        .flat_map(|month| PEERS.iter().map(move |peers| key(month, peers)))
        .collect()
}

fn encode(basis: &Basis) -> Result<serde_json::Value, Error> {
    serde_json::to_value(basis).map_err(|error| Error::Internal(error.to_string()))
}

fn decode(body: serde_json::Value) -> Result<Basis, Error> {
    serde_json::from_value(body).map_err(|error| Error::Corrupt(format!("a stored basis: {error}")))
}
