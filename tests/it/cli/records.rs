//! The importer cuts any file into records, whatever it contains.

use std::io::Cursor;

use commands::import::record::{Content, Form, Record};
use commands::import::records::Records;
use commands::import::value::Value;
use proptest::prelude::*;

fn read(bytes: &[u8], form: Form) -> Vec<Record> {
    let mut records = Records::new(Cursor::new(bytes.to_vec()), form);
    std::iter::from_fn(|| records.read().unwrap()).collect()
}

fn cells(record: &Record) -> Vec<String> {
    match &record.content {
        Ok(Content::Cells(cells)) => cells.clone(),
        other => panic!("no cells: {other:?}"),
    }
}

#[test]
fn a_mark_crlf_and_empty_lines_are_no_part_of_records() {
    let records = read(
        b"\xEF\xBB\xBFa,b\r\n\r\n  \n1,\" x\"\r\n",
        Form::Delimited(b','),
    );
    let places: Vec<_> = records
        .iter()
        .map(|r| (r.number, r.line, cells(r)))
        .collect();
    assert_eq!(places[0], (1, 1, vec!["a".into(), "b".into()]));
    assert_eq!(places[1], (2, 4, vec!["1".into(), "x".into()]));
}

#[test]
fn a_quoted_newline_stays_in_its_record_and_lines_are_counted() {
    let records = read(
        b"1,\"two\nlines, \"\"said\"\" he\"\n2,next\n",
        Form::Delimited(b','),
    );
    assert_eq!(cells(&records[0]), ["1", "two\nlines, \"said\" he"]);
    assert_eq!((records[1].number, records[1].line), (2, 3));
}

#[test]
fn a_mark_left_open_costs_one_row_and_not_the_file() {
    let records = read(b"1,\"open\n2,fine\n3,fine\n", Form::Delimited(b','));
    assert_eq!(records.len(), 3);
    assert_eq!(
        records[0].content.as_ref().unwrap_err().rule,
        "OPEN_QUOTATION"
    );
    assert_eq!((records[2].number, records[2].line), (3, 3));
    assert_eq!(cells(&records[2]), ["3", "fine"]);
}

#[test]
fn a_quotation_mark_inside_a_bare_cell_is_a_letter() {
    let records = read(b"pipe 5\",x\n", Form::Delimited(b','));
    assert_eq!(cells(&records[0]), ["pipe 5\"", "x"]);
}

#[test]
fn a_row_that_is_not_utf_8_is_refused_by_itself() {
    let records = read(b"1,M\xFCller\n2,fine\n", Form::Delimited(b','));
    let refusal = records[0].content.as_ref().unwrap_err();
    assert_eq!(
        (refusal.field.as_str(), refusal.rule.as_str()),
        ("column 2", "NOT_UTF_8")
    );
    assert_eq!(cells(&records[1]), ["2", "fine"]);
}

#[test]
fn blanks_separate_cells_where_told() {
    let records = read(b" 00004 0001 19970101  2   29.33\r\n", Form::Whitespace);
    assert_eq!(
        cells(&records[0]),
        ["00004", "0001", "19970101", "2", "29.33"]
    );
}

#[test]
fn json_keeps_numbers_as_written_and_joins_nested_names() {
    let line = br#"{"amount": 12345678901234567.10, "name": " x ", "none": null, "on": true,
        "attribute": {"industry": ["a", "b;c"]}, "usage": {"users": 12}}"#;
    let line: Vec<u8> = line
        .iter()
        .map(|byte| if *byte == b'\n' { b' ' } else { *byte })
        .collect();
    let records = read(&line, Form::JsonLines);
    let Ok(Content::Fields(fields)) = &records[0].content else {
        panic!("{records:?}")
    };
    let of = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(
        of("amount"),
        Some(Value::Number("12345678901234567.10".into()))
    );
    assert_eq!(of("name"), Some(Value::Text("x".into())));
    assert_eq!(of("on"), Some(Value::Text("true".into())));
    assert_eq!(of("none"), None);
    assert_eq!(
        of("attribute.industry"),
        Some(Value::List(vec!["a".into(), "b;c".into()]))
    );
    assert_eq!(of("usage.users"), Some(Value::Number("12".into())));
}

#[test]
fn a_line_that_is_no_object_is_refused_by_itself() {
    let table: [(&[u8], &str); 5] = [
        (b"[1]", "NO_JSON_OBJECT"),
        (b"{\"a\": 1", "NO_JSON_OBJECT"),
        (b"{\"a\": 1, \"a\": 2}", "TOLD_TWICE"),
        (b"{\"a\": [[1]]}", "NO_PLAIN_VALUE"),
        (b"{\"a\": \"\xFF\"}", "NOT_UTF_8"),
    ];
    for (line, rule) in table {
        let records = read(&[line, b"\n{}\n"].concat(), Form::JsonLines);
        assert_eq!(records[0].content.as_ref().unwrap_err().rule, rule);
        assert!(records[1].content.is_ok());
    }
}

proptest! {
    #[test]
    fn written_rows_are_read_back(rows in prop::collection::vec(
        prop::collection::vec("[a-z ,;\"\n]{0,8}[a-z]", 2..5), 1..6,
    )) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let read = read(&writer.into_inner().unwrap(), Form::Delimited(b','));
        let read: Vec<Vec<String>> = read.iter().map(cells).collect();
        let trimmed = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect());
        prop_assert_eq!(read, trimmed.collect::<Vec<Vec<String>>>());
    }

    #[test]
    fn any_bytes_are_read_to_the_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for form in [Form::Delimited(b','), Form::Whitespace, Form::JsonLines, Form::JsonList] {
            let mut records = Records::new(Cursor::new(bytes.clone()), form);
            while records.read().unwrap().is_some() {}
        }
    }
}
