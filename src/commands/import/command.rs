//! Runs `customer-quality import`.

use std::{path::PathBuf, sync::Arc};

use crate::{
    currency,
    failure::{Failure, Finish},
    import::{
        after,
        args::ImportArgs,
        batcher::Limits,
        columns,
        decode_options::DecodeOptions,
        decoder::Decoder,
        directory::Directory,
        guess, help,
        importer::Importer,
        interrupt::Interrupt,
        item::Item,
        layout::{FileForm, Layout},
        mapping::{self, Mapping},
        preset::{self, Preset},
        record::Form,
        refused::RefusedFile,
        report::Imported,
        send::{Equal, SendMode},
        source::{self, Source},
        tally::Tally,
        undo,
    },
    json, out,
    terminal::Terminal,
    text_encoding,
};
use client::Client;
use client::pb::v1::{Customer, GetSystemInfoRequest};

/// Runs the command.
pub async fn run(args: &ImportArgs) -> Result<Finish, Failure> {
    if let Some(answer) = about_files(args)? {
        out::answer(&answer)?;
        return Ok(Finish::Fine);
    }
    if let Some(label) = &args.undo {
        return run_undo(args, label).await;
    }
    if let Some(path) = &args.worksheet {
        after::check_free(path)?;
    }
    let imported = import(args, Interrupt::watch).await?;
    after::print(args, &imported).await?;
    if let Some(path) = &args.worksheet {
        after::write_sheet(args, path).await?;
    }
    let Imported {
        tally, is_by_name, ..
    } = imported;
    let some_taken = tally.rows_refused < tally.rows_read;
    if !args.json && !args.check && some_taken && (is_by_name || args.worksheet.is_some()) {
        out::answer(&after::next(args))?;
    }
    Ok(if tally.rows_refused == 0 {
        Finish::Fine
    } else {
        Finish::SomeRefused
    })
}

/// The answer to a question about columns, presets or a file of unknown form. None if the command imports.
fn about_files(args: &ImportArgs) -> Result<Option<String>, Failure> {
    if args.columns {
        return Ok(Some(help::describe(Terminal::of_stdout().width)));
    }
    if args.presets {
        return Ok(Some(preset::list()));
    }
    if let (Some(name), true) = (&args.preset, args.print) {
        return Ok(Some(Preset::named(name)?.text.to_owned()));
    }
    let Some(path) = &args.guess else {
        return Ok(None);
    };
    let guess = guess::guess(path, &decode_options(args)?.file)?;
    for question in &guess.questions {
        out::remark(question);
    }
    Ok(Some(guess.mapping))
}

/// Imports the files, and returns the counts and the files of refused rows. The import watches for Ctrl-C
/// once all files are open. Until then Ctrl-C ends the command as usual.
pub async fn import(
    args: &ImportArgs,
    watch: impl FnOnce() -> Result<Interrupt, Failure>,
) -> Result<Imported, Failure> {
    let mut options = decode_options(args)?;
    let sources = args
        .files
        .iter()
        .map(|path| Source::open(path, args.label.as_deref()));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    source::check_labels(&sources)?;
    let is_by_name = check_headers(&sources, &options)?;
    let mut refused = refused_files(args, &sources)?;
    let client = args.server.connect().await?;
    let limits = limits(&client).await;
    let mut names_customers = false;
    for source in &sources {
        names_customers |= Decoder::begin(source, &options)?.names_customers()?;
    }
    if is_by_name || names_customers {
        options.defaults.directory = Arc::new(Directory::fetch(&client).await?);
    }
    if names_customers {
        for customer in customers_of(&sources, &options)? {
            let Customer {
                customer_id, name, ..
            } = &customer;
            let directory = Arc::make_mut(&mut options.defaults.directory);
            if args.rename || directory.stranger(customer_id, name).is_none() {
                directory.add(&customer);
            }
        }
        options.defaults.creates_by_name = args.create_customers;
    }
    let mode = SendMode {
        validate_only: args.check,
        create_customers: args.create_customers,
        again: args.again,
        equal: if args.strict {
            Equal::Refuse
        } else {
            Equal::Report
        },
    };
    let importer = Importer {
        client: &client,
        options: &options,
        mode,
        limits,
        renames: args.rename,
    };
    let done = importer.run(&sources, &mut refused, &mut watch()?).await;
    let (tally, report) =
        done.map_err(|(tally, failure)| broken_off(args.check, tally, failure))?;
    let written = refused.iter().filter_map(RefusedFile::written_to);
    Ok(Imported {
        tally,
        report,
        refused: written.map(PathBuf::from).collect(),
        is_by_name,
    })
}

