//! Ends the open streams when the server stops. They get `SHUTTING_DOWN` and can continue on another server
//! instead of delaying the stop.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::body::Body;

use super::{Inner, Next, Request, Response, Step};
use crate::{error::Error, rpc::status::status, server::methods::Methods};

#[derive(Debug)]
pub(super) struct Stop {
    methods: Methods,
    stop: CancellationToken,
}

impl Stop {
    pub(super) fn new(methods: Methods, stop: CancellationToken) -> Self {
        Self { methods, stop }
    }
}

impl Step for Stop {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        if !self.methods.get(request.uri().path()).streaming {
            return next.run(request).await;
        }
        let ending = |side, body| {
            let stop = Box::pin(self.stop.clone().cancelled_owned());
            let ended = false;
            Body::new(Ending {
                side,
                body,
                stop,
                ended,
            })
        };
        let request = request.map(|body| ending(Side::Request, body));
        next.run(request)
            .await
            .map(|body| ending(Side::Response, body))
    }
}

/// The direction of a stream.
enum Side {
    /// From the caller: it ends without a status.
    Request,
    /// To the caller: it ends with a status.
    Response,
}

/// A stream that ends when the server stops.
struct Ending {
    side: Side,
    body: Body,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
}

impl http_body::Body for Ending {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.stop.as_mut().poll(context).is_pending() {
            return Pin::new(&mut self.body).poll_frame(context);
        }
        self.ended = true;
        let mut trailers = HeaderMap::new();
        match (
            &self.side,
            status(&Error::ShuttingDown).add_header(&mut trailers),
        ) {
            (Side::Request, _) => Poll::Ready(None),
            (Side::Response, Ok(())) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
            (Side::Response, Err(status)) => Poll::Ready(Some(Err(status))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
