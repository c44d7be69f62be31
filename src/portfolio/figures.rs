//! Finds the portfolio figures that an evaluation compares with. These are published figures. For a past
//! month without any, the figures are reconstructed once and kept.

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

/// The number of customers loaded at a time.
const PAGE: u32 = 500;

/// How long figures that were reconstructed from present knowledge are used again.
const RECENT: Duration = Duration::from_mins(10);

/// Portfolio figures with their origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The figures. They cover nobody until the first are published.
    pub figures: Arc<PortfolioFigures>,
    /// The number and time of their publication; `None` until the first are published. Reconstructed figures
    /// have the number 0 and the time of their knowledge.
    pub publication: Option<(i64, Time)>,
    /// The origin of the figures.
    pub origin: Origin,
}

/// The origin of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// There are none yet.
    None,
    /// Published by the time of the knowledge.
    Published,
    /// Published after the time of the knowledge, because none were published before.
    PublishedLater,
    /// Reconstructed for a question about a month without published figures.
    Reconstructed,
}

/// Keeps the figures in force, and finds those of past months. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Portfolio {
    store: Store,
    registry: Registry,
    hours: Hours,
    current: Arc<RwLock<Option<Compared>>>,
    /// Held during a reconstruction, so that only one runs at a time.
    turn: Arc<Mutex<()>>,
    /// Figures reconstructed from present knowledge, and the time of their reconstruction.
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

    /// Figures that cover nobody.
    fn none(boundary: Month) -> Self {
        Self {
            figures: Arc::new(PortfolioFigures::empty(boundary)),
            publication: None,
            origin: Origin::None,
        }
    }

    /// The number of their publication; 0 if there is none.
    pub fn number(&self) -> i64 {
        self.publication.map_or(0, |(number, _)| number)
    }
}

impl Portfolio {
    /// A portfolio without figures in force. It reconstructs past figures with `registry` and `hours`.
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

    /// Reads the figures in force from the store.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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

    /// Puts `publication` in force, unless newer figures are in force already.
    pub fn put(&self, publication: Publication) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let newer = current
            .as_ref()
            .is_none_or(|current| current.number() < publication.number);
        if newer {
            *current = Some(Compared::of(publication, None));
        }
    }

    /// The figures of `boundary` for an answer about the past: those in force at `known`, else those
    /// published next, else figures reconstructed from `knowledge`.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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
        // The reconstruction goes on if its caller leaves, and the next caller finds the figures.
        self.store.detached(async move {
            let _ = done.send(keeper.reconstruct(boundary, (known, knowledge), now).await);
        });
        made.await
            .unwrap_or_else(|_| Err(Error::Internal("a computation was lost".to_owned())))
    }

    /// Figures that exist already: published ones, those reconstructed for exactly this knowledge, and for
    /// present knowledge those reconstructed recently.
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

    /// Reconstructs figures. Knowledge of a past time never changes, so its figures are stored once that
    /// knowledge is settled. Figures from present knowledge stay in memory for a while.
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

    /// Computes the figures of `boundary` over all customers from `knowledge`.
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
        let mut after: Option<String> = None;
        loop {
            let mut page = self.store.customer_ids(after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            let whole = Cut::default();
            let loaded = self.store.histories(&page, &whole, knowledge).await?;
            // A merged id is no customer of its own.
            page.retain(|id| loaded.get(id).is_none_or(|it| it.customer_id() == id));
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

/// The members, each with the value they brought and whether somebody referred them.
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
