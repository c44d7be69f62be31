//! One TCP connection with the limits that the HTTP/2 stack does not have: a peer that says nothing
//! is closed, and every connection ends when the server must.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Sleep, sleep},
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::{Connected, TcpConnectInfo};

/// The length of the HTTP/2 preface: a peer that has sent less has not said what it wants.
const PREFACE_BYTES: usize = 24;

/// What ends connections.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    /// The server is stopping: who has not spoken yet is closed, the others are told to leave.
    pub(super) stop: CancellationToken,
    /// The server must be gone: everyone is cut.
    pub(super) cut: CancellationToken,
    /// How long a peer may stay silent.
    pub(super) preface_limit: Duration,
    /// How long any connection may last, whatever it does.
    pub(super) max_life: Duration,
}

/// A connection that counts against the limit until it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
    end: Pin<Box<Sleep>>,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    silence: Option<Silence>,
}

/// The state of a peer that has not sent its preface.
#[derive(Debug)]
struct Silence {
    received: usize,
    limit: Pin<Box<Sleep>>,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, place: OwnedSemaphorePermit, ends: &Ends) -> Self {
        let silence = Silence {
            received: 0,
            limit: Box::pin(sleep(ends.preface_limit)),
            stop: Box::pin(ends.stop.clone().cancelled_owned()),
        };
        Self {
            stream,
            _place: place,
            end: Box::pin(sleep(ends.max_life)),
            cut: Box::pin(ends.cut.clone().cancelled_owned()),
            silence: Some(silence),
        }
    }

    /// Whether the connection must end now; otherwise the task is woken when it must.
    fn must_end(&mut self, context: &mut Context<'_>) -> bool {
        let silent = self.silence.as_mut().is_some_and(|silence| {
            silence.limit.as_mut().poll(context).is_ready()
                || silence.stop.as_mut().poll(context).is_ready()
        });
        silent
            || self.cut.as_mut().poll(context).is_ready()
            || self.end.as_mut().poll(context).is_ready()
    }

    fn heard(&mut self, bytes: usize) {
        if let Some(silence) = &mut self.silence {
            silence.received += bytes;
            if silence.received >= PREFACE_BYTES {
                self.silence = None;
            }
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

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}
