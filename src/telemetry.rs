//! The telemetry of the service: log lines to standard error, metrics for Prometheus, and traces and metrics
//! to an OpenTelemetry collector if one is set. None of it can delay a call: traces wait in a bounded queue
//! and are dropped when it is full, and metrics are read outside of the calls.

mod collector;
mod metrics;
mod sampled;
mod traces;

use std::{
    io::{self, IsTerminal},
    panic,
    path::PathBuf,
    time::Duration,
};

use opentelemetry::{KeyValue, global, trace::TracerProvider};
use opentelemetry_sdk::{
    Resource, propagation::TraceContextPropagator, resource::EnvResourceDetector, trace::SdkTracer,
};
use thiserror::Error;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::config::{Config, LogFormat, Shown};
use collector::Collector;
pub use metrics::Metrics;
pub use sampled::Sampler;
use traces::Traces;

const NAME: &str = "customer-quality";
/// The longest time that the end of the process waits for the last spans and metrics.
pub const FLUSH_LIMIT: Duration = Duration::from_secs(3);
/// The crate whose spans are traced.
const OURS: &str = env!("CARGO_CRATE_NAME");
/// The libraries that send the traces. They must not be traced themselves.
const UNTRACED: [&str; 5] = ["h2", "hyper", "tonic", "tower", "opentelemetry"];

/// The reason why telemetry cannot start.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The log level is not a valid filter.
    #[error("the log level is no filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The collector's address is not valid.
    #[error("cannot send traces or metrics: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The file with the collector's certificate authority cannot be used.
    #[error("cannot send traces or metrics: `otlp-certificate` names `{}`: {cause}", .file.display())]
    Certificate {
        /// The file.
        file: PathBuf,
        /// The fault in it.
        cause: String,
    },
    /// Metrics cannot be collected.
    #[error("cannot collect metrics: {0}")]
    Metrics(#[from] opentelemetry_sdk::error::OTelSdkError),
    /// Another logger is already set in this process.
    #[error("cannot log: {0}")]
    Taken(#[from] tracing_subscriber::util::TryInitError),
}

/// The telemetry of a process. Keep it until the end and then call `stop`.
#[derive(Debug)]
pub struct Telemetry {
    /// The metrics, which are also the global ones of the process (`opentelemetry::global`).
    pub metrics: Metrics,
    traces: Option<Traces>,
}

/// Starts logging and metrics and, if an endpoint is set, sends traces and metrics to it. It must run within
/// the runtime.
///
/// # Errors
/// A setting is invalid, or the process has a logger already.
pub fn start(config: &Config) -> Result<Telemetry, TelemetryError> {
    let resource = resource(config.service_name.as_deref());
    let collector = config.otlp_endpoint.clone().map(|endpoint| Collector {
        endpoint,
        certificate: config.otlp_certificate.clone(),
    });
    let pushed_to = collector.as_ref().filter(|_| config.send_metrics);
    let metrics = Metrics::start(resource.clone(), pushed_to)?;
    let traces = match collector.filter(|_| config.send_traces) {
        Some(collector) => Some(Traces::start(&collector, resource)?),
        None => None,
    };
    global::set_meter_provider(metrics.provider());
    global::set_text_map_propagator(TraceContextPropagator::new());
    let made_by = traces.as_ref().map(|it| it.provider.tracer(NAME));
    let spans = made_by.map(spans);
    tracing_subscriber::registry()
        .with(spans)
        .with(lines(config.log_format).with_filter(filter(&config.log_level)?))
        .try_init()?;
    log_panics();
    log_settings(config);
    Ok(Telemetry { metrics, traces })
}

/// The layer that records the spans to send. It does not depend on the log level.
fn spans<S>(tracer: SdkTracer) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_opentelemetry::layer()
        .with_tracer(tracer)
        .with_filter(filter_fn(is_traced).with_max_level_hint(LevelFilter::DEBUG))
}

/// Traces this crate's spans, down to those of single statements, and within them all log lines from level
/// INFO up.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    if metadata.is_span() {
        return target.starts_with(OURS) && *metadata.level() <= Level::DEBUG;
    }
    *metadata.level() <= Level::INFO && !UNTRACED.iter().any(|name| target.starts_with(name))
}

/// The filter of log lines. Messages of the libraries about each misbehaving peer or connection are left out,
/// because the service logs or counts these itself. A setting that names such a library gets its messages all
/// the same.
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
    /// Sends the remaining traces and metrics, as many as it can within three seconds.
    pub async fn stop(self) {
        let Self { metrics, traces } = self;
        let traces = async {
            if let Some(traces) = traces {
                traces.stop().await;
            }
        };
        tokio::join!(traces, metrics.stop());
    }
}

/// The identity of the service in telemetry. `OTEL_SERVICE_NAME` comes before `OTEL_RESOURCE_ATTRIBUTES`.
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
    S: Subscriber + for<'a> LookupSpan<'a>,
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

/// Logs the settings in force with their origins. Secrets are masked.
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

/// Logs a panic with its place in the code, within the span of its call.
fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        let cause = info.payload_as_str().unwrap_or("no message");
        tracing::error!(place, cause, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing::{info_span, subscriber::with_default};
    use tracing_subscriber::registry;

    use super::*;
    use crate::stage;

    /// Whether spans are made for the parts of a call, for a page of standings, and for parts outside of
    /// both.
    fn made() -> [bool; 3] {
        let of_nothing = !stage::load().is_disabled();
        let page = !stage::standings().is_disabled();
        let _call = info_span!("rpc").entered();
        [!stage::load().is_disabled(), page, of_nothing]
    }

    #[test]
    fn parts_of_calls_are_spans_only_where_traces_are_sent() {
        let logged = || lines(LogFormat::Json).with_filter(filter("info").unwrap());
        with_default(registry().with(logged()), || assert_eq!(made(), [false; 3]));
        for log_level in ["info", "off"] {
            let logged = lines(LogFormat::Json).with_filter(filter(log_level).unwrap());
            let tracer = SdkTracerProvider::builder().build().tracer(NAME);
            let both = registry().with(Some(spans(tracer))).with(logged);
            with_default(both, || assert_eq!(made(), [true, true, false]));
        }
    }

    #[test]
    fn what_is_traced_are_our_spans_and_what_is_worth_a_line() {
        let tracer = SdkTracerProvider::builder().build().tracer(NAME);
        with_default(registry().with(spans(tracer)), || {
            assert!(tracing::enabled!(Level::INFO));
            assert!(!tracing::enabled!(Level::DEBUG));
            assert!(tracing::enabled!(target: "sqlx_core", Level::WARN));
            assert!(!tracing::enabled!(target: "h2", Level::WARN));
            assert!(tracing::span_enabled!(Level::DEBUG));
            assert!(!tracing::span_enabled!(Level::TRACE));
            assert!(!tracing::span_enabled!(target: "sqlx_core", Level::INFO));
        });
    }
}
