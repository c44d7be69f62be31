//! A sheet is written, filled in with a pen, and told as assessments.

use customer_quality::{
    cli::{
        ClientCommand, run,
        worksheet::{self, TellArgs, WorksheetAction, WorksheetArgs, WriteArgs, answers},
    },
    pb::v1::{Customer, Trait, fact::Body},
};

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
    worksheet::sheet(&customers, "anna", "2026-03-31").unwrap()
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
            (3, "your own sort", "there is a why, but no sort"),
            (
                3,
                "nice?",
                "`maybe` is none of yes, no, and 1 (no) to 5 (yes)"
            ),
        ]
    );
}

#[test]
fn what_is_no_worksheet_is_refused() {
    for text in ["", "a,b\n1,2\n", "customer_id,name\nC-1,x\n"] {
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
    let tell = TellArgs {
        file,
        assessor: None,
        date: None,
        label: None,
        check: false,
        json: false,
        server: server.clone(),
    };
    let write = WriteArgs {
        customer_ids: vec![],
        class: vec![],
        assessor: None,
        server,
    };
    for _ in 0..2 {
        let action = Some(WorksheetAction::Import(tell.clone()));
        let command = ClientCommand::Worksheet(WorksheetArgs {
            action,
            write: write.clone(),
        });
        assert_eq!(run(command).await, std::process::ExitCode::SUCCESS);
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
    questions::run(&Oracle::default(), &words).await
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
    let sheet = "customer_id,nice?,sends others?,assessor: anna,date: 20.11.2026\nC-1,yes,no,,\n";
    for (flags, words) in [
        (&["--assessor", ""][..], "--assessor is empty"),
        (
            &[],
            "the sheet's heading `date:`: `20.11.2026` is no day: write it as in 2026-03-31",
        ),
        (&["--date", "1.1.26"], "--date: `1.1.26` is no day"),
    ] {
        let ended = told(sheet, flags).await;
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
}
