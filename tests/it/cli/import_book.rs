//! Makes `.xlsx` files for tests, with cells that no library would write.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

/// The number formats, by the style of a cell.
const STYLES: [&str; 9] = [
    "General",
    "yyyy\\-mm\\-dd",
    "dd/mm/yyyy hh:mm",
    "[h]:mm",
    "00000",
    "\"KD-\"0000",
    "#,##0.00 \"EUR\"",
    "0.0%",
    "h:mm",
];

/// A workbook of sheets, each with the XML of its rows.
pub(crate) fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    let mut part = |name: &str, text: String| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut names, mut links) = (String::new(), String::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        write!(
            names,
            "<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{at}\"/>",
            at + 1
        )
        .unwrap();
        write!(links,
            "<Relationship Id=\"r{at}\" Type=\"{relations}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
        ).unwrap();
        part(
            &format!("xl/worksheets/s{at}.xml"),
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    write!(
        links,
        "<Relationship Id=\"st\" Type=\"{relations}/styles\" Target=\"styles.xml\"/>"
    )
    .unwrap();
    part(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>{names}</sheets></workbook>"
        ),
    );
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{package}\">{links}</Relationships>"),
    );
    part(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"b\" Type=\"{relations}/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let escaped = |code: &str| code.replace('"', "&quot;");
    let codes = STYLES.iter().enumerate().map(|(at, code)| {
        format!(
            "<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>",
            164 + at,
            escaped(code)
        )
    });
    let formats = (0..STYLES.len()).map(|at| format!("<xf numFmtId=\"{}\"/>", 164 + at));
    part(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{main}\"><numFmts>{}</numFmts><cellXfs>{}</cellXfs></styleSheet>",
            codes.collect::<String>(),
            formats.collect::<String>()
        ),
    );
    zip.finish().unwrap().into_inner()
}
