//! A file as the importer reads it: as UTF-8, with the form of its records and the place of its header. A
//! file in another encoding and a spreadsheet are first written to a temporary file.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use encoding_rs::UTF_8;

use crate::{
    failure::Failure,
    import::{
        binary,
        header::{self, Found},
        layout::{FileForm, Layout},
        record::{Form, Record},
        records::{Records, separator},
        workbook,
    },
    text_encoding,
};

/// The bytes at the beginning in which the header is.
const HEAD: u64 = 256 * 1024;
/// The beginning of every zip archive. An `.xlsx` file is one.
const ZIP: &[u8] = b"PK\x03\x04";
/// The delimiters that are looked for, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A file that is ready to be read any number of times.
#[derive(Debug)]
pub struct Input {
    text: File,
    found: Found,
    first_width: usize,
    /// The size of the text in bytes.
    pub bytes: u64,
    /// What people must know about how the file is read.
    pub remarks: Vec<String>,
}

impl Input {
    /// Makes a file ready. `name` is its name, of which the end may give the format.
    pub(super) fn new(
        file: &File,
        name: &str,
        form: &FileForm,
        layout: &Layout,
    ) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::io(&format!("cannot read {name}"), &error);
        let named = |words: String| Failure::message(format!("{name}: {words}"));
        let mut remarks = vec![];
        let begin = begin(file).map_err(failed)?;
        binary::check(&begin).map_err(named)?;
        let is_sheet = begin.starts_with(ZIP);
        let text = if is_sheet {
            let rows = tempfile::tempfile().map_err(failed)?;
            let book = from_start(file).map_err(failed)?;
            let left = workbook::rows(book, form.sheet.as_deref(), &rows).map_err(named)?;
            if !left.is_empty() {
                let left = left.join(", ");
                remarks.push(format!(
                    "only the first sheet is read, not {left}: --sheet names another"
                ));
            }
            rows
        } else {
            let (text, remark) = as_utf_8(file, form).map_err(failed)?;
            remarks.extend(remark);
            text
        };
        let bytes = text.metadata().map_err(failed)?.len();
        let start = head(&text, HEAD).map_err(failed)?;
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
        if !is_sheet && start.contains(&b'\r') && !start.contains(&b'\n') {
            let words =
                "its lines end with CR alone: save it again, with line ends of Windows or Unix";
            return Err(named(words.to_owned()));
        }
        let forms = if is_sheet {
            vec![Form::Sheet]
        } else {
            forms(start, name, form)
        };
        let (found, first_width) = place(start, &forms, form, layout);
        let mut input = Self {
            text,
            found,
            first_width,
            bytes,
            remarks,
        };
        let remark = input.remark_about_header().map_err(failed)?;
        input.remarks.extend(remark);
        for remark in &mut input.remarks {
            remark.insert_str(0, &format!("{name}: "));
        }
        Ok(input)
    }

    /// The form of its records.
    pub fn form(&self) -> Form {
        self.found.form
    }

    /// The records from the first one. The header, if it has one, is passed and returned.
    pub(super) fn records(
        &self,
        has_header: bool,
    ) -> io::Result<(Records<BufReader<File>>, Option<Record>)> {
        let text = BufReader::with_capacity(128 * 1024, from_start(&self.text)?);
        let mut records = Records::new(text, self.found.form);
        if !has_header || !self.found.form.has_cells() {
            records.set_width(self.first_width);
            return Ok((records, None));
        }
        if let Some(line) = self.found.line {
            records.begin_at(line)?;
        }
        let header = records.header()?;
        Ok((records, header))
    }

    /// All records in another form than the one that was found, from the first line.
    pub(super) fn records_as(&self, form: Form) -> io::Result<Records<BufReader<File>>> {
        let text = BufReader::with_capacity(128 * 1024, from_start(&self.text)?);
        Ok(Records::new(text, form))
    }

    /// Says where the header is, if something stands above it.
    fn remark_about_header(&self) -> io::Result<Option<String>> {
        let Some(line) = self.found.line else {
            return Ok(None);
        };
        let (records, _) = self.records(true)?;
        let is_title = |cells: &&Vec<String>| cells.iter().any(|cell| !cell.is_empty());
        let titles = records.above().iter().filter(is_title).count();
        Ok((titles > 0).then(|| {
            format!("the header is on line {line}; what stands above it is not read as rows")
        }))
    }
}

