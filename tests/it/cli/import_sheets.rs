//! Spreadsheets: their numbers, days, errors and sheets.

use std::{
    fs,
    io::{Cursor, Read, Seek, SeekFrom, Write},
};

use commands::import::workbook::check_size;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    desk::Desk,
    import_book::workbook,
    import_files::{ANYBODY, cents, customers, refusals},
};

/// A row of texts.
pub(crate) fn texts(number: u32, cells: &[&str]) -> String {
    let cells = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| text(at, number, cell));
    row(number, &cells.collect::<Vec<_>>())
}

pub(crate) fn row(number: u32, cells: &[String]) -> String {
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

fn letter(at: usize) -> char {
    char::from(b'A' + at as u8)
}

pub(crate) fn text(at: usize, row: u32, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!(
        "<c r=\"{}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>",
        letter(at)
    )
}

pub(crate) fn number(at: usize, row: u32, number: &str, style: usize) -> String {
    format!(
        "<c r=\"{}{row}\" s=\"{style}\"><v>{number}</v></c>",
        letter(at)
    )
}

fn cell(at: usize, row: u32, kind: &str, inner: &str) -> String {
    format!("<c r=\"{}{row}\" t=\"{kind}\">{inner}</c>", letter(at))
}

const HEADER: [&str; 5] = ["Kind", "Customer ID", "Occur Time", "Amount", "Currency"];

/// A purchase with these cells for its customer, its time and its amount.
fn purchase(at: u32, customer: String, time: String, amount: String) -> String {
    let (kind, currency) = (text(0, at, "purchase"), text(4, at, "EUR"));
    row(at, &[kind, customer, time, amount, currency])
}

fn usual(at: u32, id: &str) -> String {
    purchase(
        at,
        text(1, at, id),
        number(2, at, "46027", 1),
        number(3, at, "10", 0),
    )
}

async fn imported(sheet: &str, flags: &[&str]) -> (Desk, Vec<(String, String, String)>) {
    let desk = Desk::new().await;
    let file = desk.file("book.xlsx", workbook(&[("Data", sheet)]));
    let flags: Vec<&str> = ANYBODY.iter().chain(flags).copied().collect();
    let (_, refused) = desk.import(&[&file], &flags).await.unwrap();
    let told = refused.first().map_or_else(Vec::new, |file| refusals(file));
    (desk, told)
}

#[tokio::test]
async fn a_sheet_gives_exact_numbers_days_and_ids_as_shown() {
    let rows = [
        texts(1, &["Sales report"]),
        texts(3, &HEADER),
        purchase(
            4,
            text(1, 4, "000123"),
            number(2, 4, "46027", 1),
            number(3, 4, "1200.5", 6),
        ),
        purchase(
            5,
            number(1, 5, "42", 4),
            number(2, 5, "46028.5", 2),
            number(3, 5, "1200.4999999999998", 0),
        ),
        purchase(
            6,
            number(1, 6, "7", 5),
            text(2, 6, "2026-01-08"),
            number(3, 6, "3", 0),
        ),
        purchase(
            7,
            number(1, 7, "1042", 0),
            number(2, 7, "46030.416666666664", 2),
            number(3, 7, "0.30000000000000004", 0),
        ),
        row(8, &[]),
    ];
    let (desk, told) = imported(&rows.concat(), &[]).await;
    assert_eq!(told, []);
    assert_eq!(
        desk.fake.fact_ids(),
        [1, 2, 4, 3].map(|at| format!("book.xlsx:{at}"))
    );
    assert_eq!(cents(&desk), [120_050, 120_050, 30, 300]);
    let state = desk.fake.state.lock().unwrap();
    let facts = state.facts.values();
    let seen: Vec<(String, String)> = facts
        .map(|fact| {
            (
                fact.customer_id.clone(),
                fact.occur_time.unwrap().to_string(),
            )
        })
        .collect();
    let expected = [
        ("000123", "2026-01-05T00:00:00Z"),
        ("00042", "2026-01-06T12:00:00Z"),
        ("1042", "2026-01-08T10:00:00Z"),
        ("KD-0007", "2026-01-08T00:00:00Z"),
    ];
    assert_eq!(
        seen,
        expected.map(|(id, time)| (id.to_owned(), time.to_owned()))
    );
}

#[tokio::test]
async fn errors_of_a_sheet_and_formulas_without_a_value_are_refused_by_their_cell() {
    let day = |at| number(2, at, "46027", 1);
    let rows = [
        texts(1, &[&HEADER[..], &["Margin"]].concat()),
        purchase(
            2,
            cell(1, 2, "e", "<v>#REF!</v>"),
            day(2),
            number(3, 2, "1", 0),
        ),
        purchase(3, text(1, 3, "C"), day(3), cell(3, 3, "e", "<v>#N/A</v>")),
        purchase(4, text(1, 4, "C"), day(4), cell(3, 4, "n", "<f>1+1</f>")),
        purchase(
            5,
            text(1, 5, "C"),
            day(5),
            cell(3, 5, "n", "<f>1+1</f><v>2</v>"),
        ),
        row(
            6,
            &[
                usual(6, "C")
                    .replace("<row r=\"6\">", "")
                    .replace("</row>", ""),
                cell(5, 6, "e", "<v>#DIV/0!</v>"),
            ],
        ),
        purchase(7, cell(1, 7, "b", "<v>1</v>"), day(7), number(3, 7, "1", 0)),
        purchase(8, number(1, 8, "1042.5", 0), day(8), number(3, 8, "1", 0)),
        purchase(
            9,
            number(1, 9, "4111111111111110", 0),
            day(9),
            number(3, 9, "1", 0),
        ),
    ];
    let (desk, told) = imported(&rows.concat(), &[]).await;
    let expected = [
        ("2", "customer_id", "SPREADSHEET_ERROR"),
        ("3", "amount", "SPREADSHEET_ERROR"),
        ("4", "amount", "NO_VALUE"),
        ("7", "customer_id", "NO_ID"),
        ("8", "customer_id", "NO_ID"),
        ("9", "customer_id", "ROUNDED"),
    ];
    assert_eq!(
        told,
        expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
    );
    assert_eq!(cents(&desk), [200, 1000]);
    let written = fs::read_to_string(desk.folder.path().join("book.xlsx.refused.csv")).unwrap();
    assert!(
        written.contains("cell B2 holds the error `#REF!`; correct it"),
        "{written}"
    );
}

#[tokio::test]
async fn hours_of_a_sheet_are_hours_and_minutes_and_shares_are_per_cent() {
    let rows = [
        texts(
            1,
            &["kind", "customer_id", "occur_time", "words", "voice_kind"],
        ),
        row(
            2,
            &[
                text(0, 2, "voice"),
                text(1, 2, "C"),
                number(2, 2, "46027", 1),
                number(3, 2, "1.1041666666666667", 3),
                text(4, 2, "wish"),
            ],
        ),
        row(
            3,
            &[
                text(0, 3, "voice"),
                text(1, 3, "C"),
                number(2, 3, "46027", 1),
                number(3, 3, "0.0625", 8),
                text(4, 3, "wish"),
            ],
        ),
        row(
            4,
            &[
                text(0, 4, "voice"),
                text(1, 4, "C"),
                number(2, 4, "46027", 1),
                number(3, 4, "0.125", 7),
                text(4, 4, "wish"),
            ],
        ),
    ];
    let (desk, told) = imported(&rows.concat(), &[]).await;
    assert_eq!(told, []);
    let state = desk.fake.state.lock().unwrap();
    let shown: Vec<String> = state
        .facts
        .values()
        .map(|fact| format!("{:?}", fact.body))
        .collect();
    for (shown, words) in shown.iter().zip(["26:30:00", "1:30:00", "12.5%"]) {
        assert!(shown.contains(&format!("words: \"{words}\"")), "{shown}");
    }
}

#[tokio::test]
async fn the_first_sheet_is_read_or_the_named_one() {
    let first = [texts(1, &HEADER), usual(2, "A")].concat();
    let second = [texts(1, &HEADER), usual(2, "B")].concat();
    let book = workbook(&[("Total", &first), ("Jan 2026", &second)]);
    for (flags, customer) in [
        (&[][..], "A"),
        (&["--sheet", "Jan 2026"], "B"),
        (&["--sheet", "jan 2026"], "B"),
    ] {
        let desk = Desk::new().await;
        // The content tells a spreadsheet, not the name.
        let file = desk.file("export", &book);
        let flags: Vec<&str> = ANYBODY.iter().chain(flags).copied().collect();
        desk.import(&[&file], &flags).await.unwrap();
        assert_eq!(customers(&desk), [customer]);
    }
    let desk = Desk::new().await;
    let file = desk.file("book.xlsx", &book);
    let words = desk
        .import(&[&file], &["--sheet", "Jan 2025"])
        .await
        .unwrap_err()
        .to_string();
    let expected = "no sheet `Jan 2025` (did you mean `Jan 2026`?); its sheets are Total, Jan 2026";
    assert!(words.contains(expected), "{words}");
}

#[tokio::test]
async fn a_mapping_reads_a_sheet_and_names_it() {
    let rows = [
        texts(2, &["Kunde", "Tag", "Betrag"]),
        row(
            3,
            &[
                number(0, 3, "17", 4),
                number(1, 3, "46027", 1),
                number(2, 3, "5", 0),
            ],
        ),
    ];
    let desk = Desk::new().await;
    let file = desk.file(
        "book.xlsx",
        workbook(&[("Notes", ""), ("Umsatz", &rows.concat())]),
    );
    let map = "sheet: Umsatz\ncurrency: EUR\nrows:\n  - kind: purchase\n    fields: {customer_id: Kunde, \
               occur_time: Tag, amount: Betrag}\n";
    let map = desk.file("map.yaml", map);
    let flags = ["--create-customers", "--map", map.to_str().unwrap()];
    desk.import(&[&file], &flags).await.unwrap();
    assert_eq!(
        (customers(&desk), cents(&desk)),
        (vec!["00017".to_owned()], vec![500])
    );
}

#[tokio::test]
async fn a_list_of_names_may_be_a_sheet() {
    let rows = [
        texts(1, &["Kunde"]),
        texts(2, &["Köhler &amp; Co"]),
        texts(4, &["Anna"]),
    ];
    let desk = Desk::new().await;
    let file = desk.file("names.xlsx", workbook(&[("Data", &rows.concat())]));
    let (tally, _) = desk.import(&[&file], &[]).await.unwrap();
    assert_eq!((tally.rows_read, tally.rows_refused), (2, 0));
    let state = desk.fake.state.lock().unwrap();
    assert_eq!(state.customers["koehler-and-co"].name, "Köhler & Co");
}

#[tokio::test]
async fn what_is_no_spreadsheet_is_said() {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    zip.start_file("mimetype", SimpleFileOptions::default())
        .unwrap();
    let other = zip.finish().unwrap().into_inner();
    let whole = workbook(&[("Data", "")]);
    let cut = whole[..whole.len() / 2].to_vec();
    for (bytes, expected) in [
        (other, "this is a ZIP archive and no .xlsx file: save"),
        (cut, "this is no whole .xlsx file"),
    ] {
        let desk = Desk::new().await;
        let file = desk.file("book.xlsx", bytes);
        let words = desk.import(&[&file], &[]).await.unwrap_err().to_string();
        assert!(words.contains(expected), "{words}");
    }
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused() {
    let mut zip = ZipWriter::new(tempfile::tempfile().unwrap());
    for (name, size) in [("xl/workbook.xml", 1000), ("xl/worksheets/s.xml", 100_000)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; size]).unwrap();
    }
    let mut file = zip.finish().unwrap();
    assert!(file.metadata().unwrap().len() < 1000);
    assert_eq!(check_size(&file, 100_000, 1000), Ok(()));
    for (sheets, others) in [(99_999, 1000), (100_000, 999)] {
        let words = check_size(&file, sheets, others).unwrap_err();
        assert!(words.contains("too large when it is unpacked"), "{words}");
    }
    // A file that gives a smaller size than it has is unpacked no further than that.
    let mut bytes = vec![];
    file.seek(SeekFrom::Start(0)).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    let real = 100_000_u32.to_le_bytes();
    while let Some(at) = bytes.windows(4).position(|window| window == real) {
        bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let mut liar = tempfile::tempfile().unwrap();
    liar.write_all(&bytes).unwrap();
    assert!(check_size(&liar, 50_000, 1000).is_err());
}
