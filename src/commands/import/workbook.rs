//! Reads a sheet of an `.xlsx` file. It writes each row on a line of a temporary file, so that the importer
//! can read it several times without holding it in memory.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};
use zip::ZipArchive;

use crate::import::{
    flaw::Why,
    meant,
    sheet_cell::{self, Shown},
    sheet_row::SheetRow,
};

/// The most bytes of all sheets, unpacked. A sheet of a million rows has fewer.
const SHEET_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// The most bytes of all other parts, unpacked. The reader holds the texts of all cells in memory.
const OTHER_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The most rows and columns of a sheet in this format.
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: u32 = 16_384;
const FOLDER_OF_SHEETS: &str = "xl/worksheets/";

/// Writes the rows of a sheet, the first one by default. Returns the names of the visible sheets, if they are not
/// read because none is named. An error is for people.
pub(super) fn rows(file: File, sheet: Option<&str>, to: &File) -> Result<Vec<String>, String> {
    check_size(&file, SHEET_BYTES_MAX, OTHER_BYTES_MAX)?;
    let mut book: Xlsx<_> =
        open_workbook_from_rs(BufReader::new(file)).map_err(|error| unreadable(&error))?;
    let name = name_of(&book, sheet)?;
    let not_worked_out =
        formulas_without_value(&mut book, &name).map_err(|error| unreadable(&error))?;
    let mut writer = BufWriter::new(to);
    write(&mut book, &name, &not_worked_out, &mut writer)?;
    writer.flush().map_err(|error| error.to_string())?;
    let left = book.sheets_metadata().iter().filter(|it| {
        let is_visible = it.visible == SheetVisible::Visible && it.typ == SheetType::WorkSheet;
        sheet.is_none() && is_visible && it.name != name
    });
    Ok(left.map(|it| it.name.clone()).collect())
}

/// Refuses a file with more bytes than these in its sheets, or in its other parts. It unpacks the file once to
/// nowhere, because the sizes that a file gives for its parts may be wrong.
pub fn check_size(file: &File, mut sheets: u64, mut others: u64) -> Result<(), String> {
    let broken = |error: &dyn std::fmt::Display| format!("this is no whole .xlsx file: {error}");
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        let words = "this is a ZIP archive and no .xlsx file: save a spreadsheet as .xlsx or as CSV, or unpack the \
                     archive and import the files in it";
        return Err(words.to_owned());
    }
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let is_sheet = part
            .name()
            .is_ok_and(|name| name.starts_with(FOLDER_OF_SHEETS));
        let left = if is_sheet { &mut sheets } else { &mut others };
        let given = part.size();
        let read = if given > *left {
            given
        } else {
            let read = io::copy(&mut part.take(*left + 1), &mut io::sink());
            read.map_err(|error| broken(&error))?
        };
        *left = left.checked_sub(read).ok_or_else(|| {
            "the file becomes too large when it is unpacked: save the sheet as CSV".to_owned()
        })?;
    }
    Ok(())
}

fn name_of<R: io::Read + io::Seek>(book: &Xlsx<R>, sheet: Option<&str>) -> Result<String, String> {
    let sheets = book.sheets_metadata().iter();
    let sheets: Vec<_> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .collect();
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let Some(wanted) = sheet else {
        let visible = sheets
            .iter()
            .find(|sheet| sheet.visible == SheetVisible::Visible);
        let first = visible.or(sheets.first());
        return first
            .map(|sheet| sheet.name.clone())
            .ok_or_else(|| "the file has no sheet".to_owned());
    };
    let is_wanted = |name: &&&str| meant::key(name) == meant::key(wanted);
    let exact = names.iter().find(|name| **name == wanted);
    exact
        .or_else(|| names.iter().find(is_wanted))
        .map(|name| (*name).to_owned())
        .ok_or_else(|| {
            format!(
                "the file has no sheet `{wanted}`{}; its sheets are {}",
                meant::question(wanted, names.iter().copied()),
                names.join(", ")
            )
        })
}

/// The places of the formulas that no program has worked out.
fn formulas_without_value<R: io::Read + io::Seek>(
    book: &mut Xlsx<R>,
    name: &str,
) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut places = BTreeSet::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            places.insert(cell.pos);
        }
    }
    Ok(places)
}

fn write<R: io::Read + io::Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    not_worked_out: &BTreeSet<(u32, u32)>,
    to: &mut impl Write,
) -> Result<(), String> {
    let is_1904 = book.has_1904_epoch();
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|error| unreadable(&error))?;
    let formats: Vec<String> = cells.styles().iter().map(sheet_cell::format_of).collect();
    let mut row = SheetRow::default();
    while let Some((cell, style)) = cells
        .next_cell_with_style_id()
        .map_err(|error| unreadable(&error))?
    {
        let (at, column) = cell.get_position();
        if at >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err("the sheet has a cell where no sheet can have one: open it in a spreadsheet program, and save \
                        it again"
                .to_owned());
        }
        if u64::from(at) + 1 != row.number {
            write_row(&row, to)?;
            row = SheetRow {
                number: u64::from(at) + 1,
                ..SheetRow::default()
            };
        }
        let format = formats.get(style).map_or("", String::as_str);
        let shown = if not_worked_out.contains(&(at, column)) {
            Shown {
                text: "=".to_owned(),
                why: Some(Why::NotWorkedOut),
                is_number: false,
            }
        } else {
            sheet_cell::shown(cell.get_value(), format, is_1904)
        };
        row.put(column as usize, shown);
    }
    write_row(&row, to)
}

fn write_row(row: &SheetRow, to: &mut impl Write) -> Result<(), String> {
    if row.cells.is_empty() {
        return Ok(());
    }
    let written = serde_json::to_writer(&mut *to, row).map_err(io::Error::from);
    written
        .and_then(|()| to.write_all(b"\n"))
        .map_err(|error| error.to_string())
}

fn unreadable(error: &XlsxError) -> String {
    format!(
        "the spreadsheet cannot be read: {error}; open it in a spreadsheet program, and save it again"
    )
}
