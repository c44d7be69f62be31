//! `health`: reports as an exit code whether the service is serving, for containers and scripts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use crate::{
    Listen,
    failure::Failure,
    out,
    server::{self, ServerArgs},
};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Arguments of `health`.
#[derive(Debug, clap::Args)]
#[expect(clippy::doc_markdown, reason = "the help is no markdown")]
pub struct HealthArgs {
    /// The service's address [default: where `serve` listens with the same variables and file]
    #[arg(long, value_name = "URL", env = "CUSTOMER_QUALITY_SERVER")]
    server: Option<String>,
    /// The settings file of the service [env: CUSTOMER_QUALITY_CONFIG]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A file in PEM with the authority that vouches for https:// [default: the machine's own]
    #[arg(long, value_name = "FILE", env = "CUSTOMER_QUALITY_CA", value_parser = server::maybe_path)]
    ca: Option<PathBuf>,
    /// Seconds that the question may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
}

/// Asks once. The question needs no token. Any answer but SERVING is a failure.
pub async fn run(args: &HealthArgs, listen: Listen) -> Result<(), Failure> {
    let server = match args.server.as_ref().filter(|server| !server.is_empty()) {
        Some(server) => server.clone(),
        None => of_this_machine(args, listen)?,
    };
    let server = ServerArgs {
        server,
        ca: args.ca.clone(),
        token_file: None,
        timeout: args.timeout,
    };
    let client = server.connect().await?;
    let health = HealthClient::new(client.channel());
    let answer = client
        .call(HealthCheckRequest::default(), |request| {
            let mut health = health.clone();
            async move { health.check(request).await }
        })
        .await?;
    if answer.status() == ServingStatus::Serving {
        out::answer("SERVING\n")
    } else {
        Err(Failure::message(format!(
            "the service says {}",
            answer.status().as_str_name()
        )))
    }
}

/// The address of the service that runs here with the same settings.
fn of_this_machine(args: &HealthArgs, listen: Listen) -> Result<String, Failure> {
    let listen = listen(args.config.as_deref()).map_err(Failure::Message)?;
    if listen.port() == 0 {
        let words =
            "`listen` has port 0, which is another one at each start: name it with --server";
        return Err(Failure::message(words));
    }
    Ok(format!("http://{}", reachable(listen)))
}

/// Replaces an address that listens on the whole machine by its loopback address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
