//! The command line: people's way to the service. Every command is a caller like any other and speaks
//! gRPC; nothing here knows the store.

mod address;
pub mod amount;
pub mod asked;
pub mod card;
pub mod client;
pub mod day;
pub mod doubt;
pub mod explain;
pub mod failure;
pub mod health;
pub mod import;
pub mod json;
pub mod name;
pub mod out;
pub mod paper;
pub mod sorted;
pub mod top;
pub mod tree;
mod typed;
pub mod words;
pub mod worksheet;

use std::process::ExitCode;

use crate::config::Variables;
use failure::{Failure, Finish};

/// The commands that ask or tell a running service.
#[derive(Debug, clap::Subcommand)]
pub enum ClientCommand {
    /// Say whether the service is serving, also as the exit code
    Health(health::HealthArgs),
    /// Import customers and facts from CSV or JSON Lines files
    Import(import::ImportArgs),
    /// Show one customer's card: class, money and hours, will they last, why
    Card(card::CardArgs),
    /// Draw the tree of everyone a customer brought
    Tree(tree::TreeArgs),
    /// Rank those who brought others, or list all scores
    Top(top::TopArgs),
    /// Print all names under IDEAL, GOOD, OK, BAD and NOT SORTED, a sentence each
    Sorted(sorted::SortedArgs),
    /// Write a sheet to fill in about your customers, or import a filled one
    Worksheet(worksheet::WorksheetArgs),
}

/// Runs a command and says what went wrong, if anything did.
pub async fn run(command: ClientCommand) -> ExitCode {
    let end = match Variables::of_process().check() {
        Ok(()) => work(command).await,
        Err(error) => Err(Failure::told(error.to_string())),
    };
    if let Err(Failure::Told(words)) = &end {
        out::remark(&format!("error: {words}"));
    }
    failure::exit_code(&end)
}

async fn work(command: ClientCommand) -> Result<Finish, Failure> {
    match command {
        ClientCommand::Health(args) => health::run(&args).await.map(|()| Finish::Fine),
        ClientCommand::Import(args) => Box::pin(import::run(&args)).await,
        ClientCommand::Card(args) => card::run(&args).await,
        ClientCommand::Tree(args) => tree::run(&args).await,
        ClientCommand::Top(args) => top::run(&args).await,
        ClientCommand::Sorted(args) => sorted::run(&args).await,
        ClientCommand::Worksheet(args) => worksheet::run(&args).await,
    }
}
