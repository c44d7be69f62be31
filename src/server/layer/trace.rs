//! A span and a measurement for every call, whatever becomes of it, until its answer is sent.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use http::HeaderMap;
use http_body::{Frame, SizeHint};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tokio::time::Instant;
use tonic::{Code, Status, body::Body};
use tracing::{Instrument, Span, debug, field::Empty, info, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{Inner, Next, Request, Response, Step};
use crate::{
    rpc::call::RequestId,
    server::{
        methods::{Method, Methods},
        metrics::{RpcMetrics, code_name, is_our_fault},
    },
};

#[derive(Debug, Clone)]
pub(super) struct Trace {
    methods: Methods,
    metrics: RpcMetrics,
}

impl Trace {
    pub(super) fn new(methods: Methods, metrics: RpcMetrics) -> Self {
        Self { methods, metrics }
    }
}

impl Step for Trace {
    async fn run<S: Inner>(self, request: Request, next: Next<S>) -> Response {
        let method = self.methods.get(request.uri().path()).clone();
        let id = RequestId::current();
        let span = span(&method, &id, request.headers());
        let mut call = Call::begin(self.metrics, method, span.clone());
        let response = next.run(request).instrument(span).await;
        call.code = code_in(response.headers());
        response.map(|body| Body::new(Watched { body, call, id }))
    }
}

fn span(method: &Method, id: &RequestId, headers: &HeaderMap) -> Span {
    let span = info_span!(
        "rpc",
        otel.name = &*method.name,
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system.name = "grpc",
        rpc.method = &*method.name,
        rpc.response.status_code = Empty,
        request_id = id.as_str(),
    );
    if headers.contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&Incoming(headers));
        // Without traces there is nothing to set it on.
        let _ = span.set_parent(parent);
    }
    span
}

struct Incoming<'a>(&'a HeaderMap);

impl Extractor for Incoming<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

/// The code in the head or the end of an answer.
fn code_in(headers: &HeaderMap) -> Option<Code> {
    Some(Code::from_bytes(
        headers.get(Status::GRPC_STATUS)?.as_bytes(),
    ))
}

/// A call in work. It is counted when it is dropped, so that a cancelled one is counted too.
struct Call {
    metrics: RpcMetrics,
    method: Method,
    span: Span,
    began: Instant,
    code: Option<Code>,
}

impl Call {
    fn begin(metrics: RpcMetrics, method: Method, span: Span) -> Self {
        metrics.began(&method);
        Self {
            metrics,
            method,
            span,
            began: Instant::now(),
            code: None,
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let code = self.code.unwrap_or(Code::Cancelled);
        let (took, name) = (self.began.elapsed(), code_name(code));
        self.metrics.ended(&self.method, code, took);
        self.span.record("rpc.response.status_code", name);
        if is_our_fault(code) {
            self.span.record("otel.status_code", "ERROR");
        }
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let _in_span = self.span.enter();
        if code == Code::Ok {
            debug!(code = name, millis, "answered");
        } else {
            info!(code = name, millis, "answered");
        }
    }
}

/// An answer on its way out, as part of its call.
struct Watched {
    body: Body,
    call: Call,
    id: RequestId,
}

impl http_body::Body for Watched {
    type Data = <Body as http_body::Body>::Data;
    type Error = <Body as http_body::Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let Self { body, call, id } = &mut *self;
        let frame = call
            .span
            .in_scope(|| id.enter(|| Pin::new(body).poll_frame(context)));
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(trailers) = frame.trailers_ref()
        {
            call.code = code_in(trailers).or(call.code);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
