//! Whether the server is there, as far as anybody has found out, and whether calls get connections.
//!
//! A server known to be gone costs a call nothing: it is refused at once, until somebody has found the
//! server again. Only a question that is asked beside the pool can find it gone; a pool that is merely
//! busy never does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{error, info};

/// While the server is gone and nobody else looks for it, one call in so long does.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What is known. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Presence(Arc<Known>);

#[derive(Debug)]
struct Known {
    times: Mutex<Times>,
    gone: watch::Sender<Option<Gone>>,
    refused: AtomicU64,
}

/// Why the server is gone, and since when.
#[derive(Clone, Debug)]
struct Gone {
    cause: String,
    since: Instant,
}

#[derive(Debug)]
struct Times {
    /// When somebody last asked whether the server is there.
    asked: Instant,
    /// When it last answered anything.
    answered: Instant,
    /// Since when somebody has wanted a connection and nobody has got one.
    wanted: Option<Instant>,
}

impl Presence {
    /// The server has just answered.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self(Arc::new(Known {
            times: Mutex::new(Times {
                asked: now,
                answered: now,
                wanted: None,
            }),
            gone: watch::Sender::new(None),
            refused: AtomicU64::new(0),
        }))
    }

    /// The server has answered a statement.
    pub(super) fn answered(&self) {
        self.times().answered = Instant::now();
    }

    /// Whether the server has answered anybody since then.
    pub(super) fn answered_since(&self, time: Instant) -> bool {
        self.times().answered > time
    }

    /// Somebody waits for a connection.
    pub(super) fn wants(&self) {
        self.times().wanted.get_or_insert_with(Instant::now);
    }

    /// Somebody has got one.
    pub(super) fn served(&self) {
        self.times().wanted = None;
    }

    /// Since when somebody has wanted a connection and nobody has got one.
    pub(super) fn wanted_since(&self) -> Option<Instant> {
        self.times().wanted
    }

    /// Somebody asks whether the server is there. The answer goes to `found` or `lost`.
    pub(super) fn asks(&self) -> Instant {
        let now = Instant::now();
        self.times().asked = now;
        now
    }

    /// The server is there.
    pub(super) fn found(&self) {
        self.answered();
        if self.cause().is_none() {
            return;
        }
        let Some(gone) = self.0.gone.send_replace(None) else {
            return;
        };
        self.served();
        let seconds = gone.since.elapsed().as_secs();
        let refused = self.0.refused.swap(0, Ordering::Relaxed);
        info!(seconds, refused, "the database is back");
    }

    /// The server did not answer what was asked at that time, nor anybody else since.
    pub(super) fn lost(&self, asked: Instant, cause: &str) {
        let newly = self.0.gone.send_if_modified(|gone| {
            let newly = gone.is_none();
            let since = gone.as_ref().map_or(asked, |gone| gone.since);
            let cause = cause.to_owned();
            *gone = Some(Gone { cause, since });
            newly
        });
        if newly {
            error!(
                cause,
                "the database is gone: calls are refused until it is back"
            );
        }
    }

    /// Why a call cannot be served; `Ok(true)` asks it to look for the server first.
    pub(super) fn admit(&self) -> Result<bool, String> {
        let Some(cause) = self.cause() else {
            return Ok(false);
        };
        let mut times = self.times();
        if times.asked.elapsed() >= LOOK_EVERY {
            times.asked = Instant::now();
            return Ok(true);
        }
        self.0.refused.fetch_add(1, Ordering::Relaxed);
        Err(cause)
    }

    /// Waits until the server is gone, and says why to a call that has to be refused.
    pub(super) async fn gone(&self) -> String {
        let mut gone = self.0.gone.subscribe();
        // It cannot fail: this is one of those that hold the sender.
        let found = gone.wait_for(Option::is_some).await;
        self.0.refused.fetch_add(1, Ordering::Relaxed);
        let cause = found
            .ok()
            .and_then(|gone| gone.as_ref().map(|gone| gone.cause.clone()));
        cause.unwrap_or_default()
    }

    fn cause(&self) -> Option<String> {
        let gone = self.0.gone.borrow();
        gone.as_ref().map(|gone| gone.cause.clone())
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.0.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
