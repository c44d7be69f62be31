//! `customer-quality import`: reads CSV and JSON Lines files and tells the service what is in them.
//! `docs/import.md` says how; safe to run twice and to interrupt.

pub mod body;
mod choices;
pub mod columns;
pub mod fields;
pub mod importer;
pub mod interrupt;
pub mod item;
pub mod json_line;
pub mod lines;
pub mod mapping;
pub mod plan;
pub mod progress;
pub mod record;
pub mod refused;
pub mod round;
pub mod send;
pub mod source;
pub mod split;
pub mod tally;
pub mod understand;
pub mod undo;

use std::path::PathBuf;

use importer::Importer;
use interrupt::Interrupt;
use item::Defaults;
use mapping::Mapping;
use plan::Plan;
use record::Form;
use refused::RefusedFile;
use round::Limits;
use send::Manner;
use source::Source;
use tally::Tally;
use understand::{Manual, Reading};

use crate::{
    cli::{
        client::{Client, ServerArgs},
        failure::{Failure, Finish},
        json, out,
        paper::Paper,
    },
    pb::v1::GetSystemInfoRequest,
};

/// What to import and how.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Exit code: 0 all fine, 2 some rows were refused, 1 could not run.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct ImportArgs {
    /// CSV or JSON Lines files; - is standard input
    #[arg(required_unless_present_any = ["columns", "undo"])]
    pub files: Vec<PathBuf>,
    /// A mapping for files with other columns
    #[arg(long, value_name = "FILE", conflicts_with = "kind")]
    pub map: Option<PathBuf>,
    /// The kind of all rows, for files without a column `kind`
    #[arg(long)]
    pub kind: Option<String>,
    /// csv or jsonl [default: by name or content]
    #[arg(long, value_parser = ["csv", "jsonl"])]
    pub format: Option<String>,
    /// What stands between cells: one character, `tab` or `whitespace` [default: by the header]
    #[arg(long)]
    pub delimiter: Option<String>,
    /// The import's name, by which it can be undone [default: the file's name]
    #[arg(long)]
    pub label: Option<String>,
    /// The system that tells the facts, where a row does not say it [default: import]
    #[arg(long)]
    pub source: Option<String>,
    /// The currency of amounts that have none
    #[arg(long)]
    pub currency: Option<String>,
    /// Create customers that are not known, as businesses without a name
    #[arg(long)]
    pub create_customers: bool,
    /// Refuse columns that mean nothing, instead of leaving them out
    #[arg(long)]
    pub strict: bool,
    /// Check everything, write nothing
    #[arg(long)]
    pub check: bool,
    /// Where refused rows go [default: FILE.refused.csv]
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Show the columns of every kind of row
    #[arg(long, alias = "help-columns", exclusive = true)]
    pub columns: bool,
    /// Take back all facts of the import with this label
    #[arg(long, value_name = "LABEL", conflicts_with = "files")]
    pub undo: Option<String>,
    /// Why it is taken back
    #[arg(long, requires = "undo", default_value = "import undone")]
    pub reason: String,
    /// Who takes it back
    #[arg(long, requires = "undo", env = "USER", default_value = "import")]
    pub author: String,
    /// Do not ask before taking back
    #[arg(long, requires = "undo")]
    pub yes: bool,
    /// Print the counts as JSON
    #[arg(long)]
    pub json: bool,
    /// Where the service is.
    #[command(flatten)]
    pub server: ServerArgs,
}

