//! One TCP connection with limits that the HTTP/2 stack does not have. A silent peer is closed, even after it
//! was asked to leave, and every connection ends when the server must end.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::room::Seat;

/// The length of the HTTP/2 preface. A peer that has sent less has not begun to speak HTTP/2.
const PREFACE_BYTES: usize = 24;
/// How long a peer may take to react to the request to leave.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);

/// The signals and limits that end connections.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    /// Cancelled when the server stops. Peers without a complete preface are closed. The others are asked to
    /// leave, and are closed if they do not react.
    pub(super) stop: CancellationToken,
    /// Cancelled when the server must end. Every connection is closed.
    pub(super) cut: CancellationToken,
    /// How long a peer may take to send its preface.
    pub(super) preface_limit: Duration,
    /// The longest life of a connection, whatever it does.
    pub(super) max_life: Duration,
}

/// A connection that counts against the limit until it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    _seat: Arc<Seat>,
    end: Pin<Box<Sleep>>,
    displaced: Pin<Box<WaitForCancellationFutureOwned>>,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
    peer: Peer,
}

/// The state of the peer.
#[derive(Debug)]
enum Peer {
    /// It has not sent its whole preface yet.
    Arriving {
        received: usize,
        limit: Pin<Box<Sleep>>,
    },
    /// It speaks HTTP/2.
    Talking,
    /// It was asked to leave, and has sent nothing since. It must react within the limit.
    Leaving { limit: Pin<Box<Sleep>> },
    /// It has reacted to the request to leave.
    Warned,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, seat: Arc<Seat>, ends: &Ends) -> Self {
        let limit = Box::pin(sleep(ends.preface_limit));
        Self {
            stream,
            displaced: Box::pin(seat.displaced().cancelled_owned()),
            _seat: seat,
            end: Box::pin(sleep(ends.max_life)),
            cut: Box::pin(ends.cut.clone().cancelled_owned()),
            stop: Box::pin(ends.stop.clone().cancelled_owned()),
            peer: Peer::Arriving { received: 0, limit },
        }
    }

    /// Whether the connection must end now. If not, the task is woken when it must.
    fn must_end(&mut self, context: &mut Context<'_>) -> bool {
        let stopping = match &self.peer {
            Peer::Arriving { .. } | Peer::Talking => self.stop.as_mut().poll(context).is_ready(),
            Peer::Leaving { .. } | Peer::Warned => false,
        };
        if stopping && matches!(self.peer, Peer::Talking) {
            self.peer = Peer::Leaving {
                limit: Box::pin(sleep(GOODBYE_LIMIT)),
            };
        }
        let silent = match &mut self.peer {
            Peer::Arriving { limit, .. } => stopping || limit.as_mut().poll(context).is_ready(),
            Peer::Leaving { limit } => limit.as_mut().poll(context).is_ready(),
            Peer::Talking | Peer::Warned => false,
        };
        silent
            || self.displaced.as_mut().poll(context).is_ready()
            || self.cut.as_mut().poll(context).is_ready()
            || self.end.as_mut().poll(context).is_ready()
    }

    fn heard(&mut self, bytes: usize) {
        match &mut self.peer {
            Peer::Arriving { received, .. } => {
                *received += bytes;
                if *received >= PREFACE_BYTES {
                    self.peer = Peer::Talking;
                }
            }
            Peer::Leaving { .. } if bytes > 0 => self.peer = Peer::Warned,
            Peer::Leaving { .. } | Peer::Talking | Peer::Warned => {}
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.must_end(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.heard(buffer.filled().len() - before);
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncReadExt, net::TcpListener, time::Instant};

    use super::{super::room::Room, *};

    async fn pair(ends: &Ends) -> (Connection, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (stream, address) = listener.accept().await.unwrap();
        let seat = Room::new(1).enter(address.ip()).unwrap();
        (Connection::new(stream, Arc::new(seat), ends), peer)
    }

    fn ends() -> Ends {
        Ends {
            stop: CancellationToken::new(),
            cut: CancellationToken::new(),
            preface_limit: Duration::from_secs(10),
            max_life: Duration::from_secs(2_000),
        }
    }

    #[tokio::test]
    async fn a_silent_peer_is_closed_after_ten_seconds_and_a_talking_one_is_not() {
        for (sent, seconds) in [(0, 10), (PREFACE_BYTES - 1, 10), (PREFACE_BYTES, 2_000)] {
            let (mut connection, peer) = pair(&ends()).await;
            peer.try_write(&vec![b'x'; sent]).unwrap();
            let mut bytes = vec![0; sent];
            connection.read_exact(&mut bytes).await.unwrap();
            tokio::time::pause();
            let began = Instant::now();
            // The limits began a moment ago, in real time.
            connection.read_u8().await.unwrap_err();
            let waited = began.elapsed().as_secs_f64().round();
            assert!(
                (waited - f64::from(seconds)).abs() < 1.0,
                "{sent} bytes: {waited} s"
            );
            tokio::time::resume();
        }
    }

    #[tokio::test]
    async fn a_cut_ends_a_talking_peer_at_once() {
        let ends = ends();
        let (mut connection, peer) = pair(&ends).await;
        peer.try_write(&[b'x'; PREFACE_BYTES]).unwrap();
        connection
            .read_exact(&mut [0; PREFACE_BYTES])
            .await
            .unwrap();
        ends.cut.cancel();
        assert_eq!(
            connection.read_u8().await.unwrap_err().kind(),
            io::ErrorKind::TimedOut
        );
    }
}
