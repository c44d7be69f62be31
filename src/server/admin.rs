//! The plain HTTP port for those who run the service: is it alive, is it ready, what does it count.

use std::io;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use tokio::net::TcpListener;
use tracing::error;

use super::Readiness;
use crate::telemetry::Metrics;

#[derive(Clone)]
struct Page {
    readiness: Readiness,
    metrics: Metrics,
}

/// Answers until it is dropped; for ever idle without a listener.
pub(super) async fn serve(
    listener: Option<TcpListener>,
    readiness: Readiness,
    metrics: Metrics,
) -> io::Result<()> {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    let router = Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(page))
        .with_state(Page { readiness, metrics });
    axum::serve(listener, router).await
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
