//! Ends an import of names: writes their worksheet and prints the next step.

use std::{fs::OpenOptions, io, io::Write as _, path::Path};

use crate::{
    failure::Failure,
    import::{ImportArgs, tally::Tally},
    out, terminal,
    worksheet::{self, WriteArgs},
};

/// The most refused names that are printed. The file of refused rows has all of them.
const REFUSED_SAID: usize = 20;

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

/// Prints the refused names with their remedies, so that nobody has to open the file of refused rows.
pub fn say_refused(path: &Path) -> Result<(), Failure> {
    let failed = |error: csv::Error| Failure::message(format!("{}: {error}", path.display()));
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    for row in reader.records().take(REFUSED_SAID) {
        let row = row.map_err(failed)?;
        let cell = |place: usize| terminal::clean(row.get(place).unwrap_or_default());
        out::remark(&format!("line {}: {}", cell(1), cell(6)));
    }
    Ok(())
}

/// The next step for the user.
pub(super) fn next(worksheet: Option<&Path>) -> String {
    let file = worksheet.map_or_else(|| "sheet.csv".to_owned(), |path| path.display().to_string());
    let (there, make) = match worksheet {
        Some(_) => (format!("{file} has a row for each customer.\n"), ""),
        None => (String::new(), "  customer-quality worksheet > sheet.csv\n"),
    };
    let words = "Say of each what you think: good, OK or bad, and why; answer what you like and leave the \
                 rest blank. Next:";
    format!(
        "\n{there}{}\n{make}  customer-quality worksheet import {file} --assessor YOUR-NAME\n  \
         customer-quality sorted\n",
        terminal::hang("", words, 80)
    )
}
