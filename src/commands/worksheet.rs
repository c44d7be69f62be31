//! `customer-quality worksheet`: a sheet to fill in by hand. It writes a sheet with a row per customer and
//! a column per question. `worksheet import` records the answers as assessments.

pub mod answers;
mod read;
mod record;
mod write;

pub use read::{Filled, Sheet, parse};
pub use write::{sheet, written};

use std::path::PathBuf;

use crate::{
    failure::{Failure, Finish},
    import::interrupt::Interrupt,
    out,
    server::ServerArgs,
    sheet::SheetArgs,
    top::ClassName,
};

/// The action on a sheet.
#[derive(Clone, Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct WorksheetArgs {
    /// Import a filled sheet instead of writing one
    #[command(subcommand)]
    pub action: Option<WorksheetAction>,
    /// What to write.
    #[command(flatten)]
    pub write: WriteArgs,
}

/// The actions besides writing a sheet.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum WorksheetAction {
    /// Record what was filled in
    Import(RecordArgs),
}

/// The sheet to write.
#[derive(Clone, Debug, clap::Args)]
pub struct WriteArgs {
    /// Customers to ask about: ids, or beginnings of names [default: all who have a name, without past customers]
    pub customers: Vec<String>,
    /// Only customers of this class; may be given again
    #[arg(long, value_enum, ignore_case = true, conflicts_with = "customers")]
    pub class: Vec<ClassName>,
    /// Past customers too
    #[arg(long, conflicts_with = "customers")]
    pub past: bool,
    /// The form of the sheet.
    #[command(flatten)]
    pub sheet: SheetArgs,
    /// The person who will fill it in
    #[arg(long, visible_alias = "by", value_name = "NAME")]
    pub assessor: Option<String>,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

impl WriteArgs {
    /// The arguments for a sheet of all names.
    pub fn of_all(server: &ServerArgs) -> Self {
        Self {
            customers: vec![],
            class: vec![],
            past: false,
            sheet: SheetArgs::default(),
            assessor: None,
            server: server.clone(),
        }
    }
}

/// The sheet to import.
#[derive(Clone, Debug, clap::Args)]
pub struct RecordArgs {
    /// The filled sheet, as CSV
    pub file: PathBuf,
    /// The person who filled it in [default: as the sheet says]
    #[arg(long, visible_alias = "by", value_name = "NAME")]
    pub assessor: Option<String>,
    /// The day of the answers, as in 2026-03-31 [default: as the sheet says, else today]
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// A name for these answers, by which it can be undone [default: worksheet DATE]
    #[arg(long)]
    pub label: Option<String>,
    /// Check everything, write nothing
    #[arg(long)]
    pub check: bool,
    /// Print the counts as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &WorksheetArgs) -> Result<Finish, Failure> {
    match &args.action {
        Some(WorksheetAction::Import(args)) => record::run(args, &mut Interrupt::watch()?).await,
        None => {
            let client = args.write.server.connect().await?;
            out::answer(&written(&client, &args.write).await?)?;
            Ok(Finish::Fine)
        }
    }
}