/// Runs the command.
pub async fn run(args: &ImportArgs) -> Result<Finish, Failure> {
    if args.columns {
        out::answer(&columns::describe(Paper::of_stdout().width))?;
        return Ok(Finish::Fine);
    }
    let mut interrupt = Interrupt::watch()?;
    if let Some(label) = &args.undo {
        return run_undo(args, label, &mut interrupt).await;
    }
    let (tally, refused) = import(args, &mut interrupt).await?;
    if args.json {
        out::answer(&json::document(&serde_json::json!(tally)))?;
    } else {
        let note = if args.check {
            "checked only, nothing was written\n"
        } else {
            ""
        };
        out::answer(&format!("{note}{tally}\n"))?;
    }
    for path in &refused {
        out::remark(&format!("refused rows: {}", path.display()));
    }
    Ok(if tally.rows_refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}

/// Imports the files, and tells the counts and where refused rows are.
pub async fn import(
    args: &ImportArgs,
    interrupt: &mut Interrupt,
) -> Result<(Tally, Vec<PathBuf>), Failure> {
    let manual = manual(args)?;
    let sources = args
        .files
        .iter()
        .map(|path| Source::open(path, args.label.as_deref()));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    source::check_labels(&sources)?;
    check_headers(&sources, &manual)?;
    let mut refused = refused_files(args, &sources)?;
    let client = Client::connect(&args.server).await?;
    let limits = limits(&client).await;
    let manner = Manner {
        validate_only: args.check,
        create_customers: args.create_customers,
    };
    let importer = Importer {
        client: &client,
        manual: &manual,
        manner,
        limits,
    };
    let done = importer.run(&sources, &mut refused, interrupt).await;
    let tally = done.map_err(|(tally, failure)| broken_off(args.check, tally, failure))?;
    let written = refused.iter().filter_map(RefusedFile::written_to);
    Ok((tally, written.map(PathBuf::from).collect()))
}

/// Says how far an import came and how to go on.
fn broken_off(check: bool, tally: Tally, failure: Failure) -> Failure {
    let go_on = if check {
        ""
    } else {
        "\nhint: run the same command again to go on: what was told before counts once"
    };
    match failure {
        Failure::Told(words) => Failure::told(format!("{words}\nso far: {tally}{go_on}")),
        Failure::Interrupted => {
            out::remark(&format!("stopped; so far: {tally}{go_on}"));
            Failure::Interrupted
        }
        Failure::Closed => Failure::Closed,
    }
}

fn manual(args: &ImportArgs) -> Result<Manual, Failure> {
    let mapping = args.map.as_deref().map(Mapping::read).transpose()?;
    let told = mapping
        .as_ref()
        .map(Mapping::form)
        .transpose()
        .map_err(Failure::Told)?
        .flatten();
    let form = match (args.format.as_deref(), &args.delimiter) {
        (Some("jsonl"), _) => Some(Form::JsonLines),
        (_, Some(text)) => Some(mapping::form_of_delimiter(text).map_err(Failure::Told)?),
        (Some(_), None) => Some(told.unwrap_or(Form::Delimited(b','))),
        (None, None) => told,
    };
    let mut defaults = Defaults::default();
    let mut header = true;
    let mut source = None;
    if let Some(mapping) = &mapping {
        defaults.writing.notation = mapping.notation();
        defaults.writing.dates.clone_from(&mapping.dates);
        defaults.writing.currency.clone_from(&mapping.currency);
        header = mapping.header;
        source.clone_from(&mapping.source);
    }
    let told = args.source.clone().or(source);
    defaults.source = told.unwrap_or_else(|| "import".to_owned());
    defaults.writing.currency = args.currency.clone().or(defaults.writing.currency);
    if let Some(kind) = &args.kind {
        columns::kind(kind).ok_or_else(|| Failure::told(columns::unknown_kind(kind)))?;
    }
    let plan = match mapping {
        Some(mapping) => Plan::Mapped(Box::new(mapping)),
        None => Plan::Native {
            kind: args.kind.clone(),
        },
    };
    Ok(Manual {
        plan,
        form,
        header,
        defaults,
        strict: args.strict,
    })
}

/// Looks at every header before the first row of any file is told.
fn check_headers(sources: &[Source], manual: &Manual) -> Result<(), Failure> {
    for source in sources {
        if let Some(warning) = Reading::begin(source, manual)?.header_warning() {
            if manual.strict {
                return Err(Failure::told(warning));
            }
            out::remark(&format!("warning: {warning}"));
        }
    }
    Ok(())
}

fn refused_files(args: &ImportArgs, sources: &[Source]) -> Result<Vec<RefusedFile>, Failure> {
    match &args.refused {
        Some(path) => Ok(vec![RefusedFile::new(path)?]),
        None => sources
            .iter()
            .map(|source| RefusedFile::new(&source.refused))
            .collect(),
    }
}

/// What one call may carry: what the service says, and never more than it usually takes.
async fn limits(client: &Client) -> Limits {
    let usual = Limits::default();
    let make = |request| async { client.system().get_system_info(request).await };
    let told = client
        .call(GetSystemInfoRequest {}, make)
        .await
        .ok()
        .and_then(|info| info.limits);
    let Some(told) = told else { return usual };
    let items = told.max_facts_per_call.min(told.max_customers_per_call);
    let items = usize::try_from(items).unwrap_or(0);
    let bytes = usize::try_from(told.max_message_bytes)
        .unwrap_or(0)
        .saturating_sub(64 * 1024);
    Limits {
        items: if items == 0 {
            usual.items
        } else {
            items.min(usual.items)
        },
        bytes: if bytes == 0 {
            usual.bytes
        } else {
            bytes.min(usual.bytes)
        },
    }
}

async fn run_undo(
    args: &ImportArgs,
    label: &str,
    interrupt: &mut Interrupt,
) -> Result<Finish, Failure> {
    let client = Client::connect(&args.server).await?;
    let undo = undo::Undo {
        label: label.to_owned(),
        reason: args.reason.clone(),
        author: args.author.clone(),
        yes: args.yes,
    };
    let (undone, finish) = undo::run(&client, &undo, interrupt).await?;
    if args.json {
        out::answer(&json::document(&serde_json::json!(undone)))?;
    } else {
        out::answer(&format!(
            "facts: {} retracted, {} retracted before, {} refused\n",
            undone.facts_retracted, undone.facts_retracted_before, undone.facts_refused
        ))?;
    }
    Ok(finish)
}
