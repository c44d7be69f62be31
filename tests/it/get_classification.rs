//! `GetClassification`: the class, with everything behind it.

use customer_quality::pb::v1::{
    AnswerOptions, Classification, CostKind, CustomerClass as Class, ErrorReason,
    GetClassificationRequest, Trait,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{by_model, now},
    book::{Book, TRAITS, best_deal, bill, pay, rate, refer, spend},
    build::at,
    fault::Fault,
};

/// C-1, a customer since January 2025, and five neighbours.
pub(crate) fn book_of_c1() -> Book {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book.since("2025-01-06");
    book
}

/// C-1 is GOOD: the money checks out, and so does the owner.
pub(crate) fn good_book() -> Book {
    let mut book = book_of_c1();
    book.tell("2026-01-03", "C-1", best_deal());
    book.rate_all("2026-05-01", "C-1", 5, &["anna", "ben"]);
    book.half_year("C-1", 100, [-4; 6]);
    book
}

pub(crate) async fn told(book: &Book) -> App {
    let mut app = app::start().await;
    app.tell(book).await;
    app
}

async fn class_of(book: &Book) -> Classification {
    told(book).await.classification("C-1", now()).await
}

/// The rules on the way.
pub(crate) fn rules(classification: &Classification) -> Vec<&str> {
    let steps = classification.steps.iter();
    steps.map(|step| step.rule_id.as_str()).collect()
}

#[tokio::test]
async fn points_put_in_order_and_make_nobody_bad() {
    let mut book = book_of_c1();
    let others = TRAITS
        .iter()
        .filter(|what| !matches!(what, Trait::GladToHearFrom | Trait::RespectsUs));
    for what in others {
        for who in ["anna", "ben", "carl"] {
            book.tell("2026-05-01", "C-1", rate(*what, 1, who));
        }
    }
    let found = class_of(&book).await;
    assert!(found.points.unwrap() < 300, "{:?}", found.points);
    assert_eq!(
        (found.customer_class(), found.sentence.as_str()),
        (
            Class::Ok,
            "does not see the value, the owner lives for today"
        )
    );
}

#[tokio::test]
async fn what_speaks_against_them_is_never_lifted() {
    let mut book = good_book();
    book.half_year("C-1", 8_000, [-4; 6]);
    let mut app = told(&book).await;
    let ideal = app.classification("C-1", now()).await;
    assert_eq!(ideal.customer_class(), Class::Ideal);
    app.add(
        "h-1",
        "2026-06-01",
        "C-1",
        rate(Trait::RespectsUs, 1, "anna"),
    )
    .await;
    let once = app.classification("C-1", now()).await;
    assert_eq!(
        rules(&once),
        ["unsure_if_nice"],
        "one of two is no majority"
    );
    assert_eq!(once.customer_class(), Class::Ok);
    app.add(
        "h-2",
        "2026-06-02",
        "C-1",
        rate(Trait::RespectsUs, 2, "ben"),
    )
    .await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(
        (rules(&found), found.customer_class()),
        (vec!["not_nice"], Class::Bad)
    );
    assert_eq!(found.sentence, "they do not respect you (anna 1, ben 2)");
    assert!(found.points.unwrap() >= 700, "{:?}", found.points);
}

#[tokio::test]
async fn a_loss_counts_unless_those_they_brought_make_up_for_it() {
    let mut book = good_book();
    book.tell("2026-05-02", "C-1", spend(CostKind::Direct, 2_000));
    let found = class_of(&book).await;
    assert_eq!(
        (rules(&found), found.sentence.as_str()),
        (vec!["something_against"], "costs you money")
    );
    assert_eq!(found.customer_class(), Class::Ok);
    book.business("B");
    book.tell("2026-02-01", "C-1", refer("B", None));
    book.paid_bill("2026-02-10", "B", 4_000);
    let found = class_of(&book).await;
    assert_eq!(found.customer_class(), Class::Good);
    assert_eq!(rules(&found), ["pays_and_sends"]);
}

#[tokio::test]
async fn a_debt_counts_until_it_is_paid() {
    let mut book = good_book();
    let open = bill("late", 400, "2026-03-19", "2026-04-02");
    book.tell("2026-03-19", "C-1", open);
    let mut app = told(&book).await;
    let owes = app.classification("C-1", now()).await;
    assert_eq!(
        (rules(&owes), owes.customer_class()),
        (vec!["owes"], Class::Bad)
    );
    assert_eq!(
        owes.sentence,
        "owes you 400.00 EUR, the oldest 90 days overdue"
    );
    app.add("paid", "2026-07-01", "C-1", pay("late", 400)).await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(found.customer_class(), Class::Good, "{}", found.sentence);
}

#[tokio::test]
async fn the_reasons_and_questions_are_those_of_the_score() {
    let mut app = told(&good_book()).await;
    let class = app.classification("C-1", now()).await;
    let score = app.score("C-1", now()).await;
    assert_eq!(class.standing, score.standing);
    assert_eq!(class.customer_class, score.customer_class);
    assert_eq!(class.sentence, score.class_sentence);
    assert_eq!(
        (class.points, class.coverage),
        (score.points, score.coverage)
    );
    assert_eq!(class.findings, score.findings);
    assert_eq!(class.payment_outlook, score.payment_outlook);
    assert_eq!(class.top_up, score.top_up);
    assert_eq!(class.top_down, score.top_down);
    assert_eq!(class.ask_next, score.ask_next);
    assert_eq!(class.basis, score.basis);
    assert_eq!(class.top_up.len(), 3);
}

#[tokio::test]
async fn a_question_that_cannot_be_answered_is_refused() {
    let mut app = told(&book_of_c1()).await;
    let mut refused = async |customer_id: &str, options: AnswerOptions| {
        let request = GetClassificationRequest {
            customer_id: customer_id.to_owned(),
            options: Some(options),
        };
        Fault::of(app.quality.get_classification(request).await)
    };
    let metadata = [("customer_id", "C-9")];
    let fault = refused("C-9", now()).await;
    fault.is(Code::NotFound, ErrorReason::CustomerNotFound, &metadata);
    refused("", now())
        .await
        .violates(&[("customer_id", "REQUIRED")]);
    let metadata = [("model_id", "no-such"), ("model_version", "0")];
    let fault = refused("C-1", by_model("no-such")).await;
    fault.is(Code::NotFound, ErrorReason::ModelNotFound, &metadata);
    let ahead = AnswerOptions {
        as_of_time: at(NOW + 1),
        ..now()
    };
    let fault = refused("C-1", ahead).await;
    fault.violates(&[("options.as_of_time", "TIME_IN_FUTURE")]);
    let version_only = AnswerOptions {
        model_version: 1,
        ..now()
    };
    let fault = refused("C-1", version_only).await;
    fault.violates(&[("options.model_id", "REQUIRED")]);
}
