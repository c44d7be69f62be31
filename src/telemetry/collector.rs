//! The OpenTelemetry collector that traces and metrics go to. The log says when it does not take them, once,
//! and when it does again.

use std::{
    fs,
    path::{Path, PathBuf},
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
use opentelemetry_sdk::error::OTelSdkResult;
use tracing::{info, warn};

use super::{FLUSH_LIMIT, TelemetryError};

/// A collector that does not answer in this time loses what was sent.
const EXPORT_LIMIT: Duration = Duration::from_secs(5);

/// Where the collector is, and what proves it.
#[derive(Debug, Clone)]
pub(super) struct Collector {
    pub(super) endpoint: String,
    pub(super) certificate: Option<PathBuf>,
}

impl Collector {
    /// Sends to the collector what `exporter` exports.
    pub(super) fn reached_by<B: WithExportConfig + WithTonicConfig>(
        &self,
        exporter: B,
    ) -> Result<B, TelemetryError> {
        let exporter = exporter
            .with_endpoint(&self.endpoint)
            .with_timeout(EXPORT_LIMIT);
        if !self.endpoint.starts_with("https://") {
            return Ok(exporter);
        }
        Ok(exporter.with_tls_config(tls(self.certificate.as_deref())?))
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

/// Says when the collector stops taking something and when it takes it again, and not at each of the times
/// between.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    /// What it takes, in the plural.
    what: &'static str,
    collector: String,
    /// How much was not sent since the collector stopped taking it; none while it does.
    lost: Arc<AtomicU64>,
}

impl Delivery {
    pub(super) fn new(what: &'static str, collector: &Collector) -> Self {
        Self {
            what,
            collector: collector.endpoint.clone(),
            lost: Arc::default(),
        }
    }

    pub(super) fn note(&self, count: usize, sent: &OTelSdkResult) {
        let Self {
            what, collector, ..
        } = self;
        match sent {
            Ok(()) => {
                let lost = self.lost.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    info!(collector, lost, "{what} are sent again");
                }
            }
            Err(cause) => {
                let lost = self.lost.fetch_add(count as u64, Ordering::Relaxed);
                if lost == 0 {
                    warn!(
                        collector,
                        %cause,
                        "{what} cannot be sent: they are lost until the collector takes them"
                    );
                }
            }
        }
    }

    /// Sends what is left, as far as it goes.
    pub(super) async fn end(self, flush: impl FnOnce() -> OTelSdkResult + Send + 'static) {
        let flush = tokio::task::spawn_blocking(flush);
        let flushed = tokio::time::timeout(FLUSH_LIMIT, flush).await;
        let (what, lost) = (self.what, self.lost.load(Ordering::Relaxed));
        if lost > 0 || !matches!(flushed, Ok(Ok(Ok(())))) {
            warn!(
                lost,
                "some {what} were not sent: the collector does not take them"
            );
        }
    }
}
