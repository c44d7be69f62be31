//! The file of refused rows: the place of each row, the reason, the remedy, and the original row.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{explain::Refusal, failure::Failure};

/// The columns of the file.
pub const HEADER: [&str; 8] = [
    "file", "line", "record", "item", "field", "rule", "remedy", "text",
];

/// The place of an item in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The line on which the record begins.
    pub line: u64,
    /// The record's number.
    pub record: u64,
    /// The item within the record: its kind, or empty for the whole record.
    pub item: String,
    /// The record's text as written.
    pub text: Arc<str>,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its place.
    pub origin: Origin,
    /// The reason.
    pub refusal: Refusal,
}

/// The file of refused rows. The first refused row creates it.
#[derive(Debug)]
pub struct RefusedFile {
    path: PathBuf,
    writer: Option<csv::Writer<File>>,
}

impl RefusedFile {
    /// Removes the file that an earlier import left at `path`. It removes no other file.
    pub fn new(path: &Path) -> Result<Self, Failure> {
        if path.exists() {
            let failed =
                |error: csv::Error| Failure::message(format!("{}: {error}", path.display()));
            let mut reader = csv::Reader::from_path(path).map_err(failed)?;
            if reader.headers().map_err(failed)? != &csv::StringRecord::from(HEADER.as_slice()) {
                return Err(Failure::message(format!(
                    "{} is no file of refused rows: name another one with --refused",
                    path.display()
                )));
            }
            fs::remove_file(path).map_err(|error| {
                Failure::io(&format!("cannot renew {}", path.display()), &error)
            })?;
        }
        Ok(Self {
            path: path.to_owned(),
            writer: None,
        })
    }

    /// The path of the file, if any row was refused.
    pub fn written_to(&self) -> Option<&Path> {
        self.writer.as_ref().map(|_| self.path.as_path())
    }

    /// Writes refused rows of a file, ordered by place.
    pub fn write(&mut self, file: &str, mut rows: Vec<RefusedRow>) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        rows.sort_by_key(|row| row.origin.record);
        self.try_write(file, &rows).map_err(|error| {
            Failure::message(format!(
                "cannot write {}: {error}\nhint: name another file with --refused",
                self.path.display()
            ))
        })
    }

    fn try_write(&mut self, file: &str, rows: &[RefusedRow]) -> Result<(), csv::Error> {
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_path(&self.path)?;
            writer.write_record(HEADER)?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        for RefusedRow { origin, refusal } in rows {
            writer.write_record([
                file,
                &origin.line.to_string(),
                &origin.record.to_string(),
                &origin.item,
                &refusal.field,
                &refusal.rule,
                &refusal.remedy,
                &origin.text,
            ])?;
        }
        writer.flush().map_err(csv::Error::from)
    }
}
