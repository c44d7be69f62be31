//! Ends the open streams when the server stops: they get SHUTTING_DOWN and can go on elsewhere,
//! instead of holding up the stop.

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

#[derive(Debug, Clone)]
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
    async fn run<S: Inner>(self, request: Request, next: Next<S>) -> Response {
        let streaming = self.methods.get(request.uri().path()).streaming;
        let response = next.run(request).await;
        if !streaming {
            return response;
        }
        let stop = Box::pin(self.stop.cancelled_owned());
        response.map(|body| {
            Body::new(Ending {
                body,
                stop,
                ended: false,
            })
        })
    }
}

/// A stream that ends with the server.
struct Ending {
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
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_pending() && self.stop.as_mut().poll(context).is_ready() {
            self.ended = true;
            let mut trailers = HeaderMap::new();
            return match status(&Error::ShuttingDown).add_header(&mut trailers) {
                Ok(()) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
                Err(status) => Poll::Ready(Some(Err(status))),
            };
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
