//! The presets read the exports that they are made for. Each sample below `examples/presets` is invented, in
//! the form of its program: a week, and the same from its beginning to the week after. The whole command
//! imports them into the whole service.

use std::{collections::BTreeSet, process::Stdio};

use tokio::process::Command;

use super::preset_desk::{Desk, expected};

fn row(line: u64, field: &str, rule: &str) -> (u64, String, String) {
    (line, field.to_owned(), rule.to_owned())
}

#[tokio::test]
async fn xero_records_each_invoice_once_and_its_payments() {
    let mut desk = Desk::in_currency("GBP").await;
    let week = "xero/invoices-week.csv";
    assert_eq!(desk.import("xero", week, "week", &[]).await, [10, 1, 6, 0]);
    assert_eq!(desk.refused(), [row(12, "due_date", "NO_DATE")]);
    assert_eq!(desk.import("xero", week, "week", &[]).await, [10, 1, 0, 6]);
    let until = desk
        .import("xero", "xero/invoices-to-date.csv", "to date", &[])
        .await;
    assert_eq!(until, [12, 0, 4, 6]);
    let currency = ["--currency", "GBP"];
    let week = "xero/payments-week.csv";
    assert_eq!(
        desk.import("xero-payments", week, "paid", &currency).await,
        [11, 1, 2, 0]
    );
    assert_eq!(desk.refused(), [row(13, "Source", "NOT_COVERED")]);
    assert_eq!(
        desk.import("xero-payments", week, "paid", &currency).await,
        [11, 1, 0, 2]
    );
    let until = "xero/payments-to-date.csv";
    assert_eq!(
        desk.import("xero-payments", until, "paid to date", &currency)
            .await,
        [13, 1, 1, 2]
    );
    let sums = [
        ("credit_note", 1, "120.00 GBP"),
        ("invoice", 7, "5190.00 GBP"),
        ("invoice_void", 2, "0.00 "),
        ("payment", 3, "2160.00 GBP"),
    ];
    assert_eq!(desk.sums("xero").await, expected(&sums));
    let names = [
        "Ashdown Joinery",
        "Fenwick, Hale & Partners",
        "Old Mill Hotel",
        "Siân Bakery",
    ];
    assert_eq!(desk.names().await, names);
}

#[tokio::test]
async fn quickbooks_takes_the_customer_from_the_row_above() {
    let mut desk = Desk::in_currency("USD").await;
    let currency = ["--currency", "USD"];
    let week = "quickbooks/transactions-week.csv";
    assert_eq!(
        desk.import("quickbooks", week, "week", &currency).await,
        [16, 2, 6, 0]
    );
    let refused = [
        row(13, "Num", "NOT_COVERED"),
        row(19, "Transaction type", "NOT_COVERED"),
    ];
    assert_eq!(desk.refused(), refused);
    assert_eq!(
        desk.import("quickbooks", week, "week", &currency).await,
        [16, 2, 0, 6]
    );
    let until = "quickbooks/transactions-to-date.csv";
    assert_eq!(
        desk.import("quickbooks", until, "to date", &currency).await,
        [22, 1, 6, 5]
    );
    let sums = [
        ("credit_note", 2, "320.00 USD"),
        ("invoice", 5, "6140.00 USD"),
        ("invoice_void", 1, "0.00 "),
        ("payment", 3, "1650.00 USD"),
        ("purchase", 1, "86.40 USD"),
    ];
    assert_eq!(desk.sums("quickbooks").await, expected(&sums));
    let names = [
        "Amato's Pizza",
        "Birch & Bloom Florists",
        "Cedar Dental, P.A.",
        "Drummond Yoga:Second Studio",
    ];
    assert_eq!(desk.names().await, names);
}

#[tokio::test]
async fn stripe_records_sales_refunds_and_fees() {
    let mut desk = Desk::in_currency("EUR").await;
    let week = "stripe/payments-week.csv";
    assert_eq!(desk.import("stripe", week, "week", &[]).await, [6, 1, 9, 0]);
    assert_eq!(desk.refused(), [row(7, "Customer ID", "NOT_COVERED")]);
    assert_eq!(desk.import("stripe", week, "week", &[]).await, [6, 1, 0, 9]);
    let until = desk
        .import("stripe", "stripe/payments-to-date.csv", "to date", &[])
        .await;
    assert_eq!(until, [7, 1, 3, 9]);
    let sums = [
        ("cost", 5, "23.03 EUR"),
        ("credit_note", 2, "280.00 EUR"),
        ("purchase", 5, "1429.72 EUR"),
    ];
    assert_eq!(desk.sums("stripe").await, expected(&sums));
}

