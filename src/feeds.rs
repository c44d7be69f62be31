//! Listens to feeds: has what came written every few seconds, and looks now and then which feeds are
//! quiet. What was heard last is kept in memory, so that asking for it costs nothing.

pub mod gauges;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::feed::{Heard, listen};
use domain::time::{Day, Time};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::error::Error;
use crate::store::Store;

/// How often what came is written.
const WRITE_EVERY: Duration = Duration::from_secs(3);

/// How often feeds are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The next look comes after so many times as long as the last one took, if that is later.
const LOOK_SHARE: u32 = 20;

/// How long to wait after a failure of the pass over facts recorded before.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

/// What comes, and what was heard last. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feeds {
    store: Store,
    clock: Clock,
    heard: Arc<RwLock<Arc<[Heard]>>>,
}

impl Feeds {
    /// Nothing is heard yet.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            heard: Arc::default(),
        }
    }

    /// What was heard last: the quiet feeds first.
    pub fn heard(&self) -> Arc<[Heard]> {
        let heard = self.heard.read();
        Arc::clone(&heard.unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes, and looks, until `stop`; then writes once more, as a unit of work that the end waits for.
    pub async fn run(self, stop: CancellationToken) {
        let work = async {
            tokio::join!(self.fill(), self.listen());
        };
        stop.run_until_cancelled(work).await;
        let store = self.store.clone();
        let last = async move {
            if let Err(error) = store.write_feeds().await {
                note(&error);
            }
        };
        self.store.detached(last);
    }

    /// Counts what was not counted as it came, writes what came, and looks; for whoever does not [`run`](Self::run).
    ///
    /// # Errors
    /// What the store cannot do.
    pub async fn catch_up(&self) -> Result<(), Error> {
        self.store.fill_feeds(self.today()).await?;
        self.store.write_feeds().await?;
        self.look().await
    }

    async fn listen(&self) {
        let mut day = None;
        let mut next_look = Instant::now();
        loop {
            if let Err(error) = self.step(&mut day, &mut next_look).await {
                note(&error);
            }
            sleep(WRITE_EVERY).await;
        }
    }

    async fn step(&self, day: &mut Option<Day>, next_look: &mut Instant) -> Result<(), Error> {
        self.store.write_feeds().await?;
        let begun = Instant::now();
        if begun < *next_look {
            return Ok(());
        }
        self.look().await?;
        *next_look = Instant::now() + LOOK_EVERY.max(begun.elapsed() * LOOK_SHARE);
        let today = Some(self.today());
        if *day != today {
            self.store.forget_old_feeds(self.today()).await?;
            *day = today;
        }
        Ok(())
    }

    async fn look(&self) -> Result<(), Error> {
        let today = self.today();
        let heard = listen(self.store.feeds(today).await?, today);
        let mut kept = self.heard.write().unwrap_or_else(PoisonError::into_inner);
        say_changes(&kept, &heard);
        *kept = heard.into();
        Ok(())
    }

    async fn fill(&self) {
        while let Err(error) = self.store.fill_feeds(self.today()).await {
            note(&error);
            sleep(AFTER_FAILURE).await;
        }
    }

    fn today(&self) -> Day {
        self.now().date_naive()
    }

    fn now(&self) -> Time {
        self.clock.now()
    }
}

/// Logs each feed once when it falls quiet. Sources are names of systems, not of customers.
fn say_changes(before: &[Heard], after: &[Heard]) {
    let was_quiet = |one: &Heard| {
        let same = |other: &&Heard| {
            other.feed.source == one.feed.source && other.feed.kind == one.feed.kind
        };
        before.iter().find(same).is_some_and(|other| other.is_quiet)
    };
    for one in after.iter().take_while(|one| one.is_quiet) {
        if let Some(warning) = one.warning().filter(|_| !was_quiet(one)) {
            tracing::warn!(warning, "a feed has gone quiet");
        }
    }
}

/// Says why something was not done. The store says itself when it is gone, and when it is back.
fn note(error: &Error) {
    match error {
        Error::StoreUnavailable(cause) => tracing::debug!(cause, "feeds wait for the database"),
        Error::Corrupt(cause) | Error::Internal(cause) => {
            tracing::warn!(cause, "feeds could not be counted; trying again");
        }
        other => tracing::warn!(cause = %other, "feeds could not be counted; trying again"),
    }
}
