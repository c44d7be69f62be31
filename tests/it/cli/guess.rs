//! A first mapping for a file of unknown form. The files below `data/foreign` are invented, each in the form
//! of another program; the mapping that is written for them reads most of their rows.

use std::{fs, path::Path};

use commands::import::{
    guess::{Guess, guess},
    layout::FileForm,
    mapping::Mapping,
};

use super::{
    import_book::workbook,
    import_sheets::{number, row, text},
    preset_desk::Desk,
};

fn foreign(name: &str) -> String {
    format!("tests/it/cli/data/foreign/{name}")
}

fn guessed(path: &str) -> Guess {
    let guess = guess(Path::new(path), &FileForm::default()).unwrap();
    Mapping::parse(&guess.mapping).unwrap_or_else(|words| panic!("{words}\n{}", guess.mapping));
    guess
}

fn guessed_of(name: &str, text: &str) -> Guess {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    guessed(path.to_str().unwrap())
}

/// Rows that the guessed mapping reads without a refusal, and all rows, with what was said of them.
async fn taken(path: &str, currency: &str) -> (u64, u64, String) {
    let desk = Desk::in_currency(currency).await;
    let guess = guessed(path);
    let map = desk.folder.path().join("guessed.map.yaml");
    fs::write(&map, &guess.mapping).unwrap();
    let flags = [
        "--check",
        "--currency",
        currency,
        "--map",
        map.to_str().unwrap(),
    ];
    let [read, refused, ..] = desk.run(path, &flags).await;
    let why = fs::read_to_string(desk.refused_file()).unwrap_or_default();
    (read - refused, read, format!("{}\n{why}", guess.mapping))
}

#[tokio::test]
async fn the_guessed_mapping_reads_most_rows_of_files_of_other_programs() {
    // The total of the first, the row without hours of the third, the unknown word of the fifth are refused
    // or left out.
    let table = [
        ("rechnungen.csv", "EUR", 6, 6),
        ("orders.tsv", "GBP", 4, 4),
        ("timesheet.csv", "EUR", 3, 4),
        ("payments.jsonl", "EUR", 3, 3),
        ("journal.txt", "EUR", 4, 5),
    ];
    for (name, currency, good, all) in table {
        let (taken, read, told) = taken(&foreign(name), currency).await;
        assert_eq!((taken, read), (good, all), "{name}\n{told}");
    }
}

#[tokio::test]
async fn the_guessed_mapping_reads_most_rows_of_the_samples_of_presets() {
    // A batch of DATEV has dates without a year and tells kinds by its accounts, and the two columns of money
    // of Xero's payments have no one meaning: they need their presets.
    let table = [
        ("xero/invoices-to-date.csv", "GBP", 12, 12),
        ("quickbooks/transactions-to-date.csv", "USD", 19, 22),
        ("stripe/payments-to-date.csv", "EUR", 5, 7),
        ("stripe/sigma-to-date.csv", "EUR", 5, 6),
        ("lexoffice/belege-to-date.csv", "EUR", 6, 8),
        ("toggl/Toggl_time_entries_to_date.csv", "EUR", 5, 6),
    ];
    for (name, currency, good, all) in table {
        let path = format!("examples/presets/{name}");
        let (taken, read, told) = taken(&path, currency).await;
        assert_eq!((taken, read), (good, all), "{name}\n{told}");
    }
}

#[test]
fn a_preset_that_fits_is_named_first() {
    let table = [
        ("xero/invoices-week.csv", "xero"),
        ("xero/payments-week.csv", "xero-payments"),
        ("quickbooks/transactions-week.csv", "quickbooks"),
        ("stripe/payments-week.csv", "stripe"),
        ("stripe/sigma-week.csv", "stripe-sigma"),
        ("datev/EXTF_Buchungsstapel-week.csv", "datev"),
        ("datev/EXTF_Debitoren.csv", "datev-customers"),
        ("lexoffice/belege-week.csv", "lexoffice"),
        ("toggl/Toggl_time_entries_week.csv", "toggl"),
    ];
    for (name, preset) in table {
        let guess = guessed(&format!("examples/presets/{name}"));
        let words = format!("try `import --preset {preset}` first");
        assert!(
            guess.questions[0].contains(&words),
            "{name}: {:?}",
            guess.questions
        );
        assert!(
            guess.mapping.contains(&format!("--preset {preset} ")),
            "{name}"
        );
    }
    for name in [
        "rechnungen.csv",
        "orders.tsv",
        "timesheet.csv",
        "payments.jsonl",
        "journal.txt",
    ] {
        assert!(
            !guessed(&foreign(name)).mapping.contains("--preset"),
            "{name}"
        );
    }
}