/// The text as UTF-8, and a remark if the encoding is a guess.
fn as_utf_8(file: &File, form: &FileForm) -> io::Result<(File, Option<String>)> {
    let encoding = match form.encoding {
        Some(encoding) => encoding,
        None => text_encoding::found(from_start(file)?)?,
    };
    if encoding == UTF_8 {
        return Ok((file.try_clone()?, None));
    }
    let mut text = tempfile::tempfile()?;
    let mut decoded = text_encoding::decoded(from_start(file)?, encoding);
    io::copy(&mut decoded, &mut text)?;
    let is_guess = form.encoding.is_none();
    let remark = is_guess.then(|| {
        let name = encoding.name().replace("windows", "Windows");
        format!(
            "the file is read as {name}; if letters are wrong, name its encoding with --encoding"
        )
    });
    Ok((text, remark))
}

/// The forms that the records may have.
fn forms(start: &[u8], name: &str, form: &FileForm) -> Vec<Form> {
    let first = start.trim_ascii_start();
    // An object that is spread over lines is read like the elements of a list.
    let first_line = first.split(|byte| *byte == b'\n').next();
    let is_spread = first_line
        .is_some_and(|line| line.starts_with(b"{") && !line.trim_ascii_end().ends_with(b"}"));
    let json = if first.starts_with(b"[") || is_spread {
        Form::JsonList
    } else {
        Form::JsonLines
    };
    match form.records {
        Some(Form::JsonLines) => return vec![json],
        Some(form) => return vec![form],
        None => {}
    }
    let end = Path::new(name).extension().map(OsStr::to_ascii_lowercase);
    let is_json = first.starts_with(b"{")
        || first
            .strip_prefix(b"[")
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    match end.as_deref().and_then(|end| end.to_str()) {
        _ if form.is_csv => delimited(start),
        Some("jsonl" | "ndjson" | "json") => vec![json],
        Some("tsv") => vec![Form::Delimited(b'\t')],
        Some("csv") => delimited(start),
        _ if is_json => vec![json],
        _ => delimited(start),
    }
}

/// The forms that rows of cells may have: the delimiters, or the one that a first line `sep=;` names.
pub(crate) fn delimited(start: &[u8]) -> Vec<Form> {
    let first = start.split(|byte| *byte == b'\n').next();
    match first.and_then(separator) {
        Some(sign) => vec![Form::Delimited(sign)],
        None => DELIMITERS.map(Form::Delimited).to_vec(),
    }
}

/// The place of the header, and the number of cells in the first row.
fn place(start: &[u8], forms: &[Form], form: &FileForm, layout: &Layout) -> (Found, usize) {
    let first = Found {
        form: forms.first().copied().unwrap_or(Form::JsonLines),
        line: None,
    };
    if !first.form.has_cells() {
        return (first, 0);
    }
    let (found, width) = header::find(start, forms, layout).unwrap_or((first, 0));
    let line = form.header_line.or(found.line);
    let line = line.filter(|_| form.header);
    (Found { line, ..found }, width)
}

fn from_start(file: &File) -> io::Result<File> {
    let mut file = file.try_clone()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The bytes that tell what a file is.
fn begin(file: &File) -> io::Result<Vec<u8>> {
    let mut begin = vec![];
    from_start(file)?
        .take(binary::BEGIN)
        .read_to_end(&mut begin)?;
    Ok(begin)
}

/// The beginning of a file, up to the end of a line if there is one.
fn head(file: &File, length: u64) -> io::Result<Vec<u8>> {
    let mut head = vec![];
    from_start(file)?.take(length).read_to_end(&mut head)?;
    if head.len() as u64 == length
        && let Some(end) = head.iter().rposition(|byte| *byte == b'\n')
    {
        head.truncate(end + 1);
    }
    Ok(head)
}
