//! The connections of the gRPC port, from their arrival to their end, and the calls on them.
//!
//! This module replaces `tonic::transport::Server`. In tonic 0.14 that type gives no access to the task of a
//! call. Here the task must end at the call's deadline, and until then it must keep its connection from being
//! displaced.

use std::{
    sync::Arc,
    task::{Context, Waker},
    time::Duration,
};

use hyper::{body::Incoming, rt::Executor, server::conn::http2};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_util::task::TaskTracker;
use tonic::{body::Body, transport::server::TcpConnectInfo};
use tower::ServiceExt;
use tracing::debug;

use super::{
    connection::{Connection, Ends},
    end,
    layer::{ConnectionNumber, Inner},
    listener::Arrivals,
    room::Seat,
};

/// The limits of the HTTP/2 connections. The transport has none by default.
const KEEPALIVE: Duration = Duration::from_secs(30);
const KEEPALIVE_LIMIT: Duration = Duration::from_secs(10);
const MAX_STREAMS_PER_CONNECTION: u32 = 100;
const MAX_HEADER_BYTES: u32 = 16 * 1024;
const MAX_PENDING_RESETS: usize = 20;
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// The parts that all connections share.
#[derive(Debug)]
pub(super) struct Terms<S> {
    /// The service that answers calls.
    pub(super) service: S,
    /// The signals and limits that end connections.
    pub(super) ends: Ends,
    /// The age at which the server asks a connection to leave.
    pub(super) age: Duration,
}

/// Accepts connections until the server stops, and returns when the last one has ended.
pub(super) async fn serve<S: Inner + Sync>(
    listener: TcpListener,
    max_connections: usize,
    terms: Terms<S>,
) {
    let terms = Arc::new(terms);
    let stop = terms.ends.stop.clone();
    let connections = TaskTracker::new();
    let mut arrivals = Arrivals::new(listener, max_connections);
    let arriving = async {
        loop {
            let (stream, seat) = arrivals.next().await;
            let (terms, seat) = (Arc::clone(&terms), Arc::new(seat));
            let info = connect_info(&stream);
            let connection = Connection::new(stream, Arc::clone(&seat), &terms.ends);
            connections.spawn(async move { terms.answer(connection, info, seat).await });
        }
    };
    stop.run_until_cancelled(arriving).await;
    // Closes the port, so that a new caller turns to another server at once.
    drop(arrivals);
    connections.close();
    connections.wait().await;
}

fn connect_info(stream: &TcpStream) -> TcpConnectInfo {
    TcpConnectInfo {
        local_addr: stream.local_addr().ok(),
        remote_addr: stream.peer_addr().ok(),
    }
}

impl<S: Inner> Terms<S> {
    async fn answer(&self, connection: Connection, info: TcpConnectInfo, seat: Arc<Seat>) {
        let number = seat.number();
        let service =
            self.service
                .clone()
                .map_request(move |mut request: http::Request<Incoming>| {
                    request.extensions_mut().insert(info.clone());
                    request.extensions_mut().insert(ConnectionNumber(number));
                    request.map(Body::new)
                });
        let service = TowerToHyperService::new(service);
        let connection = transport(seat).serve_connection(TokioIo::new(connection), service);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.leaves() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(cause) = ended {
            debug!(%cause, "a connection broke");
        }
    }

    /// Waits until the server must ask the connection to leave.
    async fn leaves(&self) {
        let aged = sleep(self.age);
        let _ = self.ends.stop.run_until_cancelled(aged).await;
    }
}

fn transport(seat: Arc<Seat>) -> http2::Builder<Calls> {
    let mut builder = http2::Builder::new(Calls { seat });
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS_PER_CONNECTION)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .keep_alive_interval(Some(KEEPALIVE))
        .keep_alive_timeout(KEEPALIVE_LIMIT)
        .max_header_list_size(MAX_HEADER_BYTES)
        .max_pending_accept_reset_streams(Some(MAX_PENDING_RESETS));
    builder
}

/// Runs each call of a connection as a task that ends at the call's deadline. A call that is refused at once
/// is finished before it needs a task.
#[derive(Debug, Clone)]
struct Calls {
    seat: Arc<Seat>,
}

impl<F> Executor<F> for Calls
where
    F: Future<Output = ()> + Send + 'static,
{
    #[expect(
        clippy::disallowed_methods,
        reason = "the connection's end ends its calls, and the layers catch their panics"
    )]
    fn execute(&self, call: F) {
        let mut call = Box::pin(end::bounded(call));
        let mut nobody = Context::from_waker(Waker::noop());
        // The spawned task polls the call again, and from then on the runtime wakes it.
        if call.as_mut().poll(&mut nobody).is_pending() {
            let busy = self.seat.busy();
            tokio::spawn(async move {
                call.await;
                drop(busy);
            });
        }
    }
}
