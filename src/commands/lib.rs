//! The command line for people. Every command is an ordinary caller that speaks gRPC through the crate
//! [`client`]. Nothing here knows the inside of the service.

pub mod amount;
pub mod answer_args;
pub mod by_hand;
pub mod card;
pub mod currency;
pub mod date;
pub mod day;
pub mod demo;
pub mod descriptors;
pub mod doubt;
pub mod duration;
pub mod explain;
pub mod failure;
pub mod find;
pub mod health;
pub mod import;
pub mod json;
pub mod merge;
pub mod name;
pub mod number;
pub mod out;
pub mod server;
pub mod sheet;
pub mod sorted;
pub mod terminal;
mod text_encoding;
pub mod top;
pub mod tree;
pub mod words;
pub mod worksheet;

use std::{net::SocketAddr, path::Path, process::ExitCode};

use failure::{Failure, Finish};

/// The commands that call a running service.
#[derive(Debug, clap::Subcommand)]
pub enum ClientCommand {
    /// Say whether the service is serving, also as the exit code
    Health(health::HealthArgs),
    /// Import customers and facts from CSV or JSON Lines files
    Import(Box<import::ImportArgs>),
    /// Show one customer's card: class, money and hours, will they last, why
    Card(card::CardArgs),
    /// Say that two ids belong to one customer, or take that back
    Merge(merge::MergeArgs),
    /// Draw the tree of everyone a customer brought
    Tree(tree::TreeArgs),
    /// Rank those who brought others, or list all scores
    Top(top::TopArgs),
    /// Print all names under IDEAL, GOOD, OK, BAD and NOT SORTED, a sentence each
    Sorted(sorted::SortedArgs),
    /// Record one rating: rate hofmann glad 5
    Rate(by_hand::RateArgs),
    /// Record your own sort of a customer: sort hofmann good "sends us others"
    Sort(by_hand::SortArgs),
    /// Record what a customer said or what you did: note hofmann praise "..."
    Note(by_hand::NoteArgs),
    /// Write a sheet to fill in about your customers, or import a filled one
    Worksheet(worksheet::WorksheetArgs),
}

/// Finds the address on which the service of this machine listens, from its settings and the given settings
/// file. The error gives the reason why it cannot.
pub type Listen = fn(Option<&Path>) -> Result<SocketAddr, String>;

/// Runs a command and prints its failure, if it fails.
pub async fn run(command: ClientCommand, listen: Listen) -> ExitCode {
    let end = work(command, listen).await;
    if let Err(Failure::Message(words) | Failure::Unclear(words)) = &end {
        out::remark(&format!("error: {words}"));
    }
    failure::exit_code(&end)
}

async fn work(command: ClientCommand, listen: Listen) -> Result<Finish, Failure> {
    match command {
        ClientCommand::Health(args) => health::run(&args, listen).await.map(|()| Finish::Fine),
        ClientCommand::Import(args) => Box::pin(import::run(&args)).await,
        ClientCommand::Card(args) => card::run(&args).await,
        ClientCommand::Merge(args) => merge::run(&args).await,
        ClientCommand::Tree(args) => tree::run(&args).await,
        ClientCommand::Top(args) => top::run(&args).await,
        ClientCommand::Sorted(args) => sorted::run(&args).await,
        ClientCommand::Rate(args) => Box::pin(by_hand::rate(&args)).await,
        ClientCommand::Sort(args) => Box::pin(by_hand::sort(&args)).await,
        ClientCommand::Note(args) => Box::pin(by_hand::note(&args)).await,
        ClientCommand::Worksheet(args) => worksheet::run(&args).await,
    }
}
