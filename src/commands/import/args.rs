//! The flags of `customer-quality import`.

use std::path::PathBuf;

use crate::{import::writing::WritingArgs, server::ServerArgs};

/// The files to import, and the options.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Exit code: 0 all fine, 2 some rows were refused, 1 could not run.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct ImportArgs {
    /// CSV, JSON or .xlsx files; - is standard input
    #[arg(required_unless_present_any = ["columns", "guess", "presets", "print", "undo"])]
    pub files: Vec<PathBuf>,
    /// A mapping for files with other columns
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    pub map: Option<PathBuf>,
    /// The mapping for the export of a well-known program: xero, datev, ...
    #[arg(long, value_name = "NAME", conflicts_with_all = ["map", "kind"])]
    pub preset: Option<String>,
    /// Show all presets
    #[arg(long)]
    pub presets: bool,
    /// Print the preset instead of importing with it
    #[arg(long, requires = "preset")]
    pub print: bool,
    /// Write a first mapping for this file, and say what was guessed and why
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "preset", "map"])]
    pub guess: Option<PathBuf>,
    /// The kind of all rows, for files without a column `kind`
    #[arg(long)]
    pub kind: Option<String>,
    /// csv or jsonl [default: by name or content]
    #[arg(long, value_parser = ["csv", "jsonl"])]
    pub format: Option<String>,
    /// What stands between cells: one character, `tab` or `whitespace` [default: by the header]
    #[arg(long)]
    pub delimiter: Option<String>,
    /// How the text is encoded, such as windows-1252 [default: found out]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The sheet of an .xlsx file [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The import's name, by which it can be undone [default: the file's name]
    #[arg(long)]
    pub label: Option<String>,
    /// The system that the facts come from, where a row does not say it [default: import]
    #[arg(long)]
    pub source: Option<String>,
    /// The currency of amounts that have none
    #[arg(long)]
    pub currency: Option<String>,
    /// How the files write numbers and days.
    #[command(flatten)]
    pub writing: WritingArgs,
    /// Create unknown customers of whom a fact is recorded: with the name of `customer_name`, else without one
    #[arg(long)]
    pub create_customers: bool,
    /// Give customers the names of the files, even names with no word in common with the recorded ones
    #[arg(long)]
    pub rename: bool,
    /// Refuse columns that mean nothing, and facts without ids that equal those of another import
    #[arg(long)]
    pub strict: bool,
    /// Record facts again that were taken back, for an import that was undone
    #[arg(long)]
    pub again: bool,
    /// Check everything, write nothing
    #[arg(long)]
    pub check: bool,
    /// Seconds to wait afterwards until the customers of the files are worked out
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub wait: u64,
    /// Where refused rows go [default: FILE.refused.csv]
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Also write the worksheet of all customers to this file, which must not be there yet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "columns", "undo"])]
    pub worksheet: Option<PathBuf>,
    /// Show the columns of every kind of row
    #[arg(long, alias = "help-columns")]
    pub columns: bool,
    /// Take back all facts of the import with this label
    #[arg(long, value_name = "LABEL", conflicts_with = "files")]
    pub undo: Option<String>,
    /// Why it is taken back
    #[arg(long, default_value = "import undone")]
    pub reason: String,
    /// The person who takes it back [default: import]
    #[arg(long, env = "USER")]
    pub author: Option<String>,
    /// Do not ask before taking back
    #[arg(long, requires = "undo")]
    pub yes: bool,
    /// Print counts and sums as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}
