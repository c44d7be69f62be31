//! Traces: spans that go to an OpenTelemetry collector.

use std::time::Duration;

use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SdkTracerProvider, SpanData, SpanExporter},
};

use super::{
    FLUSH_LIMIT, TelemetryError,
    collector::{Collector, Delivery},
};

/// Makes spans and sends them.
#[derive(Debug)]
pub(super) struct Traces {
    pub(super) provider: SdkTracerProvider,
    delivery: Delivery,
}

impl Traces {
    /// Sends spans to the collector from now on. An unreachable collector shows only at the first spans.
    pub(super) fn start(collector: &Collector, resource: Resource) -> Result<Self, TelemetryError> {
        let exporter = opentelemetry_otlp::SpanExporter::builder().with_tonic();
        let delivery = Delivery::new("traces", collector);
        let watched = Watched {
            exporter: collector.reached_by(exporter)?.build()?,
            delivery: delivery.clone(),
        };
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(watched)
            .with_resource(resource)
            .build();
        Ok(Self { provider, delivery })
    }

    /// Sends the remaining spans, as many as it can within the time limit.
    pub(super) async fn stop(self) {
        let Self { provider, delivery } = self;
        let flush = move || provider.shutdown_with_timeout(FLUSH_LIMIT);
        delivery.end(flush).await;
    }
}

/// An exporter that logs its failures.
#[derive(Debug)]
struct Watched<E> {
    exporter: E,
    delivery: Delivery,
}

impl<E: SpanExporter> SpanExporter for Watched<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.exporter.export(batch).await;
        self.delivery.note(spans, &sent);
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
