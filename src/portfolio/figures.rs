//! The portfolio figures that an answer is compared with: those published, and for a past without any,
//! figures that are reconstructed once and kept.

use crate::error::Error;
use crate::models::{Hours, Registry};
use crate::store::{Cut, Edge, Knowledge, Publication, Store};
use domain::forest::Forest;
use domain::history::View;
use domain::portfolio::{Member, PortfolioFigures, Share, boundary_time};
use domain::stay;
use domain::time::{Month, Time};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Mutex, oneshot};
use tokio::time::Instant;

/// Customers loaded at a time.
const PAGE: u32 = 500;

/// So long figures that were reconstructed from everything known serve further questions.
const RECENT: Duration = Duration::from_mins(10);

/// Figures, and what is known about how they came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The figures; over nobody until the first are published.
    pub figures: Arc<PortfolioFigures>,
    /// The number of their publication, and when they were published; `None` until the first are.
    pub publication: Option<(i64, Time)>,
    /// How they came to be.
    pub origin: Origin,
}

/// How figures came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// There are none yet.
    None,
    /// Published by the time of what was known.
    Published,
    /// Published later than that, as none were before.
    PublishedLater,
    /// Made for a question about a past for which none were published.
    Reconstructed,
}

/// Keeps the figures in force, and finds those of the past. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portfolio {
    store: Store,
    registry: Registry,
    hours: Hours,
    current: Arc<RwLock<Option<Compared>>>,
    /// One reconstruction at a time.
    turn: Arc<Mutex<()>>,
    /// Figures reconstructed from everything known, and when.
    recent: Arc<std::sync::Mutex<BTreeMap<Month, (Instant, Compared)>>>,
}

impl Compared {
    fn of(publication: Publication, known: Option<Time>) -> Self {
        let is_later = known.is_some_and(|known| publication.publish_time > known);
        let origin = match (publication.reconstructed, is_later) {
            (true, _) => Origin::Reconstructed,
            (false, true) => Origin::PublishedLater,
            (false, false) => Origin::Published,
        };
        Self {
            publication: Some((publication.number, publication.publish_time)),
            figures: Arc::new(publication.figures),
            origin,
        }
    }

    /// Figures over nobody.
    fn none(boundary: Month) -> Self {
        Self {
            figures: Arc::new(PortfolioFigures::empty(boundary)),
            publication: None,
            origin: Origin::None,
        }
    }

    /// The number of their publication; 0 for none.
    pub fn number(&self) -> i64 {
        self.publication.map_or(0, |(number, _)| number)
    }
}

impl Portfolio {
    /// Figures of which none are in force yet; those of the past are made by `registry` and `hours`.
    pub fn new(store: Store, registry: Registry, hours: Hours) -> Self {
        Self {
            store,
            registry,
            hours,
            current: Arc::default(),
            turn: Arc::default(),
            recent: Arc::default(),
        }
    }

    /// The figures in force, for an answer about `now`.
    pub fn current(&self, now: Time) -> Compared {
        let current = self.current.read();
        let current = current.unwrap_or_else(PoisonError::into_inner);
        current
            .clone()
            .unwrap_or_else(|| Compared::none(Month::at(now)))
    }

