//! Files of known rows in any style, with stray quotation marks planted: each row is read as it was written,
//! or refused by its line. None is lost, changed or doubled. And any bytes at all are read to their end.

use std::fmt::Write as _;

use std::collections::{BTreeMap, BTreeSet};

use commands::import::{
    decode_options::DecodeOptions, decoder::Decoder, item::Item, layout::Layout, source::Source,
};
use customer_quality::pb::v1::fact::Body;
use proptest::{prelude::*, sample::select};

use super::import_total;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Little,
    LittleWithMark,
    BigWithMark,
    Windows,
}

#[derive(Clone, Debug)]
struct Style {
    delimiter: char,
    encoding: Encoding,
    end: &'static str,
    titles: usize,
    names_delimiter: bool,
    quotes_all: bool,
    blank_lines: bool,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plant {
    Nothing,
    /// A mark before the words that nothing closes.
    Opened,
    /// Nothing but a mark.
    Alone,
    /// The words in marks, with a single mark among them.
    Inside,
}

#[derive(Clone, Debug)]
struct Row {
    words: String,
    plant: Plant,
    /// Whether the words are the last cell.
    is_last: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let encodings = [
        Encoding::Utf8,
        Encoding::Utf8WithMark,
        Encoding::Little,
        Encoding::LittleWithMark,
        Encoding::BigWithMark,
        Encoding::Windows,
    ];
    let parts = (
        select(vec![',', ';', '\t', '|']),
        select(encodings.to_vec()),
        select(vec!["\n", "\r\n"]),
        0..3_usize,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    parts.prop_map(
        |(delimiter, encoding, end, titles, names_delimiter, quotes_all, blank_lines)| Style {
            delimiter,
            encoding,
            end,
            titles,
            names_delimiter,
            quotes_all,
            blank_lines,
        },
    )
}

fn rows(plants: Vec<Plant>) -> impl Strategy<Value = Vec<Row>> {
    let is_last = any::<bool>();
    let row = (
        "[a-zäß€A-Z0-9][a-zäß€0-9 ,;|\"'\t\n=.-]{0,20}[a-zäß€0-9.\"]",
        select(plants),
    );
    (prop::collection::vec(row, 1..30), is_last).prop_map(|(rows, is_last)| {
        rows.into_iter()
            .map(|(words, plant)| Row {
                words,
                plant,
                is_last,
            })
            .collect()
    })
}

impl Style {
    fn quoted(&self, cell: &str) -> String {
        let must = |letter: char| letter == self.delimiter || matches!(letter, '"' | '\n');
        if self.quotes_all || cell.contains(must) {
            format!("\"{}\"", cell.replace('"', "\"\"").replace('\n', self.end))
        } else {
            cell.to_owned()
        }
    }

    fn line(&self, cells: &[String]) -> String {
        let delimiter = self.delimiter.to_string();
        cells.join(&delimiter) + self.end
    }

