//! The plain HTTP port for operators: liveness, readiness and metrics. Every answer is short, so a connection
//! serves one request and has a time limit. If too many connections are open, the oldest one is closed.

use std::time::Duration;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::task::TaskTracker;
use tracing::{debug, error};

use super::{Readiness, listener::Arrivals, room::Seat};
use crate::telemetry::Metrics;

#[derive(Clone)]
struct Page {
    readiness: Readiness,
    metrics: Metrics,
}

/// The most connections at a time, whatever a scraper or a stranger does.
pub(super) const MAX_CONNECTIONS: usize = 32;
/// The time limits for a request to arrive, and for a connection to end.
const HEADER_LIMIT: Duration = Duration::from_secs(5);
const CONNECTION_LIMIT: Duration = Duration::from_secs(15);

/// Answers until it is dropped. Without a listener it stays idle for ever.
pub(super) async fn serve(listener: Option<TcpListener>, readiness: Readiness, metrics: Metrics) {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    let router = Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(page))
        .with_state(Page { readiness, metrics });
    let mut arrivals = Arrivals::new(listener, MAX_CONNECTIONS);
    let connections = TaskTracker::new();
    loop {
        let (stream, seat) = arrivals.next().await;
        connections.spawn(answer(stream, seat, router.clone()));
    }
}

/// Answers one request. Its seat is never marked as busy, so that a new connection can displace the oldest
/// one.
async fn answer(stream: TcpStream, seat: Seat, router: Router) {
    let mut transport = http1::Builder::new();
    transport
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT)
        .keep_alive(false);
    let connection =
        transport.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let displaced = seat.displaced();
    let ended = timeout(CONNECTION_LIMIT, displaced.run_until_cancelled(connection));
    if let Ok(Some(Err(cause))) = ended.await {
        debug!(%cause, "a connection to the admin port broke");
    }
}

async fn ready(State(page): State<Page>) -> Response {
    match page.readiness.why_not().await {
        None => "ok\n".into_response(),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn page(State(page): State<Page>) -> Response {
    match page.metrics.page() {
        Ok(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(cause) => {
            error!(%cause, "cannot write the metrics");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
