//! Ends an import: prints what was read and who is known now, writes the worksheet, and says what is next.

use std::{fs::OpenOptions, io, io::Write as _, path::Path};

use serde::Serialize;

use crate::{
    failure::Failure,
    import::{
        ImportArgs,
        known::{self, Now},
        outcome::ROW_REFUSED,
        report::{Imported, Summary},
        tally::Tally,
    },
    json, merge, out, terminal,
    worksheet::{self, WriteArgs},
};

/// The most refused names that are printed. The file of refused rows has all of them.
const NAMES_SAID: usize = 20;
/// The most refused rows that are printed.
const ROWS_SAID: usize = 5;
/// The width of the report. It suits every terminal, and a pipe.
const WIDTH: usize = 80;

/// The report of an import for programs.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    tally: &'a Tally,
    #[serde(flatten)]
    summary: &'a Summary,
    /// The customers that are known now. None after a check.
    now: Option<Now>,
}

/// Prints what was read, what was refused, and who is known now.
pub(super) async fn print(args: &ImportArgs, imported: &Imported) -> Result<(), Failure> {
    let summary = &imported.report.summary();
    let has_facts = summary.customers_with_facts > 0;
    let now = if args.check || !has_facts {
        None
    } else {
        let client = args.server.connect().await?;
        known::ask(&client, &imported.report, args.wait).await
    };
    let tally = &imported.tally;
    if args.json {
        let document = Document {
            tally,
            summary,
            now,
        };
        out::answer(&json::document(&serde_json::json!(document)))?;
    } else {
        let counts = if imported.is_by_name && tally.facts_new + tally.facts_duplicate == 0 {
            counts(tally)
        } else {
            tally.in_words(args.check)
        };
        let note = if args.check {
            "checked only, nothing was written\n"
        } else {
            ""
        };
        let lines = lines(args.check, tally, summary, now.as_ref());
        let is_of_names = imported.is_by_name || args.worksheet.is_some();
        let next = if now.is_some() && !is_of_names {
            next_of_facts(&args.server.flag())
        } else {
            String::new()
        };
        let alike = if args.check || tally.customers_created == 0 {
            String::new()
        } else {
            // An extra: no import fails without it.
            let proposals = merge::first_proposals(&args.server).await;
            proposals.unwrap_or_default()
        };
        out::answer(&format!("{note}{counts}\n{lines}{alike}{next}"))?;
    }
    let most = if imported.is_by_name {
        NAMES_SAID
    } else {
        ROWS_SAID
    };
    for path in &imported.refused {
        say_refused(path, most, args.files.len() > 1)?;
        out::remark(&format!("refused rows: {}", path.display()));
    }
    Ok(())
}

/// The report in lines. A line that has nothing to say is left out.
fn lines(is_check: bool, tally: &Tally, summary: &Summary, now: Option<&Now>) -> String {
    let mut text = String::new();
    for (at, line) in summary.sums().iter().enumerate() {
        let lead = if at == 0 { "" } else { "  " };
        text.push_str(&terminal::hang(lead, line, WIDTH));
    }
    let people = summary.customers(tally.customers_created);
    let warnings = summary.warnings(is_check, tally.facts_equal_left_out);
    let warnings = warnings
        .into_iter()
        .map(|line| ("warning: ", line))
        .chain(summary.invoices().into_iter().map(|line| ("", line)));
    let people = people.into_iter().chain(summary.unknown());
    let people = people.filter(|_| is_check).map(|line| ("", line));
    let now = now.into_iter().flat_map(Now::lines);
    for (lead, line) in people.into_iter().chain(warnings).chain(now) {
        text.push_str(&terminal::hang(lead, &line, WIDTH));
    }
    text
}

/// Returns an error if the file exists, because somebody may have filled it in.
pub(super) fn check_free(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure::message(format!(
            "{} is there already and may be filled in: name another file with --worksheet",
            path.display()
        )));
    }
    Ok(())
}

/// Writes the sheet of all customers.
pub(super) async fn write_sheet(args: &ImportArgs, path: &Path) -> Result<(), Failure> {
    let client = args.server.connect().await?;
    let sheet = worksheet::written(&client, &WriteArgs::of_all(&args.server)).await?;
    let failed =
        |error: io::Error| Failure::io(&format!("cannot write {}", path.display()), &error);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failed)?;
    file.write_all(sheet.as_bytes()).map_err(failed)
}

/// The counts of an import that had only names.
pub(super) fn counts(tally: &Tally) -> String {
    format!(
        "names: {} read, {} new, {} known before, {} refused",
        tally.rows_read,
        tally.customers_created,
        tally.customers_updated + tally.customers_unchanged,
        tally.rows_refused
    )
}

/// Prints up to `most` refused rows with their remedies, so that nobody has to open the file of refused rows. It names
/// their files if there are several.
pub fn say_refused(path: &Path, most: usize, of_several: bool) -> Result<(), Failure> {
    let failed = |error: csv::Error| Failure::message(format!("{}: {error}", path.display()));
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let mut left = most;
    for row in reader.records() {
        let row = row.map_err(failed)?;
        // The item that is refused for its own sake stands beside those that only wait for it.
        if row.get(5) == Some(ROW_REFUSED) {
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
        let cell = |place: usize| terminal::clean(row.get(place).unwrap_or_default());
        let field = Some(cell(4)).filter(|field| !field.is_empty() && field != "name");
        let field = field.map_or_else(String::new, |field| format!("{field}: "));
        let file = if of_several {
            format!("{}, ", cell(0))
        } else {
            String::new()
        };
        out::remark(&format!("{file}line {}: {field}{}", cell(1), cell(6)));
    }
    Ok(())
}

/// The next steps after an import of facts.
fn next_of_facts(server: &str) -> String {
    format!(
        "next: customer-quality sorted{server}\n      customer-quality worksheet{server} > sheet.csv, to say what you \
         think of them\n"
    )
}

/// The next step after an import of names.
pub(super) fn next(args: &ImportArgs) -> String {
    let (worksheet, server) = (args.worksheet.as_deref(), args.server.flag());
    let file = worksheet.map_or_else(|| "sheet.csv".to_owned(), |path| path.display().to_string());
    let (there, make) = match worksheet {
        Some(_) => (
            format!("{file} has a row for each customer.\n"),
            String::new(),
        ),
        None => (
            String::new(),
            format!("  customer-quality worksheet{server} > sheet.csv\n"),
        ),
    };
    let words = "Say of each what you think: good, OK or bad, and why; answer what you like and leave the \
                 rest blank. Next:";
    format!(
        "\n{there}{}\n{make}  customer-quality worksheet import {file} --assessor YOUR-NAME{server}\n  \
         customer-quality sorted{server}\n",
        terminal::hang("", words, WIDTH)
    )
}
