//! Sheets for spreadsheets and programs: CSV in the form that the reader expects.

use crate::failure::Failure;

/// The byte order mark. It makes spreadsheets read a sheet as UTF-8.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// The form of a sheet.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct SheetArgs {
    /// Print CSV for spreadsheets in German and many other languages: semicolons between cells, commas in numbers
    #[arg(long)]
    pub semicolons: bool,
}

impl SheetArgs {
    /// A decimal number as the sheet writes it.
    pub fn number(self, number: &str) -> String {
        if self.semicolons {
            number.replace('.', ",")
        } else {
            number.to_owned()
        }
    }

    /// The sheet as text. One with semicolons is for a spreadsheet, and begins with its mark.
    pub fn csv(self, header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
        let sheet = self.without_mark(header, rows)?;
        Ok(if self.semicolons {
            format!("{BYTE_ORDER_MARK}{sheet}")
        } else {
            sheet
        })
    }

    /// The sheet without the mark of spreadsheets.
    pub fn without_mark(self, header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
        let failed = |error: csv::Error| Failure::message(format!("cannot write CSV: {error}"));
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if self.semicolons { b';' } else { b',' })
            .from_writer(vec![]);
        writer.write_record(header).map_err(failed)?;
        for row in rows {
            writer.write_record(row).map_err(failed)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| Failure::message(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| Failure::message(error.to_string()))
    }
}
