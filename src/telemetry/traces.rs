//! Traces: spans that go to an OpenTelemetry collector. The log says when it does not take them, once, and
//! when it does again.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use opentelemetry_otlp::{
    WithExportConfig, WithTonicConfig,
    tonic_types::transport::{Certificate, ClientTlsConfig},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SdkTracerProvider, SpanData, SpanExporter},
};
use tracing::{info, warn};

use super::{FLUSH_LIMIT, TelemetryError};

/// A collector that does not answer in this time loses the spans.
const EXPORT_LIMIT: Duration = Duration::from_secs(5);

/// What makes spans and sends them.
#[derive(Debug)]
pub(super) struct Traces {
    pub(super) provider: SdkTracerProvider,
    lost: Arc<AtomicU64>,
}

impl Traces {
    /// Sends spans to the collector from now on. Whether there is one is seen with the first of them.
    pub(super) fn start(
        collector: &str,
        certificate: Option<&Path>,
        resource: Resource,
    ) -> Result<Self, TelemetryError> {
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_tonic()
            .with_endpoint(collector)
            .with_timeout(EXPORT_LIMIT);
        let exporter = if collector.starts_with("https://") {
            exporter.with_tls_config(tls(certificate)?)
        } else {
            exporter
        };
        let lost = Arc::new(AtomicU64::new(0));
        let watched = Watched {
            exporter: exporter.build()?,
            collector: collector.to_owned(),
            lost: Arc::clone(&lost),
        };
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(watched)
            .with_resource(resource)
            .build();
        Ok(Self { provider, lost })
    }

    /// Sends what is left, as far as it goes.
    pub(super) async fn stop(self) {
        let Self { provider, lost } = self;
        let flush =
            tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH_LIMIT));
        let flushed = tokio::time::timeout(FLUSH_LIMIT, flush).await;
        let lost = lost.load(Ordering::Relaxed);
        if lost > 0 || !matches!(flushed, Ok(Ok(Ok(())))) {
            warn!(
                lost,
                "some traces were not sent: the collector does not take them"
            );
        }
    }
}

/// The authorities that prove the collector: those that the machine trusts, or only the file's.
fn tls(certificate: Option<&Path>) -> Result<ClientTlsConfig, TelemetryError> {
    let Some(file) = certificate else {
        return Ok(ClientTlsConfig::new().with_native_roots());
    };
    let unusable = |cause: String| TelemetryError::Certificate {
        file: file.to_owned(),
        cause,
    };
    let pem = fs::read_to_string(file).map_err(|error| unusable(error.to_string()))?;
    if !pem.contains("-----BEGIN CERTIFICATE-----") {
        return Err(unusable("it holds no certificate in PEM".to_owned()));
    }
    Ok(ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)))
}

/// An exporter that says when the collector goes away and when it comes back, and not at each of the
/// batches between.
#[derive(Debug)]
struct Watched<E> {
    exporter: E,
    collector: String,
    /// The spans that were not sent since the collector went away; none while it is there.
    lost: Arc<AtomicU64>,
}

impl<E> Watched<E> {
    fn note(&self, spans: usize, sent: &OTelSdkResult) {
        let collector = &self.collector;
        match sent {
            Ok(()) => {
                let lost = self.lost.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    info!(collector, lost, "traces are sent again");
                }
            }
            Err(cause) => {
                let lost = self.lost.fetch_add(spans as u64, Ordering::Relaxed);
                if lost == 0 {
                    warn!(
                        collector,
                        %cause,
                        "traces cannot be sent: spans are lost until the collector takes them"
                    );
                }
            }
        }
    }
}

impl<E: SpanExporter> SpanExporter for Watched<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.exporter.export(batch).await;
        self.note(spans, &sent);
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn shutdown(&self) -> OTelSdkResult {
        self.exporter.shutdown()
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
