//! The command line: people's way to the service. Every command is a caller like any other and speaks
//! gRPC; nothing here knows the store.

pub mod amount;
pub mod asked;
//card
pub mod client;
pub mod day;
pub mod explain;
pub mod failure;
pub mod import;
pub mod json;
pub mod out;
pub mod paper;
//top
//tree
pub mod words;
//worksheet

use std::process::ExitCode;

use failure::Failure;

/// The commands that ask or tell a running service.
#[derive(Debug, clap::Subcommand)]
pub enum ClientCommand {
    /// Import customers and facts from CSV or JSON Lines files
    Import(import::ImportArgs),
}

/// Runs a command and says what went wrong, if anything did.
pub async fn run(command: ClientCommand) -> ExitCode {
    let end = match command {
        ClientCommand::Import(args) => Box::pin(import::run(&args)).await,
    };
    if let Err(Failure::Told(words)) = &end {
        out::remark(&format!("error: {words}"));
    }
    failure::exit_code(&end)
}
