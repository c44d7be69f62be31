//! Finds the service's address for a command, and explains a failed connection.

use std::{convert::Infallible, env, path::PathBuf, time::Duration};

use client::{Client, ConnectError, Options};

use crate::{failure::Failure, words};

/// The default address of the service.
const SERVER: &str = "http://127.0.0.1:50051";

/// The address of the service, and the settings of the connection.
#[derive(Clone, Debug, clap::Args)]
pub struct ServerArgs {
    /// The service's address; https:// where TLS is spoken in front of it
    #[arg(
        long,
        value_name = "URL",
        env = "CUSTOMER_QUALITY_SERVER",
        default_value = SERVER,
        value_parser = or_default
    )]
    pub server: String,
    /// A file in PEM with the authority that vouches for https:// [default: the machine's own]
    #[arg(long, value_name = "FILE", env = "CUSTOMER_QUALITY_CA", value_parser = maybe_path)]
    pub ca: Option<PathBuf>,
    /// A file with the bearer token to send: its first one, as the server's --token-file
    #[arg(long, value_name = "FILE", env = "CUSTOMER_QUALITY_TOKEN_FILE", value_parser = maybe_path)]
    pub token_file: Option<PathBuf>,
    /// Seconds that one call may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
}

impl ServerArgs {
    /// The flag, with a blank before it, that a further command needs to reach the same service. Empty if the
    /// command would reach it without a flag.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "whether the address came from the environment; --help lists the variable"
    )]
    pub fn flag(&self) -> String {
        let usual = env::var("CUSTOMER_QUALITY_SERVER").unwrap_or_default();
        let usual = if usual.is_empty() { SERVER } else { &usual };
        if self.server == usual {
            return String::new();
        }
        format!(" --server {}", words::quoted(&self.server))
    }

    /// Connects to the service. The error gives the cause and the remedy.
    pub async fn connect(&self) -> Result<Client, Failure> {
        let options = Options {
            authority: given(self.ca.as_ref()),
            token_file: given(self.token_file.as_ref()),
            timeout: Duration::from_secs(self.timeout),
            ..Options::new(&self.server)
        };
        let connected = Client::connect(&options).await;
        connected.map_err(|error| Failure::message(in_words(&error)))
    }
}

/// An address. An empty variable counts as unset.
#[expect(clippy::unnecessary_wraps, reason = "a parser of arguments can fail")]
fn or_default(text: &str) -> Result<String, Infallible> {
    let server = if text.is_empty() { SERVER } else { text };
    Ok(server.to_owned())
}

/// A path that may be empty, because an empty variable counts as unset. [`given`] drops an empty path.
#[expect(clippy::unnecessary_wraps, reason = "a parser of arguments can fail")]
pub(super) fn maybe_path(text: &str) -> Result<PathBuf, Infallible> {
    Ok(PathBuf::from(text))
}

fn given(path: Option<&PathBuf>) -> Option<PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty()).cloned()
}

/// The cause of a failed connection, with the argument that fixes it.
fn in_words(error: &ConnectError) -> String {
    match error {
        ConnectError::NoAddress(server) => format!(
            "--server is no address: {server}\n\
             hint: write http://HOST:PORT, or https://HOST:PORT where TLS is spoken"
        ),
        ConnectError::Scheme { .. } => format!("--server {error}"),
        ConnectError::NothingToProve(server) => {
            format!("--ca proves who answers over https://, and --server is {server}")
        }
        ConnectError::Unreachable { address, .. } if address.starts_with("https:") => format!(
            "{error}\n\
             hint: https needs TLS in front of the service; name a private authority with --ca"
        ),
        ConnectError::Unreachable { .. } => format!(
            "{error}\n\
             hint: start it with `customer-quality serve`, or name another one with --server"
        ),
        ConnectError::Unreadable { .. }
        | ConnectError::NoCertificate(_)
        | ConnectError::NoToken(_)
        | ConnectError::Tls { .. } => error.to_string(),
    }
}
