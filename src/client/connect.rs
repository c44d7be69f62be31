//! The address of the service, the encryption of the connection, and the token that calls send.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use tonic::{
    metadata::{Ascii, MetadataValue},
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Uri},
};

use crate::tokens;

/// The address of the service, and the options of its calls.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address; it begins with `https://` if a proxy in front of the service speaks TLS.
    pub address: String,
    /// A PEM file with the certificate authority that proves an `https://` address; without one, the
    /// authorities of the machine count.
    pub authority: Option<PathBuf>,
    /// A file of bearer tokens. The first one is sent.
    pub token_file: Option<PathBuf>,
    /// The time limit of one call.
    pub timeout: Duration,
}

impl Options {
    /// Options for the service at `address`: no token, and half a minute for a call.
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            authority: None,
            token_file: None,
            timeout: Duration::from_secs(30),
        }
    }
}

/// The reason why there is no connection to the service.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not valid.
    #[error(
        "`{0}` is no address: write http://HOST:PORT, or https://HOST:PORT where TLS is spoken"
    )]
    NoAddress(String),
    /// The address uses another protocol.
    #[error("{address}: the service is not reached by {scheme}://, but by http:// or https://")]
    Scheme {
        /// The address.
        address: String,
        /// The protocol of the address.
        scheme: String,
    },
    /// A certificate authority is given, but the connection is not encrypted.
    #[error("an authority proves who answers over https://, and the address is {0}")]
    NothingToProve(String),
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file of the certificate authority has no certificate.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// The token file has no token.
    #[error("{} holds no token", .0.display())]
    NoToken(PathBuf),
    /// TLS cannot be set up.
    #[error("cannot prepare TLS to {address}: {cause}")]
    Tls {
        /// The address.
        address: String,
        /// The cause.
        cause: String,
    },
    /// Nobody answers at the address, or another service does.
    #[error("cannot reach the service at {address}: {cause}")]
    Unreachable {
        /// The address.
        address: String,
        /// The cause.
        cause: String,
    },
}

/// Connects, within five seconds.
pub(super) async fn connect(options: &Options) -> Result<Channel, ConnectError> {
    let endpoint = endpoint(&options.address, options.authority.as_deref())?;
    let connected = endpoint.connect().await;
    connected.map_err(|error| ConnectError::Unreachable {
        address: options.address.clone(),
        cause: root_cause(&error),
    })
}

/// The endpoint of the service. `https` in the address means TLS, for example to a proxy in front of the
/// service. Its identity is proved by `authority`, or by the authorities that the machine trusts.
fn endpoint(address: &str, authority: Option<&Path>) -> Result<Endpoint, ConnectError> {
    let encrypted = is_encrypted(address)?;
    let endpoint = Endpoint::from_shared(address.to_owned()).map_err(|_| no_address(address))?;
    let endpoint = endpoint
        .connect_timeout(Duration::from_secs(5))
        .http2_keep_alive_interval(Duration::from_secs(20));
    if !encrypted {
        return match authority {
            None => Ok(endpoint),
            Some(_) => Err(ConnectError::NothingToProve(address.to_owned())),
        };
    }
    let tls = match authority {
        None => ClientTlsConfig::new().with_native_roots(),
        Some(path) => ClientTlsConfig::new().ca_certificate(certificate(path)?),
    };
    endpoint.tls_config(tls).map_err(|error| ConnectError::Tls {
        address: address.to_owned(),
        cause: root_cause(&error),
    })
}

/// Whether the address is encrypted. The address must say so itself, so that nothing is sent in clear text by
/// mistake.
fn is_encrypted(address: &str) -> Result<bool, ConnectError> {
    let uri: Uri = address.parse().map_err(|_| no_address(address))?;
    match uri.scheme_str() {
        Some("http") => Ok(false),
        Some("https") => Ok(true),
        Some(scheme) => Err(ConnectError::Scheme {
            address: address.to_owned(),
            scheme: scheme.to_owned(),
        }),
        None => Err(no_address(address)),
    }
}

fn no_address(address: &str) -> ConnectError {
    ConnectError::NoAddress(address.to_owned())
}

fn certificate(path: &Path) -> Result<Certificate, ConnectError> {
    let pem = read(path)?;
    if pem.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(Certificate::from_pem(pem));
    }
    Err(ConnectError::NoCertificate(path.to_owned()))
}

/// The first token of a file. A server that reads the same file accepts any of its tokens.
pub(super) fn token(path: &Path) -> Result<MetadataValue<Ascii>, ConnectError> {
    let text = read(path)?;
    let no_token = || ConnectError::NoToken(path.to_owned());
    let (_, token) = tokens::tokens(&text).next().ok_or_else(no_token)?;
    let mut value: MetadataValue<Ascii> =
        format!("Bearer {token}").parse().map_err(|_| no_token())?;
    value.set_sensitive(true);
    Ok(value)
}

fn read(path: &Path) -> Result<String, ConnectError> {
    fs::read_to_string(path).map_err(|source| ConnectError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