/// Adds to a failure the progress of the import and how to go on.
fn broken_off(check: bool, tally: Tally, failure: Failure) -> Failure {
    let go_on = if check {
        ""
    } else {
        "\nhint: run the same command again to go on: what was recorded before counts once"
    };
    let tally = tally.in_words(check);
    match failure {
        Failure::Message(words) => Failure::message(format!("{words}\nso far: {tally}{go_on}")),
        Failure::Interrupted => {
            out::remark(&format!("stopped; so far: {tally}{go_on}"));
            Failure::Interrupted
        }
        failure => failure,
    }
}

fn decode_options(args: &ImportArgs) -> Result<DecodeOptions, Failure> {
    let mapping = match &args.preset {
        Some(name) => Some(Preset::named(name)?.mapping()?),
        None => args.map.as_deref().map(Mapping::read).transpose()?,
    };
    let mut options = DecodeOptions::of(mapping)?;
    file_form(args, &mut options.file)?;
    if let Some(source) = &args.source {
        options.defaults.source.clone_from(source);
    }
    if let Some(currency) = &args.currency {
        currency::code(currency, None)
            .map_err(|words| Failure::message(format!("--currency: {words}")))?;
        options.defaults.writing.currency.clone_from(&args.currency);
    }
    if let Some(kind) = &args.kind {
        columns::kind(kind).ok_or_else(|| Failure::message(columns::unknown_kind(kind)))?;
        if let Layout::Native { kind: native } = &mut options.layout {
            *native = Some(kind.clone());
        }
    }
    let written = args.writing.put(&mut options.defaults.writing);
    written.map_err(Failure::Message)?;
    options.strict = args.strict;
    Ok(options)
}

/// Adds to the form of the files what the flags say.
fn file_form(args: &ImportArgs, file: &mut FileForm) -> Result<(), Failure> {
    match args.format.as_deref() {
        Some("jsonl") => file.records = Some(Form::JsonLines),
        Some(_) => {
            file.is_csv = true;
            file.records = file.records.filter(|form| form.has_cells());
        }
        None => {}
    }
    if let (Some(sign), false) = (&args.delimiter, args.format.as_deref() == Some("jsonl")) {
        file.records = Some(mapping::form_of_delimiter(sign).map_err(Failure::Message)?);
    }
    if let Some(encoding) = &args.encoding {
        file.encoding = Some(text_encoding::named(encoding).map_err(Failure::Message)?);
    }
    if args.sheet.is_some() {
        file.sheet.clone_from(&args.sheet);
    }
    Ok(())
}

/// Reads the header of every file before the importer sends anything. Returns whether customers are
/// identified by their names.
fn check_headers(sources: &[Source], options: &DecodeOptions) -> Result<bool, Failure> {
    let mut is_by_name = false;
    for source in sources {
        Decoder::begin(source, options)?.check_list()?;
        let mut decoder = Decoder::begin(source, options)?;
        is_by_name |= decoder.is_by_name();
        decoder
            .remarks()
            .iter()
            .for_each(|words| out::remark(words));
        if let Some(words) = decoder.emptiness()? {
            out::remark(&format!("warning: {words}"));
        }
        if let Some(warning) = decoder.header_warning() {
            if options.strict {
                return Err(Failure::message(warning));
            }
            out::remark(&format!("warning: {warning}"));
        }
    }
    Ok(is_by_name)
}

/// The customers that have rows of their own in the files, for rows that name them by name.
fn customers_of(sources: &[Source], options: &DecodeOptions) -> Result<Vec<Customer>, Failure> {
    let mut customers = vec![];
    for source in sources {
        let mut decoder = Decoder::begin(source, options)?;
        while let Some(decoded) = decoder.read_customers()? {
            for part in decoded.items.into_iter().flatten() {
                if let Item::Customer(row) = part.thing {
                    customers.push(row.customer);
                }
            }
        }
    }
    Ok(customers)
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

/// The limits of one call: the service's own limits, but never above the defaults.
async fn limits(client: &Client) -> Limits {
    let usual = Limits::default();
    let make = |request| async { client.system().get_system_info(request).await };
    let limits = client
        .call(GetSystemInfoRequest {}, make)
        .await
        .ok()
        .and_then(|info| info.limits);
    let Some(limits) = limits else { return usual };
    let items = limits.max_facts_per_call.min(limits.max_customers_per_call);
    let items = usize::try_from(items).unwrap_or(0);
    let bytes = usize::try_from(limits.max_message_bytes)
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
        if undone.facts_retracted > 0 {
            out::remark("to import the same file once more, corrected or not, give --again");
        }
    }
    Ok(finish)
}
