//! A collector of traces and metrics beside the service: over TLS, gone, and back again.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
    metrics_service_server::{MetricsService, MetricsServiceServer},
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
    trace_service_server::{TraceService, TraceServiceServer},
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Identity, Server, ServerTlsConfig};
use tonic::{Request, Response, Status};

use super::house::{End, House, command, until};
use crate::support::ports::free_address;

/// What a collector got, and how many batches of spans it refuses first.
#[derive(Clone, Default)]
struct Collector {
    taken: Arc<Mutex<Vec<ExportTraceServiceRequest>>>,
    metrics: Arc<Mutex<Vec<ExportMetricsServiceRequest>>>,
    refusals: Arc<Mutex<usize>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut refusals = self.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return Err(Status::permission_denied("not yet"));
        }
        self.taken.lock().unwrap().push(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.metrics.lock().unwrap().push(request.into_inner());
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

impl Collector {
    async fn serve(&self, address: SocketAddr, identity: Option<Identity>) -> SocketAddr {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut server = Server::builder();
        if let Some(identity) = identity {
            let tls = ServerTlsConfig::new().identity(identity);
            server = server.tls_config(tls).unwrap();
        }
        let serving = server
            .add_service(TraceServiceServer::new(self.clone()))
            .add_service(MetricsServiceServer::new(self.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(serving);
        address
    }

    fn is_empty(&self) -> bool {
        self.taken.lock().unwrap().is_empty()
    }

    /// The unit of a metric that it got, and who sent it.
    fn metric(&self, name: &str) -> Option<(String, String)> {
        let pushes = self.metrics.lock().unwrap();
        let sent = pushes.iter().flat_map(|push| &push.resource_metrics);
        sent.flat_map(|sent| sent.scope_metrics.iter().map(move |scope| (sent, scope)))
            .flat_map(|(sent, scope)| scope.metrics.iter().map(move |metric| (sent, metric)))
            .find(|(_, metric)| metric.name == name)
            .map(|(sent, metric)| {
                let sender = format!("{:?}", sent.resource);
                (metric.unit.clone(), sender)
            })
    }

    /// The text of an attribute of whoever sent the first spans.
    fn sender(&self, key: &str) -> Option<String> {
        let taken = self.taken.lock().unwrap();
        let resource = taken[0].resource_spans[0].resource.as_ref().unwrap();
        let found = resource.attributes.iter().find(|pair| pair.key == key)?;
        match &found.value.as_ref()?.value {
            Some(Value::StringValue(text)) => Some(text.clone()),
            _ => None,
        }
    }
}

/// A certificate for `localhost`, which is its own authority, written to a file.
fn certificate(file: &Path) -> Identity {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(file, made.cert.pem()).unwrap();
    Identity::from_pem(made.cert.pem(), made.signing_key.serialize_pem())
}

#[tokio::test]
async fn spans_reach_a_collector_over_tls_under_the_name_that_the_service_was_given() {
    let mut house = House::new();
    let attributes = "service.name=quality-of-bonn,deployment.environment.name=proof";
    for (proved_by, name, expected) in [
        (
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "quality-of-berlin",
            "quality-of-berlin",
        ),
        // The file with the authorities that the machine trusts.
        ("SSL_CERT_FILE", "", "quality-of-bonn"),
    ] {
        let authority = house.folder().join("authority.pem");
        let collector = Collector::default();
        let identity = certificate(&authority);
        let address = collector
            .serve(([127, 0, 0, 1], 0).into(), Some(identity))
            .await;
        house.spawn_with(&[
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                &format!("https://localhost:{}", address.port()),
            ),
            (proved_by, authority.to_str().unwrap()),
            ("OTEL_SERVICE_NAME", name),
            ("OTEL_RESOURCE_ATTRIBUTES", attributes),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ]);
        until("the service serves", async || {
            house.health().await.is_some()
        })
        .await;
        house.customers().await;
        until("spans are there", async || !collector.is_empty()).await;
        assert_eq!(collector.sender("service.name").as_deref(), Some(expected));
        let environment = collector.sender("deployment.environment.name");
        assert_eq!(environment.as_deref(), Some("proof"));
        assert!(house.stop().await.success());
    }
}

#[tokio::test]
async fn a_collector_that_is_away_is_said_once_and_once_that_it_is_back() {
    let mut house = House::new();
    let address = free_address();
    house.spawn_with(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{address}")),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
    ]);
    until("the service serves", async || {
        house.health().await.is_some()
    })
    .await;
    until("the log says it", async || {
        house.customers().await;
        said(&house, "traces cannot be sent") == 1
    })
    .await;
    let refusals = Arc::new(Mutex::new(5));
    let collector = Collector {
        refusals: Arc::clone(&refusals),
        ..Collector::default()
    };
    collector.serve(address, None).await;
    until("the collector takes spans", async || {
        house.customers().await;
        !collector.is_empty()
    })
    .await;
    assert_eq!(*refusals.lock().unwrap(), 0);
    until("the log says it", async || {
        said(&house, "traces are sent again") == 1
    })
    .await;
    assert_eq!(said(&house, "traces cannot be sent"), 1);

    *refusals.lock().unwrap() = usize::MAX;
    until("the log says it", async || {
        house.customers().await;
        said(&house, "traces cannot be sent") == 2
    })
    .await;
    assert!(house.stop().await.success());
    let log = house.read("service.log");
    assert_eq!(said(&house, "traces are sent again"), 1, "{log}");
    assert_eq!(said(&house, "some traces were not sent"), 1, "{log}");
}

/// How often the log says something.
fn said(house: &House, words: &str) -> usize {
    house.read("service.log").matches(words).count()
}

#[tokio::test]
async fn metrics_reach_the_collector_from_time_to_time() {
    let mut house = House::new();
    let collector = Collector::default();
    let address = collector.serve(([127, 0, 0, 1], 0).into(), None).await;
    house.spawn_with(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{address}")),
        ("OTEL_SERVICE_NAME", "quality-of-berlin"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "50"),
    ]);
    for (name, unit) in [
        ("customerquality.facts", "{fact}"),
        ("customerquality.standings.queue.age", "s"),
        ("db.client.connection.wait_time", "s"),
    ] {
        until("the metric is there", async || {
            collector.metric(name).is_some()
        })
        .await;
        let (found, sender) = collector.metric(name).unwrap();
        assert_eq!(found, unit);
        assert!(sender.contains("quality-of-berlin"), "{sender}");
    }
    assert!(house.stop().await.success());
}

