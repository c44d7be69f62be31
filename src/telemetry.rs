//! What the service says about itself: log lines to standard error, metrics for Prometheus, and
//! traces to an OpenTelemetry collector if one is named. None of it can hold up a call: traces wait
//! in a bounded queue and are dropped when it is full.

mod sampled;
mod traces;

use std::{
    io::{self, IsTerminal},
    panic,
    path::PathBuf,
    time::Duration,
};

use opentelemetry::{
    KeyValue, global,
    metrics::{Meter, MeterProvider},
    trace::TracerProvider,
};
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator,
    resource::EnvResourceDetector,
};
use prometheus::{Encoder, Registry, TextEncoder};
use thiserror::Error;
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::config::{Config, LogFormat, Shown};
pub use sampled::Sampler;
use traces::Traces;

const NAME: &str = "customer-quality";
/// The longest the end of the process waits for the last spans.
pub const FLUSH_LIMIT: Duration = Duration::from_secs(3);
/// The transport of the traces must not trace itself.
const UNTRACED: [&str; 5] = ["h2", "hyper", "tonic", "tower", "opentelemetry"];

/// Why telemetry cannot start.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The filter is none.
    #[error("the log level is no filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The collector's address is none.
    #[error("cannot send traces: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The file with the collector's authority cannot be used.
    #[error("cannot send traces: `otlp-certificate` names `{}`: {cause}", .file.display())]
    Certificate {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Metrics cannot be collected.
    #[error("cannot collect metrics: {0}")]
    Metrics(#[from] opentelemetry_sdk::error::OTelSdkError),
    /// Something else in this process logs already.
    #[error("cannot log: {0}")]
    Taken(#[from] tracing_subscriber::util::TryInitError),
}

/// Where counts and durations are kept until Prometheus asks.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    provider: SdkMeterProvider,
}

impl Metrics {
    /// An empty set of metrics, tied to nothing else in the process.
    ///
    /// # Errors
    /// The exporter cannot be set up.
    pub fn new() -> Result<Self, TelemetryError> {
        Self::of(resource(None))
    }

    fn of(resource: Resource) -> Result<Self, TelemetryError> {
        let registry = Registry::new();
        let exporter = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .build()?;
        let provider = SdkMeterProvider::builder()
            .with_reader(exporter)
            .with_resource(resource)
            .build();
        Ok(Self { registry, provider })
    }

    /// Where new instruments are made.
    pub fn meter(&self) -> Meter {
        self.provider.meter(NAME)
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
}

/// The telemetry of a process; keep it until the end and then `stop` it.
#[derive(Debug)]
pub struct Telemetry {
    /// The metrics, which are also the process's own (`opentelemetry::global`).
    pub metrics: Metrics,
    traces: Option<Traces>,
}

/// Starts logging, metrics and, where an endpoint is set, traces. Must run within the runtime.
///
/// # Errors
/// A setting does not parse, or the process logs already.
pub fn start(config: &Config) -> Result<Telemetry, TelemetryError> {
    let resource = resource(config.service_name.as_deref());
    let metrics = Metrics::of(resource.clone())?;
    let certificate = config.otlp_certificate.as_deref();
    let start = |collector| Traces::start(collector, certificate, resource);
    let traces = config.otlp_endpoint.as_deref().map(start).transpose()?;
    global::set_meter_provider(metrics.provider.clone());
    global::set_text_map_propagator(TraceContextPropagator::new());
    let spans = traces.as_ref().map(|traces| {
        let ours = |target: &str| !UNTRACED.iter().any(|name| target.starts_with(name));
        tracing_opentelemetry::layer()
            .with_tracer(traces.provider.tracer(NAME))
            .with_filter(filter_fn(move |metadata| ours(metadata.target())))
    });
    tracing_subscriber::registry()
        .with(filter(&config.log_level)?)
        .with(spans)
        .with(lines(config.log_format))
        .try_init()?;
    log_panics();
    log_settings(config);
    Ok(Telemetry { metrics, traces })
}

/// What is logged. What the libraries below say of each peer or connection that misbehaves is said in our
/// own words, or counted; whoever names them in the setting gets it all the same.
fn filter(setting: &str) -> Result<EnvFilter, TelemetryError> {
    let mut filter = EnvFilter::try_new(setting)?;
    for noisy in ["h2", "sqlx_core::pool"] {
        if !setting.contains(noisy) {
            filter = filter.add_directive(format!("{noisy}=error").parse()?);
        }
    }
    Ok(filter)
}

impl Telemetry {
    /// Sends what is left, as far as it goes within three seconds.
    pub async fn stop(self) {
        if let Some(traces) = self.traces {
            traces.stop().await;
        }
    }
}

/// What the service says it is: `OTEL_SERVICE_NAME` comes before `OTEL_RESOURCE_ATTRIBUTES`.
fn resource(service_name: Option<&str>) -> Resource {
    let resource = Resource::builder()
        .with_service_name(NAME)
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match service_name {
        Some(name) => resource.with_service_name(name.to_owned()).build(),
        None => resource.build(),
    }
}

fn lines<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let lines = fmt::layer().with_writer(io::stderr);
    match format {
        LogFormat::Human => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    }
}

/// What is in force and where it comes from; secrets are masked.
fn log_settings(config: &Config) {
    let setting = |s: &Shown| format!("{}={} ({})", s.name, s.value, s.origin);
    let settings = config
        .shown()
        .iter()
        .map(setting)
        .collect::<Vec<_>>()
        .join(", ");
    tracing::info!(version = env!("CARGO_PKG_VERSION"), settings, "starting");
}

/// A panic becomes a log line with its place, within the span of its call.
fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        let cause = info.payload_as_str().unwrap_or("no message");
        tracing::error!(place, cause, "panicked");
    }));
}
