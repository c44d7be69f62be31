//! Counts calls, under the names of the OpenTelemetry conventions for RPC servers.

use std::time::Duration;

use opentelemetry::{
    KeyValue,
    metrics::{Counter, Histogram, Meter, UpDownCounter},
};
use tonic::Code;

use super::methods::Method;

const SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The instruments of the calls.
#[derive(Debug, Clone)]
pub(super) struct RpcMetrics {
    duration: Histogram<f64>,
    active: UpDownCounter<i64>,
    refused: Counter<u64>,
}

impl RpcMetrics {
    pub(super) fn new(meter: &Meter) -> Self {
        let duration = meter
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_description("How long calls took, from their arrival to the end of the answer.")
            .with_boundaries(SECONDS.to_vec())
            .build();
        let active = meter
            .i64_up_down_counter("rpc.server.calls.active")
            .with_description("Calls in work now.")
            .build();
        let refused = meter
            .u64_counter("rpc.server.calls.refused")
            .with_description(
                "Calls refused because there were too many: of everybody (server), or of one \
                 connection, peer or token.",
            )
            .build();
        Self {
            duration,
            active,
            refused,
        }
    }

    /// Counts a call that was refused at once. `full` names the limit that was reached.
    pub(super) fn refused(&self, method: &Method, full: &'static str) {
        self.refused
            .add(1, &[name(method), KeyValue::new("full", full)]);
    }

    pub(super) fn began(&self, method: &Method) {
        self.active.add(1, &[name(method)]);
    }

    pub(super) fn ended(&self, method: &Method, code: Code, took: Duration) {
        self.active.add(-1, &[name(method)]);
        let system = KeyValue::new("rpc.system.name", "grpc");
        let status = KeyValue::new("rpc.response.status_code", code_name(code));
        self.duration
            .record(took.as_secs_f64(), &[name(method), system, status]);
    }
}

fn name(method: &Method) -> KeyValue {
    KeyValue::new("rpc.method", method.name.clone())
}

/// A code's name in the gRPC specification.
pub(super) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// Whether a code is the server's fault, so that its trace is marked as failed.
pub(super) fn is_our_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}
