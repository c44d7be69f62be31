//! Every call is a span of the caller's trace.

use std::collections::BTreeMap;

use opentelemetry::trace::{SpanKind, Status, TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::layer::SubscriberExt;

use crate::support::server::{TestServer, asking, until};

fn attributes(span: &SpanData) -> BTreeMap<String, String> {
    let pairs = span
        .attributes
        .iter()
        .map(|pair| (pair.key.to_string(), pair.value.to_string()));
    pairs.collect()
}

#[tokio::test]
async fn a_call_is_a_span_named_by_its_method_within_its_callers_trace() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    // For the whole process: which spans are looked at is decided for all threads together, and tests
    // beside this one would decide otherwise. Other tests' calls have other traces.
    let collector = tracing_subscriber::registry().with(layer);
    tracing::subscriber::set_global_default(collector).unwrap();

    let server = TestServer::start(&[]).await;
    let mut client = server.client().await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    for what in ["", "fail"] {
        let mut request = asking(what);
        let parent = format!("00-{trace}-b7ad6b7169203331-01");
        request
            .metadata_mut()
            .insert("traceparent", parent.parse().unwrap());
        request
            .metadata_mut()
            .insert("x-request-id", "mine-2".parse().unwrap());
        let _ = client.get_system_info(request).await;
    }

    let method = "customerquality.v1.SystemService/GetSystemInfo";
    let calls = || {
        let mut spans = exporter.get_finished_spans().unwrap();
        spans.retain(|span| span.name == method);
        spans.retain(|span| span.span_context.trace_id().to_string() == trace);
        spans
    };
    until("both spans are there", async || calls().len() == 2).await;
    for (span, code) in calls().iter().zip(["OK", "INTERNAL"]) {
        assert_eq!(span.parent_span_id.to_string(), "b7ad6b7169203331");
        assert_eq!(span.span_kind, SpanKind::Server);
        assert_eq!(matches!(span.status, Status::Error { .. }), code != "OK");
        let attributes = attributes(span);
        assert_eq!(attributes["rpc.system.name"], "grpc");
        assert_eq!(attributes["rpc.method"], method);
        assert_eq!(attributes["rpc.response.status_code"], code);
        assert_eq!(attributes["request_id"], "mine-2");
    }
}
