//! `GetClassification`: the class, and every step that led to it.

use customer_quality::pb::v1::{
    AnswerOptions, Classification, CostKind, CustomerClass as Class, DecidedBy, ErrorReason,
    GetClassificationRequest, IdealBy, NegotiationMoment, Trait,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{by_model, now},
    book::{Book, best_deal, bill, deal, pay, rate, refer, spend},
    build::at,
    fault::Fault,
};

/// C-1 and five neighbours, whose values are 1,000 to 5,000.
pub(crate) fn book_of_c1() -> Book {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book
}

/// C-1 with 739 points or so: GOOD.
pub(crate) fn good_book() -> Book {
    let mut book = book_of_c1();
    book.tell("2026-01-03", "C-1", best_deal());
    book.rate_all("2026-05-01", "C-1", 5, &["anna", "ben"]);
    for month in 1..=6 {
        book.paid_bill(&format!("2026-0{month}-04"), "C-1", 100);
    }
    book
}

pub(crate) async fn told(book: &Book) -> App {
    let mut app = app::start().await;
    app.tell(book).await;
    app
}

pub(crate) async fn class_of(book: &Book) -> Classification {
    told(book).await.classification("C-1", now()).await
}

pub(crate) fn steps(classification: &Classification) -> Vec<(&str, Class)> {
    let steps = classification.steps.iter();
    steps
        .map(|step| (step.step_code.as_str(), step.customer_class()))
        .collect()
}

fn floors(classification: &Classification) -> Vec<&str> {
    let floors = classification.floors.iter();
    floors.map(|rule| rule.rule_id.as_str()).collect()
}

pub(crate) fn caps(classification: &Classification) -> Vec<&str> {
    let caps = classification.caps.iter();
    caps.map(|rule| rule.rule_id.as_str()).collect()
}

#[tokio::test]
async fn the_points_decide_where_nothing_else_does() {
    let good = class_of(&good_book()).await;
    assert_eq!(steps(&good), [("CLASS_BY_POINTS", Class::Good)]);
    assert_eq!(good.decided_by(), DecidedBy::Points);
    assert_eq!(
        (
            good.customer_class(),
            good.raw_class(),
            good.class_by_points()
        ),
        (Class::Good, Class::Good, Class::Good)
    );
    assert_eq!(good.ideal_by(), IdealBy::Unspecified);
    for (rating, class) in [(3, Class::Ok), (1, Class::Bad)] {
        let mut book = book_of_c1();
        book.rate_all("2026-05-01", "C-1", rating, &["anna"]);
        let found = class_of(&book).await;
        assert_eq!(steps(&found), [("CLASS_BY_POINTS", class)]);
        assert_eq!(found.customer_class(), class);
    }
}

#[tokio::test]
async fn nice_and_paying_on_time_is_at_least_ok() {
    let mut book = book_of_c1();
    for what in crate::support::book::TRAITS {
        let nice = matches!(what, Trait::RespectsUs | Trait::GladToHearFrom);
        let rating = if nice { 3 } else { 1 };
        book.tell("2026-05-01", "C-1", rate(what, rating, "anna"));
    }
    book.tell(
        "2026-01-03",
        "C-1",
        deal(NegotiationMoment::FirstDeal, 3_000, 6, 1),
    );
    let without = class_of(&book).await;
    assert_eq!(without.customer_class(), Class::Bad);
    book.paid_bill("2026-04-01", "C-1", 100);
    let found = class_of(&book).await;
    assert_eq!(floors(&found), ["nice_and_pays_on_time"]);
    assert_eq!(
        steps(&found),
        [("CLASS_BY_POINTS", Class::Bad), ("FLOOR", Class::Ok)]
    );
    assert_eq!(found.decided_by(), DecidedBy::Floor);
    assert_eq!(
        (found.class_by_points(), found.customer_class()),
        (Class::Bad, Class::Ok)
    );
}

/// C-1 brought B, who is worth `units`.
fn referring_book(units: i64) -> Book {
    let mut book = book_of_c1();
    book.rate_all("2026-05-01", "C-1", 3, &["anna"]);
    book.business("B");
    book.tell("2026-02-01", "C-1", refer("B", None));
    book.paid_bill("2026-02-10", "B", units);
    book
}

