//! Every call is a span of the caller's trace.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use customer_quality::pb::v1::{GetScoreRequest, RecordFactsRequest};
use opentelemetry::trace::{SpanKind, Status, TracerProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tonic::Request;
use tracing_subscriber::{Layer, filter::filter_fn, layer::SubscriberExt};

use crate::support::{
    app, ask,
    bodies::buy,
    build::{fact, record},
    server::{TestServer, asking, until},
};

fn attributes(span: &SpanData) -> BTreeMap<String, String> {
    let pairs = span
        .attributes
        .iter()
        .map(|pair| (pair.key.to_string(), pair.value.to_string()));
    pairs.collect()
}

/// All spans of this process. Which spans are looked at is decided for all threads together, and tests
/// beside these would decide otherwise. Other tests' calls have other traces.
fn exporter() -> &'static InMemorySpanExporter {
    static EXPORTER: OnceLock<InMemorySpanExporter> = OnceLock::new();
    EXPORTER.get_or_init(|| {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let ours = |metadata: &tracing::Metadata<'_>| {
            metadata.is_span() && metadata.target().starts_with("customer_quality")
        };
        let collector = tracing_subscriber::registry().with(layer.with_filter(filter_fn(ours)));
        tracing::subscriber::set_global_default(collector).unwrap();
        exporter
    })
}

/// The spans of a trace that have ended.
fn spans_of(trace: &str) -> Vec<SpanData> {
    let mut spans = exporter().get_finished_spans().unwrap();
    spans.retain(|span| span.span_context.trace_id().to_string() == trace);
    spans
}

/// A call within a trace.
fn within<T>(trace: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    let parent = parent.parse().unwrap();
    request.metadata_mut().insert("traceparent", parent);
    request
}

#[tokio::test]
async fn a_call_is_a_span_named_by_its_method_within_its_callers_trace() {
    let _ = exporter();
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
        let mut spans = spans_of(trace);
        spans.retain(|span| span.name == method);
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

/// Waits until the call of a trace has ended, and names each of its spans with the one around it.
async fn ended(trace: &str, method: &str) -> Vec<(SpanData, String)> {
    until("the call has ended", async || {
        spans_of(trace).iter().any(|span| span.name == method)
    })
    .await;
    let spans = spans_of(trace);
    let around = |span: &SpanData| {
        let found = spans
            .iter()
            .find(|other| other.span_context.span_id() == span.parent_span_id);
        found.map_or_else(String::new, |other| other.name.to_string())
    };
    let named = spans.iter().map(|span| (span.clone(), around(span)));
    named.collect()
}

/// The only span of this name, and the name of the one around it.
#[track_caller]
fn only<'a>(spans: &'a [(SpanData, String)], name: &str) -> (&'a SpanData, &'a str) {
    let found: Vec<_> = spans.iter().filter(|(span, _)| span.name == name).collect();
    let [(span, around)] = found[..] else {
        let names = spans.iter().map(|(span, around)| (&span.name, around));
        panic!("{name}: {:?}", names.collect::<Vec<_>>())
    };
    (span, around)
}

#[tokio::test]
async fn an_answer_consists_of_loading_evaluating_and_encoding_and_of_its_statements() {
    let _ = exporter();
    let mut app = app::start().await;
    let facts = RecordFactsRequest {
        create_missing_customers: true,
        ..record(vec![fact("f-1", buy(10))])
    };
    let trace = "1af7651916cd43dd8448eb211c80319c";
    app.records
        .record_facts(within(trace, facts))
        .await
        .unwrap();
    let method = "customerquality.v1.CustomerRecordsService/RecordFacts";
    let spans = ended(trace, method).await;
    for statement in ["lock_customers", "insert_facts", "commit"] {
        let (span, around) = only(&spans, statement);
        assert_eq!(around, method);
        assert_eq!(span.span_kind, SpanKind::Client);
        let attributes = attributes(span);
        assert_eq!(attributes["db.system.name"], "postgresql");
        assert_eq!(attributes["db.query.summary"], statement);
    }

    let question = GetScoreRequest {
        customer_id: "C-1".to_owned(),
        options: Some(ask::now()),
        ..GetScoreRequest::default()
    };
    let trace = "2af7651916cd43dd8448eb211c80319c";
    app.quality
        .get_score(within(trace, question))
        .await
        .unwrap();
    let method = "customerquality.v1.CustomerQualityService/GetScore";
    let spans = ended(trace, method).await;
    for part in ["load", "evaluate", "encode"] {
        assert_eq!(only(&spans, part).1, method);
    }
    // The figures of the portfolio are computed from histories as well.
    let loads =
        |(span, around): &(SpanData, String)| span.name == "histories_now" && around == "load";
    assert!(spans.iter().any(loads));
}

#[tokio::test]
async fn a_statement_that_fails_says_the_servers_code_and_nothing_that_is_stored() {
    let _ = exporter();
    let mut app = app::start().await;
    let most = |id: i32| fact(&id.to_string(), buy(10_000_000_000));
    let facts = |ids: Range<i32>| RecordFactsRequest {
        create_missing_customers: true,
        ..record(ids.map(most).collect())
    };
    app.records.record_facts(facts(0..500)).await.unwrap();
    let facts = facts(500..1_000);
    let trace = "3af7651916cd43dd8448eb211c80319c";
    let refused = app.records.record_facts(within(trace, facts)).await;
    refused.unwrap_err();
    let method = "customerquality.v1.CustomerRecordsService/RecordFacts";
    let spans = ended(trace, method).await;
    let (span, _) = only(&spans, "add_to_months");
    assert!(matches!(span.status, Status::Error { .. }));
    let attributes = attributes(span);
    assert_eq!(attributes["db.response.status_code"], "22003");
    assert_eq!(attributes["error.type"], "22003");
    assert!(!format!("{span:?}").contains("10000000000"), "{span:?}");
}
