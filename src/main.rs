//! The command `customer-quality`.

use std::process::ExitCode;

use clap::Parser;
use customer_quality::cli::{self, ClientCommand};

/// How good is this customer for us?
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: ClientCommand,
}

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(Arguments::parse().command).await
}
