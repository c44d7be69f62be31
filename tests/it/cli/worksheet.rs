//! A sheet is written, filled in by hand, and recorded as assessments.

use std::net::SocketAddr;
use std::path::Path;

use commands::sheet::SheetArgs;
use commands::{
    ClientCommand, run,
    worksheet::{self, RecordArgs, WorksheetAction, WorksheetArgs, WriteArgs, answers},
};
use customer_quality::pb::v1::{Customer, Fact, Trait, fact::Body};

use super::{
    fake::Fake,
    oracle::Oracle,
    questions::{self, Ended},
};

fn sheet() -> String {
    let customers = [
        ("C-1".into(), "Hofmann, Joinery".into()),
        ("C-2".into(), "=cmd()".into()),
    ];
    worksheet::sheet(&customers, "anna", "2026-03-31", SheetArgs::default()).unwrap()
}

#[test]
fn the_sheet_asks_the_owners_questions() {
    insta::assert_snapshot!(sheet(), @r#"
    customer_id,name,your own sort (good / OK / bad),why,nice?,questions the price?,sees the value?,sends others?,can afford us?,pays on time?,do you hide?,assessor: anna,date: 2026-03-31
    C-1,"Hofmann, Joinery",,,,,,,,,,,
    C-2,'=cmd(),,,,,,,,,,,
    "#);
}

#[test]
fn an_empty_sheet_says_nothing() {
    let read = worksheet::parse(sheet().as_bytes()).unwrap();
    assert_eq!(
        (read.assessor.as_deref(), read.date.as_deref()),
        (Some("anna"), Some("2026-03-31"))
    );
    assert!(read.answers.is_empty() && read.refused.is_empty());
}

#[test]
fn answers_become_ratings_and_some_are_turned_round() {
    let filled = sheet().replace(
        "C-1,\"Hofmann, Joinery\",,,,,,,,,,,",
        "C-1,\"Hofmann, Joinery\",good,pays and smiles,yes,no,Ja,N,4,?,2,,",
    );
    let read = worksheet::parse(filled.as_bytes()).unwrap();
    assert!(read.refused.is_empty(), "{:?}", read.refused);
    let ratings: Vec<(Trait, i32)> = read.answers.iter().map(|a| (a.about, a.rating)).collect();
    assert_eq!(
        ratings,
        [
            (Trait::OwnSort, 5),
            (Trait::RespectsUs, 5),
            (Trait::PaysFairPrice, 5),
            (Trait::ValuesOurWork, 5),
            (Trait::OpensDoors, 1),
            (Trait::AbleToPay, 4),
            (Trait::GladToHearFrom, 4),
        ]
    );
    assert_eq!(read.answers[0].note, "pays and smiles");
    assert_eq!(read.answers[1].note, "");
}

#[test]
fn every_answer_has_one_meaning() {
    let (nice, hide) = (answers::QUESTIONS[0], answers::QUESTIONS[6]);
    let table = [
        ("yes", 5, 1),
        ("NO", 1, 5),
        ("j", 5, 1),
        ("nein", 1, 5),
        ("x", 5, 1),
        ("3", 3, 3),
        ("4", 4, 2),
        ("Always", 5, 1),
        ("MOSTLY", 4, 2),
        ("sometimes", 3, 3),
        (" Rarely ", 2, 4),
        ("never", 1, 5),
        ("immer", 5, 1),
        ("meistens", 4, 2),
        ("Manchmal", 3, 3),
        ("selten", 2, 4),
        ("nie", 1, 5),
    ];
    for (answer, plain, reversed) in table {
        assert_eq!(answers::rating(nice, answer), Ok(Some(plain)), "{answer}");
        assert_eq!(
            answers::rating(hide, answer),
            Ok(Some(reversed)),
            "{answer}"
        );
    }
    for blank in ["", " ", "?", "-"] {
        assert_eq!(answers::rating(nice, blank), Ok(None));
    }
    for odd in ["0", "6", "maybe", "yes no"] {
        assert!(answers::rating(nice, odd).is_err(), "{odd}");
    }
    let sorts = [
        ("Good", Some(5)),
        ("OK", Some(3)),
        ("b", Some(1)),
        ("Gut", Some(5)),
        ("4", Some(4)),
        ("2", Some(2)),
        ("schlecht", Some(1)),
        ("", None),
    ];
    for (answer, sort) in sorts {
        assert_eq!(answers::own_sort(answer), Ok(sort));
    }
}

#[test]
fn a_cell_that_means_nothing_is_named_by_row_and_column() {
    let filled = sheet().replace("C-2,'=cmd(),,,,", "C-2,'=cmd(),,because,maybe,");
    let read = worksheet::parse(filled.as_bytes()).unwrap();
    let refused: Vec<_> = read
        .refused
        .iter()
        .map(|row| {
            (
                row.origin.line,
                row.origin.item.as_str(),
                row.refusal.remedy.as_str(),
            )
        })
        .collect();
    assert_eq!(
        refused,
        [
            (
                3,
                "your own sort",
                "there is a why and no sort: write good, OK or bad beside it"
            ),
            (
                3,
                "nice?",
                "`maybe` is no answer: write yes, mostly, sometimes, rarely or no, or 5 (yes) to 1 (no)"
            ),
        ]
    );
}

#[test]
fn what_is_no_worksheet_is_refused() {
    for text in [
        "",
        "a,b\n1,2\n",
        "customer_id,name\nC-1,x\n",
        "name,nice?,why\nAnna,yes,smiles\n",
    ] {
        assert!(worksheet::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[tokio::test]
async fn a_filled_sheet_is_told_once_however_often_it_is_imported() {
    let fake = Fake::default();
    fake.state
        .lock()
        .unwrap()
        .customers
        .insert("C-1".into(), Customer::default());
    let server = fake.start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.csv");
    std::fs::write(
        &file,
        sheet().replace("Joinery\",,,,", "Joinery\",ok,slow,yes,"),
    )
    .unwrap();
    let tell = RecordArgs {
        file,
        assessor: None,
        date: None,
        label: None,
        check: false,
        json: false,
        server: server.clone(),
    };
    let write = WriteArgs {
        customers: vec![],
        class: vec![],
        past: false,
        sheet: SheetArgs::default(),
        assessor: None,
        server,
    };
    for _ in 0..2 {
        let action = Some(WorksheetAction::Import(tell.clone()));
        let command = ClientCommand::Worksheet(WorksheetArgs {
            action,
            write: write.clone(),
        });
        assert_eq!(
            run(command, no_listen).await,
            std::process::ExitCode::SUCCESS
        );
    }
    let ids = fake.fact_ids();
    assert_eq!(
        ids,
        [
            "worksheet 2026-03-31:anna:own_sort",
            "worksheet 2026-03-31:anna:respects_us"
        ]
    );
    let state = fake.state.lock().unwrap();
    let fact = state.facts.values().next().unwrap();
    assert_eq!(fact.occur_time.unwrap().to_string(), "2026-03-31T00:00:00Z");
    let Some(Body::Assessment(told)) = &fact.body else {
        panic!("{fact:?}")
    };
    assert_eq!(
        (told.rating, told.assessor.as_str(), told.note.as_str()),
        (3, "anna", "slow")
    );
}

/// Imports a sheet for customer `C-1` by the command.
async fn told(sheet: &str, flags: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.csv");
    std::fs::write(&file, sheet).unwrap();
    let words = ["worksheet", "import", file.to_str().unwrap()];
    let words: Vec<&str> = words.into_iter().chain(flags.iter().copied()).collect();
    let mut ended = questions::run(&Oracle::default(), &words).await;
    ended.stderr = ended.stderr.replace(file.to_str().unwrap(), "sheet.csv");
    ended
}

#[tokio::test]
async fn a_changed_answer_of_the_same_day_leads_to_another_date() {
    let sheet = "customer_id,nice?,assessor: anna,date: 2026-03-31\nC-1,yes,,\nC-1,no,,\n";
    let ended = told(sheet, &[]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    let words = "`anna` answered otherwise for 2026-03-31 already";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
    assert!(ended.stderr.contains("another --date"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_sheet_without_a_name_or_a_day_is_refused_once() {
    let sheet = "customer_id,nice?,sends others?,assessor: anna,date: 20/11/2026\nC-1,yes,no,,\n";
    for (flags, words) in [
        (&["--assessor", ""][..], "--assessor is empty"),
        (
            &[],
            "the sheet's heading `date:`: `20/11/2026` is no day: write it as in 2026-03-31",
        ),
        (&["--date", "1.1.26"], "--date: `1.1.26` is no day"),
    ] {
        let ended = told(sheet, flags).await;
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
}

#[tokio::test]
async fn a_refused_sort_keeps_its_why_and_the_rest_of_its_row() {
    let head =
        "customer_id,name,your own sort,why,nice?,do you hide?,assessor: anna,date: 2026-03-31";
    let rows = [
        "C-1,Anna,great,pays in cash and bakes for us,yes,rarely,,",
        "C-2,Berta,,always in a hurry,mostly,,,",
        "C-2,Berta,ideal,,,,,",
    ];
    let ended = told(&format!("{head}\n{}\n", rows.join("\n")), &[]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended
            .stdout
            .starts_with("answers: 3 new, 0 recorded before, 3 refused\n")
    );
    insta::assert_snapshot!(ended.stderr, @r"
    line 2, your own sort: `great` is no sort: write good, OK or bad; your why was: pays in cash and bakes for us
    line 3, your own sort: there is a why and no sort: write good, OK or bad beside it; your why was: always in a hurry
    line 4, your own sort: the ideal ones are chosen from your good ones: write good
    correct these cells in sheet.csv and import it again: what was recorded before counts once
    ");
}

#[tokio::test]
async fn a_corrected_sheet_tells_only_what_is_new() {
    let head = "customer_id,your own sort,why,nice?,assessor: anna,date: 2026-03-31";
    let (fake, folder) = (Fake::default(), tempfile::tempdir().unwrap());
    let known = Customer::default();
    fake.state
        .lock()
        .unwrap()
        .customers
        .insert("C-1".into(), known);
    let server = fake.start().await;
    let file = folder.path().join("sheet.csv");
    let write = WriteArgs::of_all(&server);
    for (row, told) in [("C-1,great,slow,yes,,", 1), ("C-1,ok,slow,yes,,", 2)] {
        std::fs::write(&file, format!("{head}\n{row}\n")).unwrap();
        let tell = RecordArgs {
            file: file.clone(),
            assessor: None,
            date: None,
            label: None,
            check: false,
            json: false,
            server: server.clone(),
        };
        let action = Some(WorksheetAction::Import(tell));
        let write = write.clone();
        let command = ClientCommand::Worksheet(WorksheetArgs { action, write });
        run(command, no_listen).await;
        assert_eq!(fake.fact_ids().len(), told);
    }
    let state = fake.state.lock().unwrap();
    let notes: Vec<String> = state.facts.values().map(note).collect();
    assert_eq!(notes, ["slow", ""]);
}

/// No worksheet asks where a service listens: its arguments name one.
fn no_listen(_: Option<&Path>) -> Result<SocketAddr, String> {
    Err("not asked here".to_owned())
}

fn note(fact: &Fact) -> String {
    match &fact.body {
        Some(Body::Assessment(told)) => told.note.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sheet_that_a_spreadsheet_saved_in_its_own_way_is_read() {
    let text = "name;your own sort;why;assessor: jörg\r\nMüller;gut;zahlt pünktlich;\r\n";
    let windows: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    let mut wide = vec![0xfe, 0xff];
    let tabs = text.replace(';', "\t");
    wide.extend(tabs.encode_utf16().flat_map(u16::to_be_bytes));
    for bytes in [windows, wide] {
        let read = worksheet::parse(&bytes).unwrap();
        assert_eq!(read.assessor.as_deref(), Some("jörg"));
        let [sort] = read.answers.as_slice() else {
            panic!("{read:?}")
        };
        let told = (sort.name.as_str(), sort.note.as_str());
        assert_eq!(told, ("Müller", "zahlt pünktlich"));
    }
}

#[tokio::test]
async fn a_sheet_without_ids_finds_who_is_called_so() {
    let head = "name,nice?,assessor: anna";
    let ended = told(&format!("{head}\nanna BERG,yes,\nNobody,no,\n"), &[]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert!(
        ended
            .stdout
            .starts_with("answers: 1 new, 0 recorded before, 1 refused\n")
    );
    let words = "line 3, nice?: nobody is called `Nobody`: import the name first\n";
    assert!(ended.stderr.starts_with(words), "{}", ended.stderr);
}
