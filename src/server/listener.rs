//! Where connections come from: the addresses, and how many connections there may be.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use futures::{Stream, StreamExt, stream};
use thiserror::Error;
use tokio::{net::TcpListener, sync::Semaphore, time::sleep};
use tonic::transport::server::TcpIncoming;
use tracing::{debug, warn};

use super::connection::{Connection, Ends};
use crate::config::Config;

const KEEPALIVE: Duration = Duration::from_mins(1);
/// The pause after a failed accept, so that a lack of file handles does not spin.
const PAUSE: Duration = Duration::from_millis(100);

/// An address cannot be listened on.
#[derive(Debug, Error)]
#[error("cannot listen on `{address}` (`{setting}`): {cause}")]
pub struct BindError {
    address: SocketAddr,
    setting: &'static str,
    cause: io::Error,
}

/// The open addresses of a server.
#[derive(Debug)]
pub struct Listeners {
    /// For gRPC.
    pub grpc: TcpListener,
    /// For `/livez`, `/readyz` and `/metrics`.
    pub admin: Option<TcpListener>,
}

impl Listeners {
    /// Opens the addresses of the settings; port 0 takes a free one.
    ///
    /// # Errors
    /// An address cannot be listened on, which the message says with its setting.
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let grpc = bind(config.listen, "--listen").await?;
        let admin = match config.admin {
            Some(address) => Some(bind(address, "--admin").await?),
            None => None,
        };
        Ok(Self { grpc, admin })
    }
}

async fn bind(address: SocketAddr, setting: &'static str) -> Result<TcpListener, BindError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|cause| BindError {
        address,
        setting,
        cause,
    })
}

/// The connections that arrive, each with its limits. Where there are too many, a new one is closed
/// at once, so that its caller can turn to another server instead of waiting.
pub(super) fn incoming(
    listener: TcpListener,
    max_connections: usize,
    ends: Ends,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(max_connections));
    let arrivals = TcpIncoming::from(listener)
        .with_nodelay(Some(true))
        .with_keepalive(Some(KEEPALIVE));
    stream::unfold(
        (arrivals, places, ends),
        |(mut arrivals, places, ends)| async move {
            loop {
                match arrivals.next().await? {
                    Ok(stream) => {
                        if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                            let connection = Connection::new(stream, place, &ends);
                            return Some((Ok(connection), (arrivals, places, ends)));
                        }
                        debug!("closed a new connection: there are too many");
                    }
                    Err(cause) => {
                        warn!(%cause, "cannot accept a connection");
                        sleep(PAUSE).await;
                    }
                }
            }
        },
    )
}
