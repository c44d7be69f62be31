//! The owner's questions and their answers, with the counts, and with the people, days and reasons behind
//! them.

use customer_quality::pb::v1::{
    Customer, CustomerKind, Evidence, Finding, FindingAnswer as Says, FindingQuestion as Asks,
    GetScoreRequest, Score, ScoreResult, ScoreView, Trait, classification_result, score_result,
};

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, bill, euro, rate, rate_because, refer, time},
    build::customer,
};

/// C-1 pays mostly on time, brought B, and is liked by anna and not by jonas.
fn book() -> Book {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book.since("2025-01-06");
    book.half_year("C-1", 100, [-4, -4, -4, 21, -4, -4]);
    let open = bill("open", 70, "2026-06-10", "2026-06-20");
    book.tell("2026-06-10", "C-1", open);
    let warm = rate_because(Trait::GladToHearFrom, 5, "anna", "never a bad word");
    book.tell("2026-05-01", "C-1", warm);
    let cold = rate_because(Trait::GladToHearFrom, 2, "jonas", "shouts at the team");
    book.tell("2026-05-02", "C-1", cold);
    book.business("B");
    book.tell("2026-02-01", "C-1", refer("B", None));
    book.paid_bill("2026-03-10", "B", 50);
    book
}

async fn app() -> App {
    let mut app = app::start().await;
    app.tell(&book()).await;
    app
}

fn about(findings: &[Finding], question: Asks) -> &Finding {
    findings
        .iter()
        .find(|finding| finding.question() == question)
        .unwrap()
}

fn counted(about: &str, value: f64, unit: &str, day: Option<&str>) -> Evidence {
    Evidence {
        value: Some(value),
        unit: unit.to_owned(),
        about: about.to_owned(),
        evidence_time: day.map(time),
        ..Evidence::default()
    }
}

#[tokio::test]
async fn what_people_say_comes_with_who_when_and_why() {
    let found = app().await.classification("C-1", now()).await.findings;
    let nice = about(&found, Asks::Nice);
    assert_eq!(nice.answer(), Says::Mixed);
    let words = "you smile when they call (anna 5), your heart sinks when they call (jonas 2)";
    assert_eq!(
        (nice.words.as_str(), nice.sentence.as_str()),
        (words, words)
    );
    assert!(nice.decides_class);
    let said = |who: &str, rating, day, about: &str, note: &str| Evidence {
        said_by: who.to_owned(),
        value: Some(rating),
        unit: "rating".to_owned(),
        amount: None,
        evidence_time: Some(time(day)),
        about: about.to_owned(),
        note: note.to_owned(),
    };
    assert_eq!(
        nice.evidence,
        [
            said(
                "anna",
                5.0,
                "2026-05-01T12:00:00Z",
                "you smile when they call",
                "never a bad word"
            ),
            said(
                "jonas",
                2.0,
                "2026-05-02T12:00:00Z",
                "your heart sinks when they call",
                "shouts at the team"
            ),
        ]
    );
}

#[tokio::test]
async fn what_was_counted_comes_with_its_figures() {
    let found = app().await.classification("C-1", now()).await.findings;
    let pays = about(&found, Asks::Pays);
    assert_eq!(pays.answer(), Says::Mixed);
    assert_eq!(
        pays.words,
        "pays late now and then (70.00 EUR overdue, 11 days)"
    );
    assert_eq!(
        pays.sentence,
        "2 of 7 invoices late since July 2025, then usually 21 days; 70.00 EUR overdue, \
         the oldest 11 days"
    );
    let newest = Some("2026-06-20T00:00:00Z");
    let amount = Evidence {
        amount: euro(70),
        value: None,
        ..counted("overdue", 0.0, "money", None)
    };
    assert_eq!(
        pays.evidence,
        [
            counted("invoices due", 7.0, "invoices", newest),
            counted("paid on time", 5.0, "invoices", newest),
            counted("usually late by", 21.0, "days", newest),
            amount,
            counted("oldest overdue", 11.0, "days", None),
        ]
    );
    let sends = about(&found, Asks::SendsOthers);
    assert_eq!(
        (
            sends.answer(),
            sends.words.as_str(),
            sends.sentence.as_str()
        ),
        (
            Says::Yes,
            "sends others",
            "sent 1 customer, who pays their way"
        )
    );
}

const QUESTIONS: [Asks; 13] = [
    Asks::Nice,
    Asks::Pays,
    Asks::SeesValue,
    Asks::SendsOthers,
    Asks::Earns,
    Asks::TakesTime,
    Asks::LooksAhead,
    Asks::Credentials,
    Asks::Destination,
    Asks::Grows,
    Asks::AffordsUs,
    Asks::Expectations,
    Asks::AccountingTime,
];

#[tokio::test]
async fn every_question_is_answered_in_words_and_the_last_five_decide_nothing() {
    let found = app().await.classification("C-1", now()).await.findings;
    let asked: Vec<Asks> = found.iter().map(Finding::question).collect();
    assert_eq!(asked, QUESTIONS);
    for (place, finding) in found.iter().enumerate() {
        assert_eq!(finding.decides_class, place < 8, "{finding:?}");
        assert!(!finding.words.is_empty() && !finding.sentence.is_empty());
        assert_ne!(finding.answer(), Says::Unspecified);
    }
    let unknown = about(&found, Asks::SeesValue);
    assert_eq!(unknown.answer(), Says::Unknown);
    assert_eq!(unknown.words, "whether they see the value is not known");
    assert!(unknown.evidence.is_empty());
}

#[tokio::test]
async fn what_is_asked_of_an_owner_is_asked_of_businesses_only() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.person("person");
    book.customers.push(Customer {
        kind: CustomerKind::Unspecified.into(),
        ..customer("not-told")
    });
    for id in ["person", "not-told"] {
        book.tell("2026-05-01", id, rate(Trait::LooksAhead, 1, "anna"));
    }
    app.tell(&book).await;
    let of_owner = |asked: &Asks| matches!(asked, Asks::LooksAhead | Asks::Destination);
    let expected: Vec<Asks> = QUESTIONS.into_iter().filter(|it| !of_owner(it)).collect();
    for id in ["person", "not-told"] {
        let found = app.classification(id, now()).await;
        let asked: Vec<Asks> = found.findings.iter().map(Finding::question).collect();
        assert_eq!(asked, expected, "{id}");
    }
}

async fn in_view(app: &mut App, view: ScoreView) -> (Score, ScoreResult) {
    let request = GetScoreRequest {
        customer_id: "C-1".to_owned(),
        options: None,
        view: view.into(),
    };
    let single = app.quality.get_score(request).await.unwrap().into_inner();
    let mut batch = app.scores(&["C-1".to_owned()], now(), view).await;
    (single.score.unwrap(), batch.remove(0))
}

#[tokio::test]
async fn findings_are_the_same_in_every_answer_and_none_are_in_the_basic_view() {
    let mut app = app().await;
    let found = app.classification("C-1", now()).await.findings;
    let mut batch = app.classifications(&["C-1".to_owned()], now()).await;
    let Some(classification_result::Result::Classification(one)) = batch.remove(0).result else {
        panic!("{batch:?}")
    };
    assert_eq!(one.findings, found);
    for (view, expected) in [(ScoreView::Full, &found), (ScoreView::Basic, &Vec::new())] {
        let (single, batch) = in_view(&mut app, view).await;
        assert_eq!(&single.findings, expected);
        let Some(score_result::Result::Score(batch)) = batch.result else {
            panic!("{batch:?}")
        };
        assert_eq!(&batch.findings, expected);
    }
}
