//! Where the service is, and whether the way there is encrypted.

use std::{fs, path::Path, time::Duration};

use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};

use crate::failure::Failure;

/// The service's address, with the encryption that it names: `https` is TLS, to a proxy in front of the
/// service say, proved by `authority` or else by the authorities that the machine trusts.
pub(super) fn endpoint(server: &str, authority: Option<&Path>) -> Result<Endpoint, Failure> {
    let encrypted = is_encrypted(server)?;
    let endpoint = Endpoint::from_shared(server.to_owned()).map_err(|_| no_address(server))?;
    let endpoint = endpoint
        .connect_timeout(Duration::from_secs(5))
        .http2_keep_alive_interval(Duration::from_secs(20));
    if !encrypted {
        return match authority {
            None => Ok(endpoint),
            Some(_) => Err(Failure::told(format!(
                "--ca proves who answers over https://, and --server is {server}"
            ))),
        };
    }
    let tls = match authority {
        None => ClientTlsConfig::new().with_native_roots(),
        Some(path) => ClientTlsConfig::new().ca_certificate(certificate(path)?),
    };
    endpoint.tls_config(tls).map_err(|error| {
        let cause = root_cause(&error);
        Failure::told(format!("cannot prepare TLS to {server}: {cause}"))
    })
}

/// Only an address that says how it is reached is taken, so that nothing goes out in clear text by
/// mistake.
fn is_encrypted(server: &str) -> Result<bool, Failure> {
    let uri: http::Uri = server.parse().map_err(|_| no_address(server))?;
    match uri.scheme_str() {
        Some("http") => Ok(false),
        Some("https") => Ok(true),
        Some(scheme) => Err(Failure::told(format!(
            "--server {server}: the service is not reached by {scheme}://, but by http:// or https://"
        ))),
        None => Err(no_address(server)),
    }
}

fn no_address(server: &str) -> Failure {
    Failure::told(format!(
        "--server is no address: {server}\n\
         hint: write http://HOST:PORT, or https://HOST:PORT where TLS is spoken"
    ))
}

fn certificate(path: &Path) -> Result<Certificate, Failure> {
    let what = format!("cannot read {}", path.display());
    let pem = fs::read_to_string(path).map_err(|error| Failure::io(&what, &error))?;
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(Certificate::from_pem(pem));
    }
    let words = format!("{} holds no certificate in PEM", path.display());
    Err(Failure::told(words))
}

/// Why a connection failed, and what to do.
pub(super) fn unreachable(server: &str, error: &tonic::transport::Error) -> Failure {
    let hint = if server.starts_with("https:") {
        "https needs TLS in front of the service; name a private authority with --ca"
    } else {
        "start it with `customer-quality serve`, or name another one with --server"
    };
    let cause = root_cause(error);
    Failure::told(format!(
        "cannot reach the service at {server}: {cause}\nhint: {hint}"
    ))
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
