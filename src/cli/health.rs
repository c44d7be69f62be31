//! `health`: whether the service is serving, as an exit code, for containers and scripts.

use crate::cli::client::{Client, ServerArgs};
use crate::cli::failure::Failure;
use crate::cli::out;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Arguments of `health`.
#[derive(Debug, clap::Args)]
pub struct HealthArgs {
    #[command(flatten)]
    server: ServerArgs,
}

/// Asks once. Anything but SERVING is a failure.
pub async fn run(args: &HealthArgs) -> Result<(), Failure> {
    let client = Client::connect(&args.server).await?;
    let health = HealthClient::new(client.channel());
    let answer = client
        .ask(HealthCheckRequest::default(), |request| {
            let mut health = health.clone();
            async move { health.check(request).await }
        })
        .await?;
    if answer.status() == ServingStatus::Serving {
        out::answer("SERVING\n")
    } else {
        Err(Failure::told(format!(
            "the service says {}",
            answer.status().as_str_name()
        )))
    }
}
