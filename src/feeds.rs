//! Watches the feeds. It writes the counts of arrived facts every few seconds, and checks every half minute
//! or more which feeds have gone quiet. The last result stays in memory, so that reading it costs nothing.

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

/// The time between two writes of the counts.
const WRITE_EVERY: Duration = Duration::from_secs(3);

/// The shortest time between two checks of the feeds.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The next check waits at least this many times as long as the last check took.
const LOOK_SHARE: u32 = 20;

/// The wait after a failure to count the facts that were recorded before feeds were counted.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

/// The counts of arrived facts, and the result of the last check. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feeds {
    store: Store,
    clock: Clock,
    heard: Arc<RwLock<Arc<[Heard]>>>,
}

impl Feeds {
    /// Feeds that have not been checked yet.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            heard: Arc::default(),
        }
    }

    /// The result of the last check. Quiet feeds come first.
    pub fn heard(&self) -> Arc<[Heard]> {
        let heard = self.heard.read();
        Arc::clone(&heard.unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes and checks until `stop`. Then it writes once more, in a unit of work that a stopping server
    /// waits for.
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

    /// Counts the facts that were not counted on arrival, writes the counts, and checks the feeds. For
    /// callers that do not [`run`](Self::run) the background work.
    ///
    /// # Errors
    /// Returns an error if the store fails.
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

/// Logs each feed once when it goes quiet. Sources are names of systems, not of customers.
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

/// Logs the reason for a failure. The store itself logs when the database is gone and when it is back.
fn note(error: &Error) {
    match error {
        Error::StoreUnavailable(cause) => tracing::debug!(cause, "feeds wait for the database"),
        Error::Corrupt(cause) | Error::Internal(cause) => {
            tracing::warn!(cause, "feeds could not be counted; trying again");
        }
        other => tracing::warn!(cause = %other, "feeds could not be counted; trying again"),
    }
}
