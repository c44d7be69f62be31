//! The refusals of an import: bad rows one by one, and imports that would fail as a whole.

use std::{fs, path::Path};

use commands::import::{guess::guess, layout::FileForm};
use customer_quality::pb::v1::Customer;
use tonic::Code;

use super::{
    desk::{Desk, csv, purchases},
    errors::error,
};

#[tokio::test]
async fn refused_rows_go_to_a_file_with_line_reason_and_text() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,occur_time,amount,currency\n\
                purchase,C-1,2026-01-01,5,EUR\n\
                \n\
                purchase,C-1,2026-01-01,five,EUR\n\
                purchase,C-1,2026-01-01,-5,EUR\n\
                purchase,\"C-2\nx\",2026-01-01,5,EUR\n\
                purchase,nobody,2026-01-01,5,EUR\n";
    let file = desk.file("a.csv", text);
    for id in ["C-1", "C-2\nx"] {
        desk.fake
            .state
            .lock()
            .unwrap()
            .customers
            .insert(id.into(), Customer::default());
    }
    let (tally, refused) = desk.import(&[&file], &[]).await.unwrap();
    assert_eq!(
        (tally.rows_read, tally.facts_new, tally.rows_refused),
        (5, 2, 3)
    );
    let written = fs::read_to_string(&refused[0]).unwrap();
    let written = written.replace(&desk.folder.path().display().to_string(), "");
    insta::assert_snapshot!(written, @r#"
    file,line,record,item,field,rule,remedy,text
    /a.csv,4,2,purchase,amount,NO_DECIMAL,"`five` is no number such as 1234.56; correct it, or say how the file writes numbers: --decimal and --grouping, in a mapping `decimal` and `grouping`","purchase,C-1,2026-01-01,five,EUR"
    /a.csv,5,3,purchase,purchase.amount,NOT_NEGATIVE,must be zero or more,"purchase,C-1,2026-01-01,-5,EUR"
    /a.csv,8,5,purchase,,CUSTOMER_NOT_FOUND,"there is no customer `nobody`: import the customer first, or create unknown ones with --create-customers","purchase,nobody,2026-01-01,5,EUR"
    "#);
}

#[tokio::test]
async fn rows_corrected_in_place_are_told_by_the_same_command() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,occur_time,amount,currency\npurchase,C,2026-01-01,5,EUR\npurchase,C,2026-01-01,x,EUR\n";
    let file = desk.file("a.csv", text);
    let flags = ["--create-customers"];
    let (_, refused) = desk.import(&[&file], &flags).await.unwrap();
    assert!(refused[0].exists());
    desk.file("a.csv", text.replace('x', "6"));
    let (tally, again) = desk.import(&[&file], &flags).await.unwrap();
    assert_eq!(
        (tally.facts_new, tally.facts_duplicate, tally.rows_refused),
        (1, 1, 0)
    );
    assert!(again.is_empty() && !refused[0].exists());
}

#[tokio::test]
async fn a_bad_customer_does_not_hold_up_the_others() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,customer_kind\ncustomer,C-1,business\ncustomer,,business\ncustomer,C-3,business\n";
    let (tally, refused) = desk
        .import(&[&desk.file("a.csv", text)], &[])
        .await
        .unwrap();
    assert_eq!((tally.customers_created, tally.rows_refused), (2, 1));
    assert!(
        fs::read_to_string(&refused[0])
            .unwrap()
            .contains(",3,2,customer,customer_id,REQUIRED,")
    );
}

