//! Refuses calls early when there are too many, so that accepted calls stay fast. A call holds its place
//! until its answer is sent. Health checks always pass; a call that watches health counts as a stream.
//!
//! A refusal must cost almost nothing, because it takes time from the calls that are answered. It therefore
//! comes before spans and tokens, its answer is made once, and it is counted instead of logged each time.

use std::{
    hash::{BuildHasher, RandomState},
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{HeaderMap, header::AUTHORIZATION};
use http_body::{Frame, SizeHint};
use prost::bytes::Bytes;
use tonic::{body::Body, transport::server::TcpConnectInfo};

use super::{ConnectionNumber, Inner, Next, Request, Response, Step, refuse};
use crate::{
    config::Config,
    error::Error,
    rpc::call::RequestId,
    server::{
        methods::{Method, Methods},
        metrics::RpcMetrics,
        places::{Full, Holder, Holders, Place, Places},
    },
    telemetry::Sampler,
};

/// The size of the pieces in which an answer is handed to the transport. The transport keeps what it was
/// given, even if the peer does not read it.
const PIECE_BYTES: usize = 16 * 1024;

/// The header that gives official clients the wait before they send a refused call again. The wait doubles
/// with each attempt that the client reports, so that not all clients come back at once.
const PUSHBACK: &str = "grpc-retry-pushback-ms";
const FIRST_PAUSE_MILLIS: u64 = 500;
const MAX_DOUBLINGS: u32 = 4;

#[derive(Debug)]
pub(super) struct Shed {
    methods: Methods,
    metrics: RpcMetrics,
    sampler: Sampler,
    calls: Places,
    streams: Places,
    tokens: RandomState,
    refusal: HeaderMap,
}

impl Shed {
    pub(super) fn new(
        config: &Config,
        methods: Methods,
        metrics: RpcMetrics,
        sampler: Sampler,
    ) -> Self {
        Self {
            methods,
            metrics,
            sampler,
            calls: Places::new(config.max_calls),
            streams: Places::new(config.max_streams),
            tokens: RandomState::new(),
            refusal: refuse(&Error::Overloaded).into_parts().0.headers,
        }
    }

    fn take(&self, method: &Method, request: &Request) -> Result<Place, Full> {
        let places = if method.streaming {
            &self.streams
        } else {
            &self.calls
        };
        places.take(self.holders(request))
    }

    /// The holders of a call. The token has not been checked yet, but all calls of one caller have the same
    /// token.
    fn holders(&self, request: &Request) -> Holders {
        let extensions = request.extensions();
        let connection = extensions
            .get::<ConnectionNumber>()
            .map(|connection| Holder::Connection(connection.0));
        let peer = extensions
            .get::<TcpConnectInfo>()
            .and_then(TcpConnectInfo::remote_addr)
            .map(|address| Holder::Peer(address.ip()));
        let token = request
            .headers()
            .get(AUTHORIZATION)
            .map(|token| Holder::Token(self.tokens.hash_one(token.as_bytes())));
        [connection, peer, token]
    }

    fn refusal(&self, method: &Method, full: Full, attempts_before: u32) -> Response {
        let by = match full {
            Full::All => "server",
            Full::Share(holder) => holder.kind(),
        };
        self.metrics.refused(method, by);
        self.sampler.line(|omitted| {
            tracing::info!(
                method = &*method.name,
                request_id = RequestId::current().as_str(),
                code = "UNAVAILABLE",
                reason = "OVERLOADED",
                full = by,
                omitted,
                "refused"
            );
        });
        let mut response = Response::new(Body::empty());
        response.headers_mut().clone_from(&self.refusal);
        if attempts_before > 0 {
            let millis = FIRST_PAUSE_MILLIS << attempts_before.min(MAX_DOUBLINGS);
            response.headers_mut().insert(PUSHBACK, millis.into());
        }
        response
    }
}

impl Step for Shed {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        let method = self.methods.get(request.uri().path());
        if method.health && !method.streaming {
            return next.run(request).await;
        }
        match self.take(method, &request) {
            Ok(place) => next
                .run(request)
                .await
                .map(|body| CountedBody::body(body, place)),
            Err(full) => self.refusal(method, full, attempts_before(request.headers())),
        }
    }
}

/// The number of earlier attempts at this call, which the protocol requires the client to report.
fn attempts_before(headers: &HeaderMap) -> u32 {
    let said = headers.get("grpc-previous-rpc-attempts");
    let said = said.and_then(|value| value.to_str().ok()?.parse().ok());
    said.unwrap_or(0)
}

/// An answer that holds its place until it is sent.
struct CountedBody {
    body: Body,
    rest: Bytes,
    _place: Place,
}

impl CountedBody {
    fn body(body: Body, place: Place) -> Body {
        Body::new(Self {
            body,
            rest: Bytes::new(),
            _place: place,
        })
    }

    fn piece(&mut self) -> Frame<Bytes> {
        let length = self.rest.len().min(PIECE_BYTES);
        Frame::data(self.rest.split_to(length))
    }
}

impl http_body::Body for CountedBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            Some(Ok(frame)) => frame,
            end => return Poll::Ready(end),
        };
        let frame = match frame.into_data() {
            Ok(data) => {
                self.rest = data;
                self.piece()
            }
            Err(frame) => frame,
        };
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