#[test]
fn each_guess_says_why_and_names_the_columns_that_are_not_used() {
    let mapping = guessed(&foreign("rechnungen.csv")).mapping;
    for line in [
        "# `Betrag (EUR)` → amount: its heading; all 6 filled cells are numbers such as `1.200,50`",
        "# `Fällig am` → due_date: its heading; 5 of 6 filled cells are dates such as `16.06.2026`",
        "# `Firma` → customer_name: its heading; 5 of 6 cells are filled, as with `Bäckerei Grün`",
        "delimiter: \";\"",
        "header_line: 4",
        "decimal: comma",
        "grouping: \".\"",
        "currency: EUR",
        "  - { column: \"Rechnungsdatum\", blank: true } # 1 row, such as \"Summe\"",
    ] {
        assert!(mapping.contains(line), "{line}\n{mapping}");
    }
    let mapping = guessed(&foreign("timesheet.csv")).mapping;
    let unused = "# Not used: `Project`, `Task`, `Notes`, `First Name`, `Last Name`\n";
    assert!(mapping.contains(unused), "{mapping}");
}

#[test]
fn a_day_above_twelve_decides_between_day_and_month_and_nothing_else_does() {
    let file = |days: &[&str]| {
        let rows = days.iter().map(|day| format!("{day},Ada,10.00,EUR\n"));
        format!("Date,Customer,Total,Currency\n{}", rows.collect::<String>())
    };
    let table = [
        (&["03/31/2026", "04/02/2026"][..], "dates: [\"%m/%d/%Y\"]\n"),
        (&["31/03/2026", "04/02/2026"], "dates: [\"%d/%m/%Y\"]\n"),
    ];
    for (days, line) in table {
        let guess = guessed_of("x.csv", &file(days));
        assert!(guess.mapping.contains(line), "{}", guess.mapping);
    }
    let guess = guessed_of("x.csv", &file(&["03/04/2026", "04/02/2026"]));
    assert!(!guess.mapping.contains("\ndates"), "{}", guess.mapping);
    let question = guess
        .questions
        .iter()
        .find(|question| question.contains("day or the month"));
    let question = question.unwrap_or_else(|| panic!("{:?}", guess.questions));
    assert!(
        question.ends_with("dates: [\"%d/%m/%Y\"] or dates: [\"%m/%d/%Y\"]"),
        "{question}"
    );
}

#[test]
fn a_number_with_two_meanings_is_asked_and_not_guessed() {
    let file = |amounts: &[&str]| {
        let rows = amounts
            .iter()
            .map(|amount| format!("2026-03-31;Ada;{amount};EUR\n"));
        format!("Date;Customer;Total;Currency\n{}", rows.collect::<String>())
    };
    let table = [
        (
            &["1.200,50", "3,00"][..],
            "decimal: comma\ngrouping: \".\"\n",
        ),
        (&["1,200.50", "3.00"], "grouping: \",\"\n"),
        (&["1 200,50", "3,00"], "decimal: comma\ngrouping: \" \"\n"),
        (&["1200,50", "3"], "decimal: comma\n"),
    ];
    for (amounts, lines) in table {
        let guess = guessed_of("x.csv", &file(amounts));
        assert!(guess.mapping.contains(lines), "{}", guess.mapping);
    }
    for amount in ["1.200", "1,200"] {
        let guess = guessed_of("x.csv", &file(&[amount, "300"]));
        assert!(!guess.mapping.contains("\ndecimal"), "{}", guess.mapping);
        assert!(!guess.mapping.contains("\ngrouping"), "{}", guess.mapping);
        let words = format!("is `{amount}` a number with decimals or with groups of thousands?");
        assert!(
            guess
                .questions
                .iter()
                .any(|question| question.starts_with(&words)),
            "{:?}",
            guess.questions
        );
    }
}

#[test]
fn lines_of_an_invoice_count_once_by_its_total_or_by_their_sum() {
    let file = |amounts: [&str; 3]| {
        let [one, two, three] = amounts;
        format!(
            "Invoice No,Invoice Date,Due Date,Customer,Total,Currency\n\
             A-1,2026-06-01,2026-06-15,Ada Byron,{one},EUR\n\
             A-1,2026-06-01,2026-06-15,Ada Byron,{two},EUR\n\
             A-2,2026-06-02,2026-06-16,Ben Okri,{three},EUR\n"
        )
    };
    let total = guessed_of("x.csv", &file(["30.00", "30.00", "7.00"])).mapping;
    assert!(
        total.contains("once_per: [\"Invoice No\"]\n    fields"),
        "{total}"
    );
    let sum = guessed_of("x.csv", &file(["10.00", "20.00", "7.00"])).mapping;
    assert!(
        sum.contains("once_per: [\"Invoice No\"]\n    sum: \"Total\"\n"),
        "{sum}"
    );
}