#[tokio::test]
async fn a_batch_refused_without_a_name_is_halved_until_the_bad_row_stands_alone() {
    let desk = Desk::new().await;
    let file = desk.file(
        "a.csv",
        purchases(4)
            .replace("C-1", "C-0")
            .replace("C-2", "C-0")
            .replace("C-3", "C-0"),
    );
    let too_large = || error(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", "too large");
    desk.fake.fail_next([too_large(), too_large(), too_large()]);
    let (tally, _) = desk
        .import(&[&file], &["--create-customers"])
        .await
        .unwrap();
    // All four, then the first two, then the first of them.
    assert_eq!((tally.facts_new, tally.rows_refused), (3, 1));
}

#[tokio::test]
async fn checking_writes_nothing_and_knows_the_customers_of_the_file() {
    let desk = Desk::new().await;
    let text = "kind,customer_id,occur_time,amount,currency,customer_kind\n\
                customer,C-1,,,,business\npurchase,C-1,2026-01-01,5,EUR,\npurchase,C-9,2026-01-01,5,EUR,\n";
    let (tally, _) = desk
        .import(&[&desk.file("a.csv", text)], &["--check"])
        .await
        .unwrap();
    assert_eq!((tally.facts_new, tally.rows_refused), (1, 1));
    let state = desk.fake.state.lock().unwrap();
    assert!(state.facts.is_empty() && state.customers.is_empty());
    assert!(state.calls.iter().all(|call| call.validate_only));
}

#[tokio::test]
async fn what_is_refused_is_the_same_in_every_import() {
    let mut files = vec![];
    for _ in 0..2 {
        let desk = Desk::new().await;
        // Each key is told twice, the second time otherwise.
        let line = |at| format!("purchase,C-{},f-{},2026-01-01,{at},EUR", at % 75, at % 1500);
        let header = "kind,customer_id,fact_id,occur_time,amount,currency";
        let text = csv(header, (0..3000).map(line));
        let (tally, refused) = desk
            .import(&[&desk.file("a.csv", text)], &["--create-customers"])
            .await
            .unwrap();
        assert_eq!((tally.facts_new, tally.rows_refused), (1500, 1500));
        let folder = desk.folder.path().display().to_string();
        files.push(
            refused
                .first()
                .map(|path| fs::read_to_string(path).unwrap().replace(&folder, "")),
        );
    }
    assert_eq!(files[0], files[1]);
    assert!(files[0].is_some());
}

#[tokio::test]
async fn what_would_go_wrong_is_refused_before_a_row_is_told() {
    let desk = Desk::new().await;
    fs::create_dir(desk.folder.path().join("b")).unwrap();
    let (one, other) = (
        desk.file("a.csv", purchases(1)),
        desk.file("b/a.csv", purchases(1)),
    );
    let odd = desk.file("odd.csv", "kind,customer_id,colour\ncomeback,C,red\n");
    let foreign = desk.file("foreign.csv", "Kunde;Betrag\n1;2\n");
    desk.file("mine.csv", "precious,data\n1,2\n");
    let mine = desk.folder.path().join("mine.csv");
    let table: [(&[&Path], &[&str], &str); 8] = [
        (&[&one, &other], &[], "the same label `a.csv`"),
        (&[&one, &odd], &["--label", "x"], "the same label `x`"),
        (&[&odd], &["--strict"], "`colour`"),
        (&[&foreign], &[], "give --kind, or --map"),
        (
            &[&one],
            &["--refused", mine.to_str().unwrap()],
            "is no file of refused rows",
        ),
        (&[&desk.folder.path().join("none.csv")], &[], "cannot read"),
        (&[desk.folder.path()], &[], "is a folder"),
        (&[Path::new("-")], &[], "give --label"),
    ];
    for (files, flags, words) in table {
        let told = desk.import(files, flags).await.unwrap_err().to_string();
        assert!(told.contains(words), "{told}");
    }
    assert!(desk.fake.state.lock().unwrap().calls.is_empty());
    assert_eq!(fs::read_to_string(mine).unwrap(), "precious,data\n1,2\n");
}

#[tokio::test]
async fn a_file_that_holds_no_rows_is_refused_by_what_it_is() {
    let table: [(&str, &[u8], &str); 7] = [
        (
            "rechnung.pdf",
            b"%PDF-1.7\nAda Byron\n",
            "this is a PDF file",
        ),
        ("scan.png", b"\x89PNG\r\n\x1a\nAda\n", "this is a picture"),
        ("scan.jpg", b"\xFF\xD8\xFF\xE0Ada\n", "this is a picture"),
        ("names.csv", b"GIF89aAda\n", "this is a picture"),
        (
            "book.xls",
            b"\xD0\xCF\x11\xE0\xA1\xB1",
            "this is an old Excel file",
        ),
        (
            "names.csv.gz",
            b"\x1F\x8B\x08Ada\n",
            "this is a compressed file",
        ),
        ("letter.rtf", b"{\\rtf1 Ada}", "this is a text document"),
    ];
    for (name, bytes, words) in table {
        let desk = Desk::new().await;
        let file = desk.file(name, bytes);
        let told = desk.import(&[&file], &[]).await.unwrap_err().to_string();
        assert!(told.contains(&format!("{name}: {words}")), "{told}");
        assert!(desk.fake.state.lock().unwrap().customers.is_empty());
        let error = guess(&file, &FileForm::default()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