#[tokio::test]
async fn stripe_sigma_counts_in_cents_and_has_each_refund() {
    let mut desk = Desk::in_currency("EUR").await;
    let week = "stripe/sigma-week.csv";
    assert_eq!(
        desk.import("stripe-sigma", week, "week", &[]).await,
        [4, 1, 3, 0]
    );
    assert_eq!(
        desk.import("stripe-sigma", week, "week", &[]).await,
        [4, 1, 0, 3]
    );
    let until = desk
        .import("stripe-sigma", "stripe/sigma-to-date.csv", "to date", &[])
        .await;
    assert_eq!(until, [6, 1, 2, 3]);
    let sums = [
        ("credit_note", 2, "15.00 EUR"),
        ("purchase", 3, "2049.50 EUR"),
    ];
    assert_eq!(desk.sums("stripe").await, expected(&sums));
}

#[tokio::test]
async fn datev_takes_only_cash_and_bank_for_money() {
    let mut desk = Desk::in_currency("EUR").await;
    let sample = std::fs::read("examples/presets/datev/EXTF_Buchungsstapel-week.csv").unwrap();
    let sample: String = sample.into_iter().map(char::from).collect();
    let lines: Vec<&str> = sample.lines().collect();
    let bookings = [
        ("1000,00", "S", "8400", "RE-900"),
        ("190,00", "S", "1776", "RE-900"),
        ("500,00", "H", "1710", "RE-901"),
        ("10,00", "S", "1400", "RE-902"),
        ("20,00", "H", "1600", "RE-903"),
        ("30,00", "H", "1300", "RE-904"),
        ("600,00", "H", "1200", "RE-900"),
        ("300,00", "H", "1360", "RE-900"),
        ("100,00", "H", "1800", "RE-900"),
        ("1000,00", "S", "8400", "RE-905"),
    ];
    let mut file = format!("{}\r\n{}\r\n", lines[0], lines[1]);
    for (amount, side, account, number) in bookings {
        let mut cells: Vec<&str> = lines[2].split(';').collect();
        (cells[0], cells[1], cells[7], cells[10]) = (amount, side, account, number);
        file = file + &cells.join(";") + "\r\n";
    }
    let path = desk.folder.path().join("batch.csv");
    let bytes: Vec<u8> = file
        .chars()
        .map(|letter| u8::try_from(letter).unwrap())
        .collect();
    std::fs::write(&path, bytes).unwrap();
    let counts = desk
        .run(path.to_str().unwrap(), &["--preset", "datev"])
        .await;
    // The tax is a part of the first invoice, so this waits for it. The second one is whole.
    let others = (4..=8).map(|line| row(line, "Konto", "NOT_COVERED"));
    let refused: Vec<_> = others.chain([row(3, "amount", "PART_REFUSED")]).collect();
    let said: BTreeSet<_> = desk.refused().into_iter().collect();
    assert_eq!(said, refused.into_iter().collect());
    assert_eq!(counts, [10, 6, 4, 0]);
    let sums = [("invoice", 1, "1000.00 EUR"), ("payment", 3, "1000.00 EUR")];
    assert_eq!(desk.sums("datev").await, expected(&sums));
}

#[tokio::test]
async fn datev_records_the_bookings_of_debtors() {
    let mut desk = Desk::in_currency("EUR").await;
    let names = "datev/EXTF_Debitoren.csv";
    assert_eq!(
        desk.import("datev-customers", names, "names", &[]).await,
        [6, 1, 0, 0]
    );
    assert_eq!(
        desk.refused(),
        [row(7, "Name (Adressattyp Unternehmen)", "NOT_COVERED")]
    );
    let week = "datev/EXTF_Buchungsstapel-week.csv";
    assert_eq!(desk.import("datev", week, "week", &[]).await, [9, 1, 6, 0]);
    assert_eq!(desk.refused(), [row(10, "Konto", "NOT_COVERED")]);
    assert_eq!(desk.import("datev", week, "week", &[]).await, [9, 1, 0, 6]);
    let until = desk
        .import(
            "datev",
            "datev/EXTF_Buchungsstapel-to-date.csv",
            "to date",
            &[],
        )
        .await;
    assert_eq!(until, [12, 1, 3, 6]);
    let sums = [
        ("credit_note", 1, "23.80 EUR"),
        ("invoice", 4, "2487.00 EUR"),
        ("invoice_void", 1, "0.00 "),
        ("payment", 2, "1266.20 EUR"),
        ("payment_return", 1, "100.00 EUR"),
    ];
    assert_eq!(desk.sums("datev").await, expected(&sums));
    let names = [
        "Café Löwen OHG",
        "Jürgen Nölke",
        "Müller Gebäudereinigung GmbH",
        "Schäfer & Söhne",
    ];
    assert_eq!(desk.names().await, names);
}