#[test]
fn what_no_column_says_is_asked() {
    let guess = guessed_of("x.csv", "What,How much\nA thing,12\nAnother,5\n");
    for words in [
        "which column names the customer?",
        "which column is the date?",
    ] {
        assert!(
            guess
                .questions
                .iter()
                .any(|question| question.starts_with(words)),
            "{:?}",
            guess.questions
        );
        assert!(
            guess.mapping.contains(&format!("# - {words}")),
            "{}",
            guess.mapping
        );
    }
}

#[test]
fn a_file_without_rows_gives_no_mapping() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["", "Date,Customer,Total\n"] {
        let path = folder.path().join("x.csv");
        fs::write(&path, text).unwrap();
        let error = guess(&path, &FileForm::default()).unwrap_err().to_string();
        assert!(
            error.ends_with("x.csv: there are no rows from which to guess"),
            "{error}"
        );
    }
}

/// A sheet as `import --guess` gets it: without the blank cells behind the last filled one of a row.
fn guessed_of_sheet(rows: &[&[&str]]) -> Guess {
    let rows = rows.iter().zip(1..).map(|(cells, at)| {
        let cells = cells.iter().enumerate();
        let cells = cells.map(|(place, cell)| match cell.strip_prefix('#') {
            Some(value) => number(place, at, value, 0),
            None => text(place, at, cell),
        });
        row(at, &cells.collect::<Vec<_>>())
    });
    let book = workbook(&[("Data", &rows.collect::<String>())]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    fs::write(&path, book).unwrap();
    guessed(path.to_str().unwrap())
}

#[test]
fn rows_whose_last_cells_are_blank_leave_the_heading_in_its_place() {
    let heading: &[&str] = &["Datum", "Kunde", "Betrag", "Währung", "Notiz"];
    let sheet = guessed_of_sheet(&[
        heading,
        &["2026-01-05", "Ada", "#50.5", "EUR"],
        &["2026-01-06", "Ben", "#25.555", "EUR"],
        &["2026-01-07", "Eva", "#7", "EUR", "late"],
    ]);
    let csv = guessed_of(
        "x.csv",
        "Datum;Kunde;Betrag;Währung;Notiz\n2026-01-05;Ada;50,5;EUR\n2026-01-06;Ben;25,5;EUR\n",
    );
    for guess in [&sheet, &csv] {
        let mapping = &guess.mapping;
        assert!(!mapping.contains("header: false"), "{mapping}");
        assert!(mapping.contains("amount: \"Betrag\""), "{mapping}");
    }
    assert!(
        !sheet.mapping.contains("Refused, because"),
        "{}",
        sheet.mapping
    );
    // The import refuses short rows of a CSV file, because a delimiter may be missing anywhere.
    assert!(
        csv.mapping.contains("another number of cells: 2 rows"),
        "{}",
        csv.mapping
    );
}

#[test]
fn numbers_of_a_sheet_do_not_say_how_its_texts_write_numbers() {
    let heading: &[&str] = &["Datum", "Kunde", "Betrag"];
    let numbers: [&[&str]; 2] = [
        &["2026-01-05", "Ada", "#1.234"],
        &["2026-01-06", "Ben", "#25.5"],
    ];
    let guess = guessed_of_sheet(&[heading, numbers[0], numbers[1]]);
    assert!(!guess.mapping.contains("decimal"), "{}", guess.mapping);
    let text: &[&str] = &["2026-01-07", "Eva", "1.234,56"];
    let guess = guessed_of_sheet(&[heading, numbers[0], numbers[1], text]);
    let keys = "decimal: comma\ngrouping: \".\"\n";
    assert!(guess.mapping.contains(keys), "{}", guess.mapping);
}

#[test]
fn one_odd_cell_leaves_a_column_its_meaning() {
    let file = |heading: &str, cells: &[&str]| {
        let rows = cells.iter().map(|cell| format!("2026-03-31;Ada;{cell}\n"));
        format!("Datum;Kunde;{heading}\n{}", rows.collect::<String>())
    };
    let table = [
        ("Stunden", &["1.5", "2:30"][..], "hours: \"Stunden\""),
        ("Betrag", &["12,50", "89,- €", "7,00"], "amount: \"Betrag\""),
        (
            "Betrag netto",
            &["12,50", "7,00"],
            "amount: \"Betrag netto\"",
        ),
        (
            "Betrag brutto",
            &["12,50", "7,00"],
            "amount: \"Betrag brutto\"",
        ),
        ("Netto", &["12,50", "7,00"], "amount: \"Netto\""),
        ("Umsatz", &["12,50", "7,00"], "amount: \"Umsatz\""),
        (
            "Netto;Brutto",
            &["10,00;11,90", "20,00;23,80"],
            "amount: \"Brutto\"",
        ),
    ];
    for (heading, cells, line) in table {
        let mapping = guessed_of("x.csv", &file(heading, cells)).mapping;
        assert!(mapping.contains(line), "{line}\n{mapping}");
        assert!(!mapping.contains("credit_note"), "{mapping}");
    }
}
