//! A connection to the service: a deadline for every call, and patience with a busy server.
//! Every call may be repeated, because writes have their effect once.

use std::{
    convert::Infallible, error::Error, fs, future::Future, hash::BuildHasher, hash::RandomState,
    path::PathBuf, time::Duration,
};

use tonic::{
    Code, Request, Response, Status, TimeoutExpired,
    metadata::{Ascii, MetadataValue},
    transport::Channel,
};
use tonic_types::StatusExt;

use crate::tokens;
use crate::{address, explain, failure::Failure};
use client::pb::v1::{
    customer_quality_service_client::CustomerQualityServiceClient,
    customer_records_service_client::CustomerRecordsServiceClient,
    system_service_client::SystemServiceClient,
};

/// The largest answer taken: long lists and big trees pass gRPC's usual 4 MiB.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Where the service is when nothing else is said.
const SERVER: &str = "http://127.0.0.1:50051";

/// Where the service is and how to talk to it.
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

/// An address, where an empty variable counts as unset.
#[expect(clippy::unnecessary_wraps, reason = "a parser of arguments can fail")]
fn or_default(text: &str) -> Result<String, Infallible> {
    let server = if text.is_empty() { SERVER } else { text };
    Ok(server.to_owned())
}

/// A path, which may be empty: an empty variable counts as unset. [`given`] leaves it out.
#[expect(clippy::unnecessary_wraps, reason = "a parser of arguments can fail")]
pub(super) fn maybe_path(text: &str) -> Result<PathBuf, Infallible> {
    Ok(PathBuf::from(text))
}

fn given(path: Option<&PathBuf>) -> Option<&PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty())
}

/// How often and how slowly a call is tried again.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Tries in all, the first one included.
    pub tries_max: u32,
    /// The wait after the first try; it doubles with each further one.
    pub wait_min: Duration,
    /// The longest wait, whatever the server asks for.
    pub wait_max: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let wait_min = Duration::from_millis(500);
        Self {
            tries_max: 5,
            wait_min,
            wait_max: Duration::from_secs(30),
        }
    }
}

/// A connection to the service.
#[derive(Clone, Debug)]
pub struct Client {
    channel: Channel,
    token: Option<MetadataValue<Ascii>>,
    deadline: Duration,
    patience: Patience,
}

impl Client {
    /// Connects, or says why that was not possible.
    pub async fn connect(args: &ServerArgs) -> Result<Self, Failure> {
        let token = given(args.token_file.as_ref());
        let token = token.map(read_token).transpose()?;
        let authority = given(args.ca.as_ref());
        let endpoint = address::endpoint(&args.server, authority.map(PathBuf::as_path))?;
        let connected = endpoint.connect().await;
        let channel = connected.map_err(|error| address::unreachable(&args.server, &error))?;
        let deadline = Duration::from_secs(args.timeout);
        Ok(Self {
            channel,
            token,
            deadline,
            patience: Patience::default(),
        })
    }

    /// Calls over a connection that is there, without a token.
    pub fn over(channel: Channel) -> Self {
        let deadline = Duration::from_secs(30);
        Self {
            channel,
            token: None,
            deadline,
            patience: Patience::default(),
        }
    }

    /// The same connection with other patience.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The connection itself.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The service that answers how good customers are.
    pub fn quality(&self) -> CustomerQualityServiceClient<Channel> {
        CustomerQualityServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that is told about customers.
    pub fn records(&self) -> CustomerRecordsServiceClient<Channel> {
        CustomerRecordsServiceClient::new(self.channel.clone())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// The service that tells about itself.
    pub fn system(&self) -> SystemServiceClient<Channel> {
        SystemServiceClient::new(self.channel.clone())
    }

    /// Makes a call, and makes it again while the server is busy or away for a moment.
    pub async fn call<Q, A, F, C>(&self, message: Q, make: C) -> Result<A, Status>
    where
        Q: Clone,
        F: Future<Output = Result<Response<A>, Status>>,
        C: Fn(Request<Q>) -> F,
    {
        let mut tries = 1;
        loop {
            let status = match make(self.request(message.clone())).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) => self.said_of(status),
            };
            if tries >= self.patience.tries_max || !worth_another_try(&status) {
                return Err(status);
            }
            tokio::time::sleep(wait(self.patience, tries, &status)).await;
            tries += 1;
        }
    }

    /// As [`Client::call`], with the error in words.
    pub async fn ask<Q, A, F, C>(&self, message: Q, make: C) -> Result<A, Failure>
    where
        Q: Clone,
        F: Future<Output = Result<Response<A>, Status>>,
        C: Fn(Request<Q>) -> F,
    {
        self.call(message, make)
            .await
            .map_err(|status| Failure::told(explain::explain(&status)))
    }

    /// The transport calls it cancelled when a service that hangs does not keep the deadline itself.
    fn said_of(&self, status: Status) -> Status {
        if is_timeout(&status) {
            Status::deadline_exceeded(format!("no answer within {:?}", self.deadline))
        } else {
            status
        }
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        request.set_timeout(self.deadline);
        if let Some(token) = &self.token {
            request
                .metadata_mut()
                .insert("authorization", token.clone());
        }
        request
    }
}

/// Whether the same call may well succeed later.
pub fn worth_another_try(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable => true,
        Code::Aborted => explain::reason(status).as_deref() == Some("WRITE_CONFLICT"),
        Code::Unknown | Code::Internal | Code::Cancelled => is_broken_connection(status),
        _ => false,
    }
}

/// Whether the answer was lost on its way, because the service was killed say: what the transport found
/// out by itself has a source, what the service has said has none. A call that took too long is not it.
fn is_broken_connection(status: &Status) -> bool {
    status.source().is_some() && !is_timeout(status)
}

fn is_timeout(status: &Status) -> bool {
    let mut cause = status.source();
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// How long to wait after `tries` tries: what the server asks for at least, else doubling, and up to
/// half as much again by chance, so that callers do not come back all at once.
pub fn wait(patience: Patience, tries: u32, status: &Status) -> Duration {
    let doubled = patience
        .wait_min
        .saturating_mul(1 << tries.saturating_sub(1).min(16));
    let asked = status
        .get_details_retry_info()
        .and_then(|info| info.retry_delay);
    let base = doubled
        .max(asked.unwrap_or_default())
        .min(patience.wait_max);
    base + base.mul_f64(0.5 * chance())
}

/// A number from 0 to 1, other at every call. Only good enough to spread retries.
fn chance() -> f64 {
    (RandomState::new().hash_one(0_u8) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The first token of a file; a server that reads the same file takes any of them.
fn read_token(path: &PathBuf) -> Result<MetadataValue<Ascii>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::io(&format!("cannot read {}", path.display()), &error))?;
    let no_token = || Failure::told(format!("{} holds no token", path.display()));
    let (_, token) = tokens::tokens(&text).next().ok_or_else(no_token)?;
    let mut value: MetadataValue<Ascii> =
        format!("Bearer {token}").parse().map_err(|_| no_token())?;
    value.set_sensitive(true);
    Ok(value)
}
