//! Gives every call a span and a measurement, whatever its outcome, until its answer is sent.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::HeaderMap;
use http_body::{Frame, SizeHint};
use opentelemetry::{
    propagation::{Extractor, TextMapPropagator},
    trace::TraceContextExt,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tokio::time::Instant;
use tonic::{Code, Status, body::Body};
use tonic_types::StatusExt;
use tracing::{Instrument, Span, debug, field::Empty, info, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::{Inner, Next, Request, Response, Step};
use crate::{
    rpc::call::RequestId,
    server::{
        end,
        methods::{Method, Methods},
        metrics::{RpcMetrics, code_name, is_our_fault},
    },
    telemetry::Sampler,
};

#[derive(Debug, Clone)]
pub(super) struct Trace {
    methods: Methods,
    metrics: RpcMetrics,
    sampler: Sampler,
}

impl Trace {
    pub(super) fn new(methods: Methods, metrics: RpcMetrics, sampler: Sampler) -> Self {
        Self {
            methods,
            metrics,
            sampler,
        }
    }
}

impl Step for Trace {
    async fn run<S: Inner>(&self, request: Request, next: Next<S>) -> Response {
        let method = self.methods.get(request.uri().path()).clone();
        let id = RequestId::current();
        let span = span(&method, &id, request.headers());
        let mut call = Call::begin(self.clone(), method, span.clone());
        let response = next.run(request).instrument(span).await;
        call.ends_with(response.headers());
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
        trace_id = Empty,
    );
    if headers.contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&Incoming(headers));
        record_trace_id(&span, &parent);
        // Without traces there is nothing to set the parent on.
        let _ = span.set_parent(parent);
    } else {
        record_trace_id(&span, &span.context());
    }
    span
}

/// Adds the trace id to every log line of the call: the caller's own trace, or the one that begins here.
fn record_trace_id(span: &Span, context: &opentelemetry::Context) {
    let trace = context.span().span_context().trace_id();
    if trace != opentelemetry::TraceId::INVALID {
        span.record("trace_id", trace.to_string());
    }
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

/// The gRPC code in the headers or trailers of an answer.
fn code_in(headers: &HeaderMap) -> Option<Code> {
    Some(Code::from_bytes(
        headers.get(Status::GRPC_STATUS)?.as_bytes(),
    ))
}

/// A call in progress. It is counted when it is dropped, so that a cancelled call counts too.
struct Call {
    trace: Trace,
    method: Method,
    span: Span,
    began: Instant,
    code: Option<Code>,
    /// The headers or trailers of an answer that is an error.
    failure: Option<HeaderMap>,
}

impl Call {
    fn begin(trace: Trace, method: Method, span: Span) -> Self {
        trace.metrics.began(&method);
        Self {
            trace,
            method,
            span,
            began: Instant::now(),
            code: None,
            failure: None,
        }
    }

    /// Reads the code from the headers or trailers of the answer.
    fn ends_with(&mut self, headers: &HeaderMap) {
        let Some(code) = code_in(headers) else { return };
        self.code = Some(code);
        self.failure = (code != Code::Ok).then(|| headers.clone());
    }

    /// The code of the call. Without one, its caller has left or has not read the answer in time.
    fn code(&self) -> Code {
        let unfinished = if end::has_passed() {
            Code::DeadlineExceeded
        } else {
            Code::Cancelled
        };
        self.code.unwrap_or(unfinished)
    }

    /// The reason of the error, as its caller sees it.
    fn reason(&self) -> Option<String> {
        let status = Status::from_header_map(self.failure.as_ref()?)?;
        let info = status.get_details_error_info()?;
        let short = info.reason.strip_prefix("ERROR_REASON_");
        Some(short.unwrap_or(&info.reason).to_owned())
    }

    fn log(&self, code: Code, took: Duration) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let _in_span = self.span.enter();
        let code_name = code_name(code);
        if code == Code::Ok {
            debug!(code = code_name, millis, "answered");
            return;
        }
        self.trace.sampler.line(|omitted| {
            let reason = self.reason();
            info!(code = code_name, reason, millis, omitted, "answered");
        });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let (code, took) = (self.code(), self.began.elapsed());
        self.trace.metrics.ended(&self.method, code, took);
        self.span
            .record("rpc.response.status_code", code_name(code));
        if is_our_fault(code) {
            self.span.record("otel.status_code", "ERROR");
        }
        self.log(code, took);
    }
}

/// The body of an answer, which is sent as part of its call.
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
            call.ends_with(trailers);
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
