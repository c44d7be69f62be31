//! Where the service is, whether the way there is encrypted, and the token that it is sent.

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

/// Where the service is and how it is called.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its address; `https://` where TLS is spoken in front of it.
    pub address: String,
    /// A file in PEM with the authority that vouches for `https://`; without one, the machine's own.
    pub authority: Option<PathBuf>,
    /// A file of bearer tokens, of which the first is sent.
    pub token_file: Option<PathBuf>,
    /// The time that one call may take.
    pub timeout: Duration,
}

impl Options {
    /// The service at an address, called without a token, with half a minute for a call.
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            authority: None,
            token_file: None,
            timeout: Duration::from_secs(30),
        }
    }
}

/// Why there is no connection to the service.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is none.
    #[error(
        "`{0}` is no address: write http://HOST:PORT, or https://HOST:PORT where TLS is spoken"
    )]
    NoAddress(String),
    /// The address is one of another protocol.
    #[error("{address}: the service is not reached by {scheme}://, but by http:// or https://")]
    Scheme {
        /// The address.
        address: String,
        /// How it is reached.
        scheme: String,
    },
    /// An authority is given for a connection that is not encrypted.
    #[error("an authority proves who answers over https://, and the address is {0}")]
    NothingToProve(String),
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The authority's file holds no certificate.
    #[error("{} holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// The token file holds no token.
    #[error("{} holds no token", .0.display())]
    NoToken(PathBuf),
    /// TLS cannot be set up.
    #[error("cannot prepare TLS to {address}: {cause}")]
    Tls {
        /// The address.
        address: String,
        /// Why.
        cause: String,
    },
    /// Nobody answers at the address, or somebody else.
    #[error("cannot reach the service at {address}: {cause}")]
    Unreachable {
        /// The address.
        address: String,
        /// Why.
        cause: String,
    },
}

/// Connects, which takes five seconds at most.
pub(super) async fn connect(options: &Options) -> Result<Channel, ConnectError> {
    let endpoint = endpoint(&options.address, options.authority.as_deref())?;
    let connected = endpoint.connect().await;
    connected.map_err(|error| ConnectError::Unreachable {
        address: options.address.clone(),
        cause: root_cause(&error),
    })
}

/// The service's address, with the encryption that it names: `https` is TLS, to a proxy in front of the
/// service say, proved by `authority` or else by the authorities that the machine trusts.
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

/// Only an address that says how it is reached is taken, so that nothing goes out in clear text by
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

/// The first token of a file; a server that reads the same file takes any of them.
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