#[tokio::test]
async fn bringing_good_people_is_at_least_good_and_ideal() {
    let found = class_of(&referring_book(9_000)).await;
    assert_eq!(floors(&found), ["brings_good_people"]);
    assert_eq!(
        steps(&found),
        [
            ("CLASS_BY_POINTS", Class::Ok),
            ("FLOOR", Class::Good),
            ("IDEAL", Class::Ideal)
        ]
    );
    assert_eq!(found.ideal_by(), IdealBy::Referrals);
    assert_eq!(found.decided_by(), DecidedBy::Ideal);
    assert!(found.next_class.is_none());
    // The median customer is worth 3,500 or so: less than twice that is not much.
    let found = class_of(&referring_book(6_000)).await;
    assert_eq!(
        (floors(&found), found.customer_class()),
        (vec![], Class::Ok)
    );
}

#[tokio::test]
async fn earning_much_is_ideal_by_profit_and_with_referrals_by_both() {
    let mut book = good_book();
    book.paid_bill("2026-02-02", "C-1", 8_000);
    let found = class_of(&book).await;
    assert_eq!(
        (found.customer_class(), found.ideal_by()),
        (Class::Ideal, IdealBy::Profit)
    );
    book.business("B");
    book.tell("2026-02-01", "C-1", refer("B", None));
    book.paid_bill("2026-02-10", "B", 9_000);
    let found = class_of(&book).await;
    assert_eq!(
        (found.customer_class(), found.ideal_by()),
        (Class::Ideal, IdealBy::Both)
    );
}

#[tokio::test]
async fn those_we_hide_from_are_bad_once_it_is_proven() {
    let mut app = told(&good_book()).await;
    let hide = |who: &str| rate(Trait::GladToHearFrom, 1, who);
    app.add("h-1", "2026-06-01", "C-1", hide("carl")).await;
    let once = app.classification("C-1", now()).await;
    assert_eq!(caps(&once), Vec::<&str>::new(), "one word is no proof");
    app.add("h-2", "2026-06-02", "C-1", hide("anna")).await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(caps(&found), ["we_hide_from_them"]);
    assert_eq!(
        found.caps[0].sentence,
        "GLAD_TO_HEAR_FROM is rated 2 or less by anna and carl"
    );
    assert_eq!(steps(&found).last(), Some(&("CAP", Class::Bad)));
    assert_eq!(
        (found.decided_by(), found.customer_class()),
        (DecidedBy::Cap, Class::Bad)
    );
    assert!(found.points.unwrap() >= 400, "points are not capped");
    let next = found.next_class.unwrap();
    assert_eq!(
        (next.customer_class(), next.steps[0].points_gain),
        (Class::Ok, 0)
    );
    assert_eq!(next.steps[0].target_id, "we_hide_from_them");
}

#[tokio::test]
async fn the_only_assessor_proves_it_by_saying_it_twice_a_month_apart() {
    for (second, proven) in [("2026-05-30", false), ("2026-05-31", true)] {
        let mut book = book_of_c1();
        book.tell("2026-05-01", "C-1", rate(Trait::RespectsUs, 2, "anna"));
        book.tell(second, "C-1", rate(Trait::RespectsUs, 2, "anna"));
        let found = class_of(&book).await;
        assert_eq!(!caps(&found).is_empty(), proven, "{second}");
        // A cap to BAD beats INSUFFICIENT_DATA.
        let class = if proven {
            Class::Bad
        } else {
            Class::InsufficientData
        };
        assert_eq!(found.customer_class(), class);
    }
}

#[tokio::test]
async fn not_seeing_the_value_is_at_most_ok() {
    let mut book = good_book();
    for who in ["anna", "ben"] {
        book.tell("2026-06-01", "C-1", rate(Trait::ValuesOurWork, 2, who));
    }
    let found = class_of(&book).await;
    assert_eq!(caps(&found), ["do_not_see_the_value"]);
    assert_eq!(
        (found.class_by_points(), found.customer_class()),
        (Class::Good, Class::Ok)
    );
}

