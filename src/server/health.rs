//! The readiness of this server, and the health service that gives it to callers and load balancers. It joins
//! two conditions: the store answers, and the server is not stopping.

use std::{fmt::Display, sync::Arc, time::Duration};

use tokio::{
    sync::Mutex,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use tonic_health::{
    ServingStatus,
    pb::health_server::HealthServer,
    server::{HealthReporter, HealthService},
};
use tracing::{info, warn};

/// The time between two pings of the store, the time limit of a ping, and the time for which pings may fail
/// before the server stops being ready. The store's own statement limits are shorter.
const PING_EVERY: Duration = Duration::from_secs(1);
const PING_LIMIT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether this server can answer, and if not, why.
#[derive(Debug, Clone)]
pub struct Readiness {
    reporter: HealthReporter,
    services: Arc<[String]>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    stopping: bool,
    /// The fault of the store, in the words of its last answer; `None` if it answers.
    store: Option<String>,
}

impl State {
    fn why_not(&self) -> Option<&str> {
        match self {
            Self { stopping: true, .. } => Some("stopping"),
            Self { started: false, .. } => Some("starting"),
            Self { store, .. } => store.as_deref(),
        }
    }
}

impl Readiness {
    /// A server that is not ready until the store has answered.
    pub(super) async fn new(services: Vec<String>) -> Self {
        let services = services.into_iter().chain([String::new()]).collect();
        let (reporter, state) = (HealthReporter::new(), Arc::default());
        let readiness = Self {
            reporter,
            services,
            state,
        };
        readiness.update(|_| {}).await;
        readiness
    }

    /// The health service that reports this readiness.
    pub(super) fn service(&self) -> HealthServer<HealthService> {
        HealthServer::new(HealthService::from_health_reporter(self.reporter.clone()))
    }

    /// The reason why this server cannot answer now, if there is one.
    pub async fn why_not(&self) -> Option<String> {
        self.state.lock().await.why_not().map(str::to_owned)
    }

    /// Makes the server not ready for the rest of its life.
    pub(super) async fn stopping(&self) {
        self.update(|state| state.stopping = true).await;
    }

    async fn store(&self, wrong: Option<String>) {
        self.update(|state| state.store = wrong).await;
    }

    /// Changes the state and informs all watchers, one change after the other.
    async fn update(&self, change: impl FnOnce(&mut State) + Send) {
        let mut state = self.state.lock().await;
        change(&mut state);
        let status = match state.why_not() {
            None => ServingStatus::Serving,
            Some(_) => ServingStatus::NotServing,
        };
        for service in &*self.services {
            self.reporter.set_service_status(service, status).await;
        }
    }

    /// Pings the store for ever. The server is ready after the first answer, and stops being ready after five
    /// seconds without a good answer.
    pub(super) async fn watch<P, F, E>(&self, ping: P)
    where
        P: Fn() -> F,
        F: Future<Output = Result<(), E>>,
        E: Display,
    {
        let unasked = "the database has not answered yet".to_owned();
        self.update(|state| (state.started, state.store) = (true, Some(unasked)))
            .await;
        let mut ticks = interval(PING_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut ready, mut failing_since) = (false, None);
        loop {
            ticks.tick().await;
            let asked = Instant::now();
            let cause = match timeout(PING_LIMIT, ping()).await {
                Ok(Ok(())) => None,
                Ok(Err(cause)) => Some(cause.to_string()),
                Err(_) => Some(format!(
                    "the database gives no answer within {PING_LIMIT:?}"
                )),
            };
            let Some(cause) = cause else {
                failing_since = None;
                if !ready {
                    info!("ready: the database answers");
                    self.store(None).await;
                    ready = true;
                }
                continue;
            };
            let since = *failing_since.get_or_insert(asked);
            if ready && since.elapsed() < PATIENCE {
                continue;
            }
            if ready {
                warn!(cause, "not ready");
                ready = false;
            }
            self.store(Some(cause)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn readiness_comes_with_the_first_answer_and_goes_after_five_seconds_without_one() {
        let readiness = Readiness::new(vec!["a.Service".to_owned()]).await;
        let answers = AtomicBool::new(false);
        let ping = || async {
            if answers.load(Ordering::SeqCst) {
                Ok(())
            } else {
                Err("gone")
            }
        };
        assert_eq!(readiness.why_not().await.as_deref(), Some("starting"));
        let script = async {
            let after = async |seconds: f64| {
                tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
                readiness.why_not().await
            };
            let gone = Some("gone".to_owned());
            assert_eq!(after(3.5).await, gone);
            answers.store(true, Ordering::SeqCst);
            assert_eq!(after(1.0).await, None);
            answers.store(false, Ordering::SeqCst);
            assert_eq!(after(4.9).await, None);
            assert_eq!(after(2.0).await, gone);
            answers.store(true, Ordering::SeqCst);
            assert_eq!(after(1.1).await, None);
            readiness.stopping().await;
            assert_eq!(after(2.0).await, Some("stopping".to_owned()));
        };
        tokio::select! {
            () = script => {}
            () = readiness.watch(ping) => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_hangs_is_one_that_does_not_answer() {
        let readiness = Readiness::new(Vec::new()).await;
        let asked = AtomicBool::new(false);
        let ping = || async {
            if asked.swap(true, Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            Ok::<(), &str>(())
        };
        let watched = async |seconds| {
            let watch = readiness.watch(ping);
            timeout(Duration::from_secs(seconds), watch)
                .await
                .unwrap_err();
            readiness.why_not().await
        };
        assert_eq!(watched(3).await, None);
        asked.store(false, Ordering::SeqCst);
        let words = "the database gives no answer within 5s";
        assert_eq!(watched(9).await, Some(words.to_owned()));
    }
}
