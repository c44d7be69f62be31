//! Runs the server from its first connection to its end, and never longer than it may.

use std::{fmt::Display, io, pin::pin, time::Duration};

use futures::{Stream, StreamExt};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{service::Routes, transport};
use tracing::{info, warn};

use super::{
    Auth, AuthError, Readiness, admin,
    connection::Ends,
    layer::{self, Inner, Parts},
    listener::incoming,
    methods::Methods,
    metrics::RpcMetrics,
    reflection,
};
use crate::{config::Config, telemetry::Metrics};

/// Limits of the HTTP/2 connections, which the transport does not have by default.
const PREFACE_LIMIT: Duration = Duration::from_secs(10);
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_LIMIT: Duration = Duration::from_secs(10);
const MAX_STREAMS_PER_CONNECTION: u32 = 100;
const MAX_HEADER_BYTES: u32 = 16 * 1024;
const MAX_PENDING_RESETS: usize = 20;
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;
/// How long after its age a connection may still finish what it has begun.
const AGE_GRACE: Duration = Duration::from_mins(5);

/// Why the server cannot run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// No one may call.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The descriptors cannot be read.
    #[error("cannot read the descriptors of the API: {0}")]
    Descriptors(#[from] prost::DecodeError),
    /// The descriptors cannot be served.
    #[error("cannot describe the API: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The transport broke.
    #[error("the server broke: {0}")]
    Transport(#[from] transport::Error),
    /// The admin port broke.
    #[error("the admin port broke: {0}")]
    Admin(#[from] io::Error),
    /// The server ended without having been asked to.
    #[error("the server ended by itself")]
    Ended,
}

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything begun was finished.
    Drained,
    /// The time was over, or a second signal came: something was cut off.
    Cut,
}

/// What answers calls, and what that rests on.
#[derive(Debug)]
pub struct Backend<P> {
    /// The services.
    pub routes: Routes,
    /// Asks whether the store answers.
    pub ping: P,
    /// Work whose caller may have gone, and which is finished all the same.
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
}

impl Server {
    /// Settles who may call, and starts as not ready.
    ///
    /// # Errors
    /// The address is open to anyone without that having been allowed, or the token file is unusable.
    pub async fn new(config: &Config, metrics: Metrics) -> Result<Self, ServeError> {
        let auth = Auth::new(
            config.listen,
            config.token_file.as_deref(),
            config.allow_open,
        )?;
        let methods = Methods::load()?;
        let readiness = Readiness::new(methods.services()).await;
        Ok(Self {
            config: config.clone(),
            auth,
            methods,
            metrics,
            readiness,
        })
    }

    /// Answers on the admin port for as long as it is polled: alive from the first moment, and not ready
    /// before [`Server::serve`], which goes on with it.
    pub fn admin(
        &self,
        listener: Option<TcpListener>,
    ) -> impl Future<Output = ServeError> + Send + use<> {
        let answers = admin::serve(listener, self.readiness.clone(), self.metrics.clone());
        async move { answers.await.err().map_or(ServeError::Ended, Into::into) }
    }

    /// Answers calls until `stop` gives its first item, then says `NOT_SERVING`, goes on for the drain
    /// delay, lets calls and units finish, and ends within the drain limit or at the second item.
    ///
    /// # Errors
    /// The transport breaks.
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
        let incoming = incoming(listener, self.config.max_connections, ends);
        let service = self.service(routes, &stopping)?;
        let calls = transport(age).serve_with_incoming_shutdown(
            service,
            incoming,
            stopping.clone().cancelled_owned(),
        );
        info!(%address, "answering");
        tokio::select! {
            ended = self.run(calls, units, stopping, stop) => ended,
            broken = admin => Err(broken),
            () = self.readiness.watch(ping) => Err(ServeError::Ended),
        }
    }

    fn service(&self, routes: Routes, stop: &CancellationToken) -> Result<impl Inner, ServeError> {
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

    /// The age of connections, a little different in each process, so that they do not all leave at
    /// once.
    fn connection_age(&self) -> Duration {
        self.config
            .connection_age
            .mul_f64(rand::random_range(0.9..1.1))
    }

    async fn run(
        &self,
        calls: impl Future<Output = Result<(), transport::Error>> + Send,
        units: TaskTracker,
        stopping: CancellationToken,
        stop: impl Stream<Item = ()> + Send,
    ) -> Result<Ended, ServeError> {
        let (mut calls, mut stop) = (pin!(calls), pin!(stop));
        tokio::select! {
            ended = &mut calls => return Err(ended.err().map_or(ServeError::Ended, Into::into)),
            () = next(&mut stop) => {}
        }
        let limit = Instant::now() + self.config.drain_limit;
        let drain = async {
            self.readiness.stopping().await;
            let delay = self.config.drain_delay;
            info!(?delay, "stopping: not ready any more, still answering");
            tokio::select! {
                ended = &mut calls => return Err(ended.err().map_or(ServeError::Ended, Into::into)),
                () = sleep(delay) => {}
            }
            stopping.cancel();
            calls.await?;
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

/// The next item; never, once there are no more.
async fn next(stop: &mut (impl Stream<Item = ()> + Unpin)) {
    if stop.next().await.is_none() {
        std::future::pending::<()>().await;
    }
}

/// The transport with its limits. An age with a grace would cut connections without telling them to
/// leave, so the grace is the connection's own.
fn transport(age: Duration) -> transport::Server {
    transport::Server::builder()
        .max_concurrent_streams(MAX_STREAMS_PER_CONNECTION)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE_LIMIT))
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .http2_max_pending_accept_reset_streams(Some(MAX_PENDING_RESETS))
        .max_connection_age(age)
}