    /// The file, and the line on which each row begins.
    fn file(&self, rows: &mut [Row]) -> (Vec<u8>, Vec<u64>) {
        if self.encoding == Encoding::Windows {
            // There `ß€` has the bytes of another letter in UTF-8, so nobody can tell the encoding.
            for row in rows.iter_mut() {
                row.words = row.words.replace('€', "ä");
            }
        }
        let mut text = String::new();
        if self.names_delimiter {
            write!(text, "sep={}{}", self.delimiter, self.end).unwrap();
        }
        for at in 0..self.titles {
            write!(text, "Report {at} of the year{}", self.end).unwrap();
        }
        let header = [
            "kind",
            "customer_id",
            "occur_time",
            "voice_kind",
            "words",
            "by",
        ];
        let header: Vec<String> = header.iter().map(|cell| self.quoted(cell)).collect();
        text += &self.line(&ordered(header, rows[0].is_last));
        let mut lines = vec![];
        for (at, row) in rows.iter().enumerate() {
            if self.blank_lines && at % 3 == 1 {
                text += self.end;
            }
            lines.push(text.matches('\n').count() as u64 + 1);
            let id = format!("C-{at}");
            let mut cells = ["voice", &id, "2026-01-05", "wish"]
                .map(|cell| self.quoted(cell))
                .to_vec();
            let plain = row.words.replace(['"', '\n', self.delimiter], "x");
            cells.push(match row.plant {
                Plant::Nothing => self.quoted(&row.words),
                Plant::Opened => format!("\"{plain}"),
                Plant::Alone => "\"".to_owned(),
                Plant::Inside => format!("\"{plain}\" {plain}\""),
            });
            cells.push(self.quoted("7"));
            text += &self.line(&ordered(cells, row.is_last));
        }
        (self.encoded(&text), lines)
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        let wide =
            |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        let marked = format!("\u{feff}{text}");
        match self.encoding {
            Encoding::Utf8 => text.into(),
            Encoding::Utf8WithMark => marked.into_bytes(),
            Encoding::Little => wide(text, u16::to_le_bytes),
            Encoding::LittleWithMark => wide(&marked, u16::to_le_bytes),
            Encoding::BigWithMark => wide(&marked, u16::to_be_bytes),
            Encoding::Windows => text.chars().map(|letter| letter as u8).collect(),
        }
    }
}

/// The words are the last cell but one, or the last.
fn ordered(mut cells: Vec<String>, is_last: bool) -> Vec<String> {
    if is_last {
        cells.swap(4, 5);
    }
    cells
}

/// The words that were read, by the customer's number, and the lines of refused rows.
fn read(name: &str, bytes: &[u8]) -> (Vec<(usize, String)>, Vec<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let source = Source::open(&path, None).unwrap();
    let options = DecodeOptions {
        layout: Layout::Native { kind: None },
        ..DecodeOptions::of(None).unwrap()
    };
    let mut decoder = Decoder::begin(&source, &options).unwrap();
    let (mut read, mut refused) = (vec![], vec![]);
    while let Some(decoded) = decoder.read().unwrap() {
        match decoded.items {
            Err(row) => refused.push(row.origin.line),
            Ok(parts) => {
                for part in parts {
                    let Item::Fact(fact) = part.thing else {
                        panic!("no fact")
                    };
                    let Some(Body::Voice(voice)) = fact.body else {
                        panic!("no voice")
                    };
                    read.push((fact.customer_id[2..].parse().unwrap(), voice.words));
                }
            }
        }
    }
    (read, refused)
}

/// Says what is wrong with how a file was read.
fn fault(rows: &[Row], lines: &[u64], read: &[(usize, String)], refused: &[u64]) -> Option<String> {
    let words: BTreeMap<usize, &String> = read.iter().map(|(at, words)| (*at, words)).collect();
    if words.len() != read.len() {
        return Some("a row was read twice".into());
    }
    let refused: BTreeSet<u64> = refused.iter().copied().collect();
    for (at, row) in rows.iter().enumerate() {
        let may_be_refused = row.plant != Plant::Nothing || row.words.contains('\n');
        match words.get(&at) {
            Some(read) if row.plant == Plant::Nothing && **read != row.words.trim() => {
                return Some(format!("row {at} was changed: {read:?}"));
            }
            Some(read) if row.plant != Plant::Nothing => {
                return Some(format!("row {at} cannot be read, and was: {read:?}"));
            }
            None if !refused.contains(&lines[at]) => return Some(format!("row {at} was lost")),
            None if !may_be_refused => return Some(format!("row {at} is right, and was refused")),
            Some(_) | None => {}
        }
    }
    None
}

/// How a JSON file is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Json {
    Lines,
    OneLine,
    LineEach,
    Spread,
}

/// A JSON file, and the line on which each row begins.
fn json(layout: Json, rows: &[(String, Plant)]) -> (String, Vec<u64>) {
    let (open, between, close) = match layout {
        Json::Lines => ("", "\n", "\n"),
        Json::OneLine => ("[", ",", "]"),
        Json::LineEach | Json::Spread => ("[\n  ", ",\n  ", "\n]\n"),
    };
    let (mut text, mut lines) = (open.to_owned(), vec![]);
    for (at, (words, plant)) in rows.iter().enumerate() {
        let value = serde_json::json!({
            "kind": "voice", "customer_id": format!("C-{at}"), "occur_time": "2026-01-05",
            "voice_kind": "wish", "words": words, "by": "7",
        });
        let object = if layout == Json::Spread {
            serde_json::to_string_pretty(&value)
                .unwrap()
                .replace('\n', "\n  ")
        } else {
            value.to_string()
        };
        if at > 0 {
            text += between;
        }
        lines.push(text.matches('\n').count() as u64 + 1);
        text += &match plant {
            Plant::Nothing => object,
            Plant::Opened => object.trim_end_matches(['}', '\n', ' ']).to_owned(),
            Plant::Alone => "17".to_owned(),
            Plant::Inside => object.replace("\"wish\"", "\"wish"),
        };
    }
    (text + close, lines)
}

proptest! {
    #[test]
    fn objects_in_any_layout_are_read_or_refused(
        layout in select(vec![Json::Lines, Json::OneLine, Json::LineEach, Json::Spread]),
        rows in prop::collection::vec(
            (".{0,12}[a-z]", select(vec![Plant::Nothing, Plant::Nothing, Plant::Opened, Plant::Alone, Plant::Inside])),
            1..20,
        ),
    ) {
        let is_written = |letter: &char| !letter.is_control() && *letter != char::REPLACEMENT_CHARACTER;
        let plain = |words: &str| words.chars().filter(is_written).collect();
        let mut rows: Vec<(String, Plant)> = rows;
        for row in &mut rows {
            row.0 = plain(&row.0);
        }
        let (text, lines) = json(layout, &rows);
        let (read, refused) = read("a.json", text.as_bytes());
        let rows = rows.into_iter().map(|(words, plant)| Row { words, plant, is_last: false });
        let rows: Vec<Row> = rows.collect();
        let fault = fault(&rows, &lines, &read, &refused);
        // On one line, a quotation mark that is missing costs the rest of the line.
        let fault = fault.filter(|words| layout != Json::OneLine || !words.ends_with("was refused"));
        prop_assert_eq!(fault, None);
    }

    #[test]
    fn rows_in_any_style_are_all_read(style in style(), mut rows in rows(vec![Plant::Nothing])) {
        let (bytes, lines) = style.file(&mut rows);
        let (read, refused) = read("a.csv", &bytes);
        prop_assert_eq!(fault(&rows, &lines, &read, &refused), None);
    }

    #[test]
    fn stray_marks_cost_no_other_row(
        style in style(),
        mut rows in rows(vec![Plant::Nothing, Plant::Nothing, Plant::Nothing, Plant::Opened, Plant::Alone, Plant::Inside]),
    ) {
        let (bytes, lines) = style.file(&mut rows);
        let (read, refused) = read("a.csv", &bytes);
        prop_assert_eq!(fault(&rows, &lines, &read, &refused), None);
    }

    #[test]
    fn any_bytes_are_read_to_the_end_and_every_line_belongs_to_a_record(
        pieces in prop::collection::vec(select(import_total::PIECES.to_vec()), 0..80),
    ) {
        let bytes = pieces.concat();
        prop_assert_eq!(import_total::fault(&bytes), None);
    }
}