#[tokio::test]
async fn costing_more_than_they_bring_is_at_most_ok_unless_their_referrals_make_up_for_it() {
    let mut book = good_book();
    book.tell("2026-05-02", "C-1", spend(CostKind::Direct, 2_000));
    let found = class_of(&book).await;
    assert_eq!(caps(&found), ["cost_more_than_they_bring"]);
    assert_eq!(found.customer_class(), Class::Ok);
    book.business("B");
    book.tell("2026-02-01", "C-1", refer("B", None));
    book.paid_bill("2026-02-10", "B", 4_000);
    let found = class_of(&book).await;
    assert_eq!(caps(&found), Vec::<&str>::new());
}

#[tokio::test]
async fn long_overdue_is_at_most_ok() {
    // Due on 2 May, asked on 1 July: 60 days; a day later 61.
    let mut book = good_book();
    book.tell(
        "2026-04-18",
        "C-1",
        bill("late", 50, "2026-04-18", "2026-05-02"),
    );
    let mut app = told(&book).await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(caps(&found), Vec::<&str>::new());
    app.clock.set("2026-07-02T12:00:00Z".parse().unwrap());
    let found = app.classification("C-1", now()).await;
    assert_eq!(caps(&found), ["overdue"]);
    assert_eq!(found.caps[0].sentence, "an invoice is 61 days overdue");
    assert_eq!(found.customer_class(), Class::Ok);
    app.add("paid", "2026-07-02", "C-1", pay("late", 50)).await;
    let found = app.classification("C-1", now()).await;
    assert_eq!(
        (caps(&found), found.customer_class()),
        (vec![], Class::Good)
    );
}

#[tokio::test]
async fn your_own_sort_decides_only_where_little_is_known() {
    for (rating, class) in [(5, Class::Good), (3, Class::Ok), (1, Class::Bad)] {
        let mut book = book_of_c1();
        book.tell("2022-05-01", "C-1", rate(Trait::OwnSort, rating, "anna"));
        let found = class_of(&book).await;
        assert_eq!(steps(&found), [("OWN_SORT", class)]);
        assert_eq!(found.decided_by(), DecidedBy::OwnSort);
        assert_eq!((found.own_sort(), found.customer_class()), (class, class));
        assert_eq!(found.points, None);
    }
    let mut book = good_book();
    book.tell("2026-05-01", "C-1", rate(Trait::OwnSort, 1, "anna"));
    let found = class_of(&book).await;
    assert_eq!(
        (found.own_sort(), found.customer_class()),
        (Class::Bad, Class::Good)
    );
}

#[tokio::test]
async fn little_but_fine_is_ok_and_less_is_not_enough_to_say() {
    // Two traits are 80 of 1,000, three 120.
    let some = [Trait::LooksAhead, Trait::Delegates, Trait::SetsPriorities];
    let tell = |count: usize, rating: i32| {
        let mut book = book_of_c1();
        for what in &some[..count] {
            book.tell("2026-05-01", "C-1", rate(*what, rating, "anna"));
        }
        book
    };
    let fine = class_of(&tell(3, 4)).await;
    assert_eq!(steps(&fine), [("LITTLE_BUT_FINE", Class::Ok)]);
    assert_eq!(fine.provisional_class(), Class::Unspecified);
    let less = class_of(&tell(2, 4)).await;
    assert_eq!(
        steps(&less),
        [("INSUFFICIENT_DATA", Class::InsufficientData)]
    );
    assert_eq!(less.decided_by(), DecidedBy::Coverage);
    assert_eq!(less.provisional_class(), Class::Ok);
    assert_eq!(less.ask_next.len(), 3);
    let next = less.next_class.unwrap();
    assert_eq!((next.customer_class(), next.points_missing), (Class::Ok, 0));
    assert_eq!(next.steps[0].target_id, "coverage");
    let poor = class_of(&tell(3, 1)).await;
    assert_eq!(poor.customer_class(), Class::InsufficientData);
    assert_eq!(poor.provisional_class(), Class::Bad);
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
