//! The OpenTelemetry collector that receives traces and metrics. The log has one line when it stops accepting
//! them, and one when it accepts them again.

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

/// The time limit of an export. Data sent to a collector that does not answer in time is lost.
const EXPORT_LIMIT: Duration = Duration::from_secs(5);

/// The address of the collector, and the certificate file that proves its identity.
#[derive(Debug, Clone)]
pub(super) struct Collector {
    pub(super) endpoint: String,
    pub(super) certificate: Option<PathBuf>,
}

impl Collector {
    /// Makes `exporter` send to this collector.
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

/// The certificate authorities that prove the collector: those that the machine trusts, or only the one of
/// the file.
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

/// Logs when the collector stops accepting data and when it accepts them again, but not each failure between.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    /// The name of the data, in the plural.
    what: &'static str,
    collector: String,
    /// The number of items lost since the collector stopped accepting them; 0 while it accepts them.
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

    /// Sends the remaining data, as much as it can within the time limit.
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
