//! Runs the server from its first connection to its end, and within its time limits.

use std::{fmt::Display, io, pin::pin, time::Duration};

use futures::{Stream, StreamExt};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::service::Routes;
use tracing::{info, warn};

use super::{
    Auth, AuthError, Readiness,
    accept::{self, Terms},
    admin,
    connection::Ends,
    files,
    layer::{self, Inner, Parts},
    methods::Methods,
    metrics::RpcMetrics,
    reflection,
};
use crate::{config::Config, telemetry::Metrics};

/// How long a peer may take to send its HTTP/2 preface.
const PREFACE_LIMIT: Duration = Duration::from_secs(10);
/// How long a connection may take to finish its calls after it has reached its age.
const AGE_GRACE: Duration = Duration::from_mins(5);

/// Why the server cannot run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Nobody could call.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The descriptors cannot be read.
    #[error("cannot read the descriptors of the API: {0}")]
    Descriptors(#[from] prost::DecodeError),
    /// The descriptors cannot be served.
    #[error("cannot describe the API: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The address of the port is unknown.
    #[error("the server broke: {0}")]
    Address(#[from] io::Error),
    /// There are too few files for any connection.
    #[error(transparent)]
    Files(#[from] files::TooFewFiles),
    /// The server ended although nobody asked it to.
    #[error("the server ended by itself")]
    Ended,
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All work in progress was finished.
    Drained,
    /// The time limit was reached or a second signal came, so some work was cut off.
    Cut,
}

/// The services that answer calls, and the parts of the store that the server watches.
#[derive(Debug)]
pub struct Backend<P> {
    /// The services.
    pub routes: Routes,
    /// Asks the store for a sign of life.
    pub ping: P,
    /// Units of work in progress. They finish even if their caller has left.
    pub units: TaskTracker,
}

/// A server that is ready to run.
#[derive(Debug)]
pub struct Server {
    config: Config,
    auth: Auth,
    methods: Methods,
    metrics: Metrics,
    readiness: Readiness,
    max_connections: usize,
}

impl Server {
    /// Settles the access of callers. The server starts as not ready.
    ///
    /// # Errors
    /// The address is open to everybody although that was not allowed, or the token file is unusable.
    pub async fn new(config: &Config, metrics: Metrics) -> Result<Self, ServeError> {
        let auth = Auth::new(
            config.listen,
            config.token_file.as_deref(),
            config.allow_open,
        )?;
        let max_connections = files::connections_that_fit(config)?;
        let methods = Methods::load()?;
        let readiness = Readiness::new(methods.services()).await;
        Ok(Self {
            config: config.clone(),
            auth,
            methods,
            metrics,
            readiness,
            max_connections,
        })
    }

    /// Answers on the admin port for as long as it is polled. It reports the process as alive from the first
    /// moment, and as not ready before [`Server::serve`], which keeps polling it.
    pub fn admin(
        &self,
        listener: Option<TcpListener>,
    ) -> impl Future<Output = ServeError> + Send + use<> {
        let answers = admin::serve(listener, self.readiness.clone(), self.metrics.clone());
        async move {
            answers.await;
            ServeError::Ended
        }
    }

    /// Answers calls until `stop` gives its first item. It then reports `NOT_SERVING`, keeps answering for
    /// the drain delay, and lets calls and units of work finish. It ends within the drain limit, or at the
    /// second item.
    ///
    /// # Errors
    /// The transport fails.
    pub async fn serve<P, F, E>(
        self,
        listener: TcpListener,
        admin: impl Future<Output = ServeError> + Send,
        backend: Backend<P>,
        stop: impl Stream<Item = ()> + Send,
    ) -> Result<Ended, ServeError>
    where
        P: Fn() -> F + Send,
        F: Future<Output = Result<(), E>> + Send,
        E: Display + Send,
    {
        let Backend {
            routes,
            ping,
            units,
        } = backend;
        let address = listener.local_addr()?;
        let (stopping, cut) = (CancellationToken::new(), CancellationToken::new());
        let _cut_at_the_end = cut.clone().drop_guard();
        let age = self.connection_age();
        let ends = Ends {
            stop: stopping.clone(),
            cut,
            preface_limit: PREFACE_LIMIT,
            max_life: age + AGE_GRACE,
        };
        let service = self.service(routes, &stopping)?;
        let terms = Terms { service, ends, age };
        let calls = accept::serve(listener, self.max_connections, terms);
        info!(%address, "answering");
        tokio::select! {
            ended = self.run(calls, units, stopping, stop) => ended,
            broken = admin => Err(broken),
            () = self.readiness.watch(ping) => Err(ServeError::Ended),
            () = self.auth.watch() => Err(ServeError::Ended),
        }
    }

    fn service(
        &self,
        routes: Routes,
        stop: &CancellationToken,
    ) -> Result<impl Inner + Sync, ServeError> {
        let routes = routes.add_service(self.readiness.service());
        let routes = if self.config.reflection {
            reflection::add_to(routes)?
        } else {
            routes
        };
        let parts = Parts {
            config: &self.config,
            methods: self.methods.clone(),
            metrics: RpcMetrics::new(&self.metrics.meter()),
            auth: self.auth.clone(),
            stop: stop.clone(),
        };
        Ok(layer::around(routes.prepare(), parts))
    }

    /// The age of connections. It differs a little between processes, so that connections do not all leave at
    /// once.
    fn connection_age(&self) -> Duration {
        self.config
            .connection_age
            .mul_f64(rand::random_range(0.9..1.1))
    }

    async fn run(
        &self,
        calls: impl Future<Output = ()> + Send,
        units: TaskTracker,
        stopping: CancellationToken,
        stop: impl Stream<Item = ()> + Send,
    ) -> Result<Ended, ServeError> {
        let (mut calls, mut stop) = (pin!(calls), pin!(stop));
        tokio::select! {
            () = &mut calls => return Err(ServeError::Ended),
            () = next(&mut stop) => {}
        }
        let limit = Instant::now() + self.config.drain_limit;
        let drain = async {
            self.readiness.stopping().await;
            let delay = self.config.drain_delay;
            info!(?delay, "stopping: not ready any more, still answering");
            tokio::select! {
                () = &mut calls => return Err(ServeError::Ended),
                () = sleep(delay) => {}
            }
            stopping.cancel();
            calls.await;
            units.close();
            units.wait().await;
            Ok(Ended::Drained)
        };
        tokio::select! {
            ended = drain => ended,
            () = sleep_until(limit) => {
                warn!(limit = ?self.config.drain_limit, "stopped, cutting off what was not finished");
                Ok(Ended::Cut)
            }
            () = next(&mut stop) => {
                warn!("stopped at once, cutting off what was not finished");
                Ok(Ended::Cut)
            }
        }
    }
}

/// The next item. It waits for ever if there are no more.
async fn next(stop: &mut (impl Stream<Item = ()> + Unpin)) {
    if stop.next().await.is_none() {
        std::future::pending::<()>().await;
    }
}
