//! The listening addresses, and the limit on the number of connections.

use std::{fs, future::pending, io, net::SocketAddr, time::Duration};

use futures::StreamExt;
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tonic::transport::server::TcpIncoming;
use tracing::warn;

use super::room::{Room, Seat};
use crate::{config::Config, telemetry::Sampler};

const KEEPALIVE: Duration = Duration::from_mins(1);
/// The pause after a failed accept. Without it, a lack of file handles would make the loop spin.
const PAUSE: Duration = Duration::from_millis(100);

/// The error of an address that cannot be listened on.
#[derive(Debug, Error)]
#[error("cannot listen on `{address}` (`{setting}`): {cause}{}", self.remedy())]
pub struct BindError {
    address: SocketAddr,
    setting: &'static str,
    cause: io::Error,
}

impl BindError {
    fn remedy(&self) -> String {
        let (setting, port) = (self.setting, self.address.port());
        if self.cause.kind() != io::ErrorKind::AddrInUse {
            return String::new();
        }
        match outgoing_ports() {
            Some((first, last)) if (first..=last).contains(&port) => format!(
                "; the system gives the ports from {first} to {last} to outgoing connections, so this \
                 one may be free again in a moment: try again, or name another with `{setting}`"
            ),
            _ => format!("; another program has this port: name another with `{setting}`"),
        }
    }
}

/// The range of ports that Linux uses for outgoing connections.
fn outgoing_ports() -> Option<(u16, u16)> {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?;
    let (first, last) = range.trim().split_once(char::is_whitespace)?;
    Some((first.parse().ok()?, last.trim().parse().ok()?))
}

/// The open ports of a server.
#[derive(Debug)]
pub struct Listeners {
    /// The port for gRPC.
    pub grpc: TcpListener,
    /// The port for `/livez`, `/readyz` and `/metrics`.
    pub admin: Option<TcpListener>,
}

impl Listeners {
    /// Opens the addresses of the settings. Port 0 takes a free port.
    ///
    /// # Errors
    /// An address cannot be listened on. The message names its setting.
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

/// The connections that arrive at a port. A new connection is closed at once if there is no room, so that its
/// caller can turn to another server instead of waiting.
#[derive(Debug)]
pub(super) struct Arrivals {
    incoming: TcpIncoming,
    room: Room,
    refused: Sampler,
}

impl Arrivals {
    pub(super) fn new(listener: TcpListener, max_connections: usize) -> Self {
        let incoming = TcpIncoming::from(listener)
            .with_nodelay(Some(true))
            .with_keepalive(Some(KEEPALIVE));
        Self {
            incoming,
            room: Room::new(max_connections),
            refused: Sampler::new(),
        }
    }

    /// The next connection that has room. It waits for ever once the port is closed.
    pub(super) async fn next(&mut self) -> (TcpStream, Seat) {
        loop {
            match self.incoming.next().await {
                Some(Ok(stream)) => {
                    // A peer that has left already has no address.
                    let Ok(peer) = stream.peer_addr() else {
                        continue;
                    };
                    if let Some(seat) = self.room.enter(peer.ip()) {
                        return (stream, seat);
                    }
                    self.refused.line(|omitted| {
                        warn!(%peer, omitted, "closed a new connection: there are too many");
                    });
                }
                Some(Err(cause)) => {
                    warn!(%cause, "cannot accept a connection");
                    sleep(PAUSE).await;
                }
                None => pending().await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(port: u16, kind: io::ErrorKind) -> String {
        let error = BindError {
            address: ([127, 0, 0, 1], port).into(),
            setting: "--listen",
            cause: kind.into(),
        };
        error.to_string()
    }

    #[test]
    fn a_port_in_use_is_said_with_what_to_do() {
        let said = refused(80, io::ErrorKind::AddrInUse);
        assert!(said.ends_with("another program has this port: name another with `--listen`"));
        if let Some((first, last)) = outgoing_ports() {
            let said = refused(first, io::ErrorKind::AddrInUse);
            assert!(said.contains(&format!("from {first} to {last}")), "{said}");
        }
        let said = refused(80, io::ErrorKind::PermissionDenied);
        assert_eq!(
            said,
            "cannot listen on `127.0.0.1:80` (`--listen`): permission denied"
        );
    }
}
