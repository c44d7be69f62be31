//! Runs `customer-quality import`.

use std::path::PathBuf;

use crate::{
    failure::{Failure, Finish},
    import::{
        after,
        args::ImportArgs,
        columns,
        importer::Importer,
        interrupt::Interrupt,
        lanes::Limits,
        mapping::{self, Mapping},
        names::Known,
        plan::Plan,
        record::Form,
        refused::RefusedFile,
        send::Manner,
        source::{self, Source},
        tally::Tally,
        understand::{Manual, Reading},
        undo,
    },
    json, out,
    paper::Paper,
};
use client::Client;
use client::pb::v1::GetSystemInfoRequest;

/// Runs the command.
pub async fn run(args: &ImportArgs) -> Result<Finish, Failure> {
    if args.columns {
        out::answer(&columns::describe(Paper::of_stdout().width))?;
        return Ok(Finish::Fine);
    }
    if let Some(label) = &args.undo {
        return run_undo(args, label).await;
    }
    if let Some(path) = &args.worksheet {
        after::check_free(path)?;
    }
    let Imported {
        tally,
        refused,
        is_by_name,
    } = import(args, Interrupt::watch).await?;
    if args.json {
        out::answer(&json::document(&serde_json::json!(tally)))?;
    } else {
        let note = if args.check {
            "checked only, nothing was written\n"
        } else {
            ""
        };
        let counts = if is_by_name && tally.facts_new + tally.facts_duplicate == 0 {
            after::counts(&tally)
        } else {
            tally.to_string()
        };
        out::answer(&format!("{note}{counts}\n"))?;
    }
    for path in &refused {
        if is_by_name {
            after::say_refused(path)?;
        }
        out::remark(&format!("refused rows: {}", path.display()));
    }
    if let Some(path) = &args.worksheet {
        after::write_sheet(args, path).await?;
    }
    let some_told = tally.rows_refused < tally.rows_read;
    if !args.json && !args.check && some_told && (is_by_name || args.worksheet.is_some()) {
        out::answer(&after::next(args.worksheet.as_deref()))?;
    }
    Ok(if tally.rows_refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The counts.
    pub tally: Tally,
    /// Where refused rows are.
    pub refused: Vec<PathBuf>,
    /// Whether customers were listed by their names, without ids.
    pub is_by_name: bool,
}

/// Imports the files, and tells the counts and where refused rows are. Ctrl-C is watched for once the
/// files are open; until then it just ends the command.
pub async fn import(
    args: &ImportArgs,
    watch: impl FnOnce() -> Result<Interrupt, Failure>,
) -> Result<Imported, Failure> {
    let mut manual = manual(args)?;
    let sources = args
        .files
        .iter()
        .map(|path| Source::open(path, args.label.as_deref()));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    source::check_labels(&sources)?;
    let is_by_name = check_headers(&sources, &manual)?;
    let mut refused = refused_files(args, &sources)?;
    let client = args.server.connect().await?;
    let limits = limits(&client).await;
    if is_by_name {
        manual.defaults.known = Known::ask(&client).await?;
    }
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
    let done = importer.run(&sources, &mut refused, &mut watch()?).await;
    let tally = done.map_err(|(tally, failure)| broken_off(args.check, tally, failure))?;
    let written = refused.iter().filter_map(RefusedFile::written_to);
    Ok(Imported {
        tally,
        refused: written.map(PathBuf::from).collect(),
        is_by_name,
    })
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
    let mut manual = Manual::of(mapping)?;
    manual.form = match (args.format.as_deref(), &args.delimiter) {
        (Some("jsonl"), _) => Some(Form::JsonLines),
        (_, Some(text)) => Some(mapping::form_of_delimiter(text).map_err(Failure::Told)?),
        (Some(_), None) => Some(manual.form.unwrap_or(Form::Delimited(b','))),
        (None, None) => manual.form,
    };
    if let Some(source) = &args.source {
        manual.defaults.source.clone_from(source);
    }
    if args.currency.is_some() {
        manual.defaults.writing.currency.clone_from(&args.currency);
    }
    if let Some(kind) = &args.kind {
        columns::kind(kind).ok_or_else(|| Failure::told(columns::unknown_kind(kind)))?;
        manual.plan = Plan::Native {
            kind: Some(kind.clone()),
        };
    }
    manual.defaults.writing.shift_days = args.shift_days;
    manual.strict = args.strict;
    Ok(manual)
}

/// Looks at every header before the first row of any file is told. Says whether customers are told by
/// their names, without ids.
fn check_headers(sources: &[Source], manual: &Manual) -> Result<bool, Failure> {
    let mut is_by_name = false;
    for source in sources {
        Reading::begin(source, manual)?.check_list()?;
        let mut reading = Reading::begin(source, manual)?;
        is_by_name |= reading.is_by_name();
        if let Some(words) = reading.nothing_to_tell()? {
            out::remark(&format!("warning: {words}"));
        }
        if let Some(warning) = reading.header_warning() {
            if manual.strict {
                return Err(Failure::told(warning));
            }
            out::remark(&format!("warning: {warning}"));
        }
    }
    Ok(is_by_name)
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

async fn run_undo(args: &ImportArgs, label: &str) -> Result<Finish, Failure> {
    let client = args.server.connect().await?;
    let author = args.author.clone().filter(|author| !author.is_empty());
    let undo = undo::Undo {
        label: label.to_owned(),
        reason: args.reason.clone(),
        author: author.unwrap_or_else(|| "import".to_owned()),
        yes: args.yes,
    };
    let (undone, finish) = undo::run(&client, &undo, Interrupt::watch).await?;
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