    /// Reads which figures are in force.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn refresh(&self) -> Result<(), Error> {
        let known = {
            let current = self.current.read();
            let current = current.unwrap_or_else(PoisonError::into_inner);
            current.as_ref().map_or(0, Compared::number)
        };
        if let Some(newest) = self.store.newer_publication(known).await? {
            self.put(newest);
        }
        Ok(())
    }

    /// Puts `publication` in force, unless newer figures are.
    pub fn put(&self, publication: Publication) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let newer = current
            .as_ref()
            .is_none_or(|current| current.number() < publication.number);
        if newer {
            *current = Some(Compared::of(publication, None));
        }
    }

    /// The figures of `boundary` for an answer about the past: those that were in force at `known`, else
    /// those published next, else ones that are reconstructed from what `knowledge` says.
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn of_past(
        &self,
        boundary: Month,
        (known, knowledge): (Time, Knowledge),
        now: Time,
    ) -> Result<Compared, Error> {
        if let Some(found) = self.found(boundary, (known, knowledge)).await? {
            return Ok(found);
        }
        let (done, made) = oneshot::channel();
        let keeper = self.clone();
        // Whoever goes away loses nothing: the next who asks finds the figures.
        self.store.detached(async move {
            let _ = done.send(keeper.reconstruct(boundary, (known, knowledge), now).await);
        });
        made.await
            .unwrap_or_else(|_| Err(Error::Internal("a computation was lost".to_owned())))
    }

    /// Figures that are there: published ones, those reconstructed for just this knowledge, and of
    /// everything known now those reconstructed a while ago.
    async fn found(
        &self,
        boundary: Month,
        (known, knowledge): (Time, Knowledge),
    ) -> Result<Option<Compared>, Error> {
        if let Some(found) = self.store.publication_at(boundary, known).await? {
            return Ok(Some(Compared::of(found, Some(known))));
        }
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = recent
            .get(&boundary)
            .filter(|(made, _)| knowledge == Knowledge::Now && made.elapsed() < RECENT);
        Ok(recent.map(|(_, compared)| compared.clone()))
    }

    /// What was known at a past time never changes, and is kept once it is settled; what is known now is
    /// remembered for a while.
    async fn reconstruct(
        &self,
        boundary: Month,
        (known, knowledge): (Time, Knowledge),
        now: Time,
    ) -> Result<Compared, Error> {
        let _turn = self.turn.lock().await;
        if let Some(found) = self.found(boundary, (known, knowledge)).await? {
            return Ok(found);
        }
        let figures = self.compute(boundary, knowledge).await?;
        let compared = Compared {
            figures: Arc::new(figures.clone()),
            publication: Some((0, known)),
            origin: Origin::Reconstructed,
        };
        if knowledge == Knowledge::Now {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            recent.retain(|_, (made, _)| made.elapsed() < RECENT);
            recent.insert(boundary, (Instant::now(), compared.clone()));
        } else if knowledge.is_settled(now) {
            self.store.keep_reconstructed(figures, known).await?;
        }
        Ok(compared)
    }

    /// The figures of `boundary` over all customers, as known.
    async fn compute(
        &self,
        boundary: Month,
        knowledge: Knowledge,
    ) -> Result<PortfolioFigures, Error> {
        let edges = self.store.edges(boundary_time(boundary), knowledge).await?;
        let models = self.registry.models();
        let model = |view: View<'_>| {
            let model = models.applicable(view, knowledge)?;
            Some(self.hours.fit(&model, knowledge))
        };
        let mut ids: Vec<String> = Vec::new();
        let mut shares: Vec<Share> = Vec::new();
        loop {
            let after = ids.last().map(String::as_str);
            let page = self.store.customer_ids(after, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let whole = Cut::default();
            let loaded = self.store.histories(&page, &whole, knowledge).await?;
            let share = |id: &String| {
                let history = &loaded.get(id)?.history;
                let model = model(history.at(boundary_time(boundary)))?;
                Some(stay::share(&model, history, boundary))
            };
            shares.extend(page.iter().map(|id| share(id).unwrap_or_default()));
            ids.extend(page);
            tokio::task::yield_now().await;
        }
        let members = with_brought(&ids, shares, &edges)?;
        Ok(PortfolioFigures::of_all(boundary, &members, None))
    }
}

/// The members with the value they brought and whether they were brought.
fn with_brought(ids: &[String], shares: Vec<Share>, edges: &[Edge]) -> Result<Vec<Member>, Error> {
    let edges = edges
        .iter()
        .map(|edge| (edge.referrer.as_str(), edge.referred.as_str()));
    let forest = Forest::between(ids.iter().map(String::as_str), edges)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let own: Vec<i64> = shares.iter().map(|share| share.value).collect();
    let totals = forest.totals(&own);
    let member = |(at, share): (usize, Share)| Member {
        brought: totals[at] - own[at],
        is_referred: forest.referrer(at).is_some(),
        share,
    };
    Ok(shares.into_iter().enumerate().map(member).collect())
}
