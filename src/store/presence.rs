//! Remembers whether the server is reachable and whether calls get connections.
//!
//! While the server is known to be gone, calls are refused at once, until one call has found it again. Only
//! a question outside the pool can find the server gone; a busy pool never does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{error, info};

/// How often one call looks for a server that is gone, if nobody else does.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The shared knowledge. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Presence(Arc<Contact>);

#[derive(Debug)]
struct Contact {
    times: Mutex<Times>,
    gone: watch::Sender<Option<Gone>>,
    refused: AtomicU64,
}

/// The cause for which the server is gone, and the time since then.
#[derive(Clone, Debug)]
struct Gone {
    cause: String,
    since: Instant,
}

#[derive(Debug)]
struct Times {
    /// When a caller last asked whether the server is reachable.
    asked: Instant,
    /// When the server last answered anything.
    answered: Instant,
    /// Since when callers have wanted a connection and none has got one.
    wanted: Option<Instant>,
}

impl Presence {
    /// Starts with a server that has just answered.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self(Arc::new(Contact {
            times: Mutex::new(Times {
                asked: now,
                answered: now,
                wanted: None,
            }),
            gone: watch::Sender::new(None),
            refused: AtomicU64::new(0),
        }))
    }

    /// Notes that the server has answered a statement.
    pub(super) fn answered(&self) {
        self.times().answered = Instant::now();
    }

    /// Whether the server has answered any caller since `time`.
    pub(super) fn answered_since(&self, time: Instant) -> bool {
        self.times().answered > time
    }

    /// Notes that a caller waits for a connection.
    pub(super) fn wants(&self) {
        self.times().wanted.get_or_insert_with(Instant::now);
    }

    /// Notes that a caller has got a connection.
    pub(super) fn served(&self) {
        self.times().wanted = None;
    }

    /// Since when callers have wanted a connection and none has got one.
    pub(super) fn wanted_since(&self) -> Option<Instant> {
        self.times().wanted
    }

    /// Notes that a caller asks whether the server is reachable. The caller then calls `found` or `lost`.
    pub(super) fn asks(&self) -> Instant {
        let now = Instant::now();
        self.times().asked = now;
        now
    }

    /// Notes that the server is reachable.
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

    /// Notes that the server is gone: it did not answer the question asked at `asked`, and has answered
    /// nobody since.
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

    /// Decides whether a call may be served. The error is the cause for which it is refused; `Ok(true)`
    /// asks the call to look for the server first.
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

    /// Waits until the server is gone, and returns the cause to a call that must then be refused.
    pub(super) async fn gone(&self) -> String {
        let mut gone = self.0.gone.subscribe();
        // This cannot fail, because `self` holds the sender.
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
