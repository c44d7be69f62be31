//! The metrics. Prometheus fetches them, and they go to an OpenTelemetry collector from time to time if one
//! is set.

use std::time::Duration;

use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    metrics::{
        PeriodicReader, SdkMeterProvider, Temporality, data::ResourceMetrics,
        exporter::PushMetricExporter,
    },
};
use prometheus::{Encoder, Registry, TextEncoder};

use super::{
    FLUSH_LIMIT, NAME, TelemetryError,
    collector::{Collector, Delivery},
    resource,
};
use crate::{clock::Clock, measures::Measures};

/// The counters and histograms of the process.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    provider: SdkMeterProvider,
    measures: Measures,
    /// The delivery to the collector, if metrics are pushed.
    delivery: Option<Delivery>,
}

impl Metrics {
    /// An empty set of metrics, independent of the rest of the process.
    ///
    /// # Errors
    /// The exporter cannot be set up.
    pub fn new() -> Result<Self, TelemetryError> {
        Self::start(resource(None), None)
    }

    /// Starts the metrics, and pushes them to the collector if there is one. An unreachable collector shows
    /// only at the first push.
    pub(super) fn start(
        resource: Resource,
        collector: Option<&Collector>,
    ) -> Result<Self, TelemetryError> {
        let registry = Registry::new();
        let page = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .build()?;
        let mut provider = SdkMeterProvider::builder()
            .with_reader(page)
            .with_resource(resource);
        let mut delivery = None;
        if let Some(collector) = collector {
            let watched = Watched::new(collector)?;
            delivery = Some(watched.delivery.clone());
            provider = provider.with_reader(PeriodicReader::builder(watched).build());
        }
        let provider = provider.build();
        let measures = Measures::new(&provider.meter(NAME), Clock::system());
        Ok(Self {
            registry,
            provider,
            measures,
            delivery,
        })
    }

    /// The meter that makes new instruments.
    pub fn meter(&self) -> Meter {
        self.provider.meter(NAME)
    }

    /// The instruments that all layers share.
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// All metrics in the text format of Prometheus.
    ///
    /// # Errors
    /// A metric cannot be written as text.
    pub fn page(&self) -> Result<String, prometheus::Error> {
        let mut page = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut page)?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }

    pub(super) fn provider(&self) -> SdkMeterProvider {
        self.provider.clone()
    }

    /// Pushes the remaining metrics, as many as it can within the time limit.
    pub(super) async fn stop(self) {
        let Self {
            provider, delivery, ..
        } = self;
        if let Some(delivery) = delivery {
            let flush = move || provider.shutdown_with_timeout(FLUSH_LIMIT);
            delivery.end(flush).await;
        }
    }
}

/// An exporter that logs its failures.
struct Watched {
    exporter: opentelemetry_otlp::MetricExporter,
    delivery: Delivery,
}

impl Watched {
    fn new(collector: &Collector) -> Result<Self, TelemetryError> {
        let exporter = opentelemetry_otlp::MetricExporter::builder().with_tonic();
        Ok(Self {
            exporter: collector.reached_by(exporter)?.build()?,
            delivery: Delivery::new("metrics", collector),
        })
    }
}

impl PushMetricExporter for Watched {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let sent = self.exporter.export(metrics).await;
        self.delivery.note(1, &sent);
        sent
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.exporter.temporality()
    }
}