#[tokio::test]
async fn what_is_left_is_sent_at_the_end_as_far_as_it_is_wanted() {
    let mut house = House::new();
    for (variable, value, [spans, metrics]) in [
        ("OTEL_SDK_DISABLED", "false", [true, true]),
        ("OTEL_METRICS_EXPORTER", "none", [true, false]),
        ("OTEL_TRACES_EXPORTER", "none", [false, true]),
        ("OTEL_SDK_DISABLED", "true", [false, false]),
    ] {
        let collector = Collector::default();
        let address = collector.serve(([127, 0, 0, 1], 0).into(), None).await;
        // Neither comes before the end.
        house.spawn_with(&[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{address}")),
            ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"),
            (variable, value),
        ]);
        until("the service serves", async || {
            house.health().await.is_some()
        })
        .await;
        house.customers().await;
        assert!(house.stop().await.success());
        assert_eq!(!collector.is_empty(), spans, "{variable}");
        let calls = collector.metric("rpc.server.call.duration");
        assert_eq!(calls.is_some(), metrics, "{variable}");
    }
}

#[tokio::test]
async fn a_file_that_vouches_for_nothing_stops_the_start_unless_no_traces_are_wanted() {
    let house = House::new();
    house.write("empty.pem", "");
    for (file, disabled, said) in [
        (
            "none.pem",
            "",
            "`otlp-certificate` names `none.pem`: No such file",
        ),
        (
            "empty.pem",
            "false",
            "`otlp-certificate` names `empty.pem`: it holds no certificate in PEM",
        ),
        ("none.pem", "true", "cannot listen on"),
    ] {
        let mut serve = command(house.folder());
        serve.args(["serve", "--admin", "off"]);
        // An address of no machine, so that the start ends there at the latest.
        serve.args(["--allow-open", "--listen", "192.0.2.1:1"]);
        serve.env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:1");
        serve.env("OTEL_EXPORTER_OTLP_CERTIFICATE", file);
        serve.env("OTEL_SDK_DISABLED", disabled);
        let end = End::from(serve.output().await.unwrap());
        assert_eq!(end.code, Some(1), "{end:?}");
        assert!(end.remarks.contains(said), "{end:?}");
    }
}