#[tokio::test]
async fn lexoffice_records_invoices_and_their_payments() {
    let mut desk = Desk::in_currency("EUR").await;
    let week = "lexoffice/belege-week.csv";
    assert_eq!(
        desk.import("lexoffice", week, "week", &[]).await,
        [7, 1, 6, 0]
    );
    assert_eq!(desk.refused(), [row(8, "Belegart", "NOT_COVERED")]);
    assert_eq!(
        desk.import("lexoffice", week, "week", &[]).await,
        [7, 1, 0, 6]
    );
    let until = desk
        .import("lexoffice", "lexoffice/belege-to-date.csv", "to date", &[])
        .await;
    assert_eq!(until, [8, 1, 3, 6]);
    let sums = [
        ("credit_note", 1, "59.50 EUR"),
        ("invoice", 5, "2094.40 EUR"),
        ("invoice_void", 1, "0.00 "),
        ("payment", 2, "1666.00 EUR"),
    ];
    assert_eq!(desk.sums("lexoffice").await, expected(&sums));
    let names = [
        "Anna Büttner",
        "Hofgut Übelacker",
        "Praxis Dr. Weiß; Partner",
    ];
    assert_eq!(desk.names().await, names);
}

#[tokio::test]
async fn toggl_records_time_by_the_name_of_the_client() {
    let mut desk = Desk::in_currency("EUR").await;
    let week = "toggl/Toggl_time_entries_week.csv";
    assert_eq!(desk.import("toggl", week, "week", &[]).await, [5, 1, 3, 0]);
    assert_eq!(desk.refused().len(), 1);
    assert_eq!(desk.import("toggl", week, "week", &[]).await, [5, 1, 0, 3]);
    let until = desk
        .import(
            "toggl",
            "toggl/Toggl_time_entries_to_date.csv",
            "to date",
            &[],
        )
        .await;
    assert_eq!(until, [6, 0, 2, 3]);
    assert_eq!(
        desk.sums("toggl").await,
        expected(&[("effort", 5, "24805.00 s")])
    );
    let names = ["Anna Büttner", "Hofgut Übelacker", "Old Mill Hotel"];
    assert_eq!(desk.names().await, names);
}

async fn told(words: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_customer-quality"))
        .args(words)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test]
async fn presets_are_listed_and_printed_without_a_service() {
    let (code, list, remarks) = told(&["import", "--presets"]).await;
    assert_eq!((code, remarks.as_str()), (Some(0), ""));
    let first = "datev            DATEV: invoices, payments and credits from a batch of bookings";
    assert!(list.starts_with(first), "{list}");
    for entry in std::fs::read_dir("examples/presets").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".map.yaml") else {
            continue;
        };
        assert!(
            list.lines()
                .any(|line| line.split(' ').next() == Some(name)),
            "{name}"
        );
        let (_, text, _) = told(&["import", "--preset", name, "--print"]).await;
        let file = std::fs::read_to_string(format!("examples/presets/{name}.map.yaml")).unwrap();
        assert_eq!(text, file);
    }
    let (code, _, error) = told(&["import", "--preset", "xerro", "x.csv"]).await;
    assert_eq!(code, Some(1));
    assert!(
        error.contains("there is no preset `xerro`; the presets are datev, "),
        "{error}"
    );
}

#[tokio::test]
async fn a_guess_writes_the_mapping_to_stdout_and_questions_to_stderr() {
    let file = "tests/it/cli/data/foreign/timesheet.csv";
    let (code, mapping, questions) = told(&["import", "--guess", file]).await;
    assert_eq!(code, Some(0), "{questions}");
    assert!(mapping.starts_with("# A first mapping for "), "{mapping}");
    assert!(mapping.contains("\nrows:\n  - kind: effort\n"), "{mapping}");
    assert!(
        questions.contains("which columns identify a row?"),
        "{questions}"
    );
}
