//! `GetClassification`: the class, and every step that led to it.

use customer_quality::pb::v1::{
    AnswerOptions, Classification, CostKind, CustomerClass as Class, CustomerStatus, DecidedBy,
    ErrorReason, GetClassificationRequest, IdealBy, NegotiationMoment, Trait,
};
use tonic::Code;

use crate::support::{
    app::{self, App, NOW},
    ask::{as_of, by_model, now},
    book::{Book, best_deal, bill, day, deal, leave, pay, rate, refer, spend, wallet},
    build::at,
    fault::Fault,
};

/// C-1 and five neighbours, whose values are 1,000 to 5,000.
fn book_of_c1() -> Book {
    let mut book = Book::default();
    book.neighbours();
    book.business("C-1");
    book
}

/// C-1 with 739 points or so: GOOD.
fn good_book() -> Book {
    let mut book = book_of_c1();
    book.tell("2026-01-03", "C-1", best_deal());
    book.rate_all("2026-05-01", "C-1", 5, &["anna", "ben"]);
    for month in 1..=6 {
        book.paid_bill(&format!("2026-0{month}-04"), "C-1", 100);
    }
    book
}

async fn told(book: &Book) -> App {
    let mut app = app::start().await;
    app.tell(book).await;
    app
}

async fn class_of(book: &Book) -> Classification {
    told(book).await.classification("C-1", now()).await
}

fn steps(classification: &Classification) -> Vec<(&str, Class)> {
    let steps = classification.steps.iter();
    steps
        .map(|step| (step.step_code.as_str(), step.customer_class()))
        .collect()
}

fn floors(classification: &Classification) -> Vec<&str> {
    let floors = classification.floors.iter();
    floors.map(|rule| rule.rule_id.as_str()).collect()
}

fn caps(classification: &Classification) -> Vec<&str> {
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

/// C-1 is GOOD by a few points until June 10, and just OK from then on.
fn falling_book() -> Book {
    let mut book = book_of_c1();
    book.rate_all("2026-05-01", "C-1", 5, &["anna", "ben", "carl"]);
    book.paid_bill("2026-05-02", "C-1", 100);
    book.tell("2026-05-03", "C-1", wallet(Some(9_000), None));
    book.tell("2026-06-10", "C-1", wallet(Some(0), None));
    book
}

#[tokio::test]
async fn a_downgrade_by_points_waits_for_two_weeks() {
    let mut app = told(&falling_book()).await;
    let mut on = async |day: &str| {
        let options = as_of(&format!("{day}T18:00:00Z"));
        app.classification("C-1", options).await
    };
    let before = on("2026-06-09").await;
    assert_eq!(
        (before.raw_class(), before.customer_class()),
        (Class::Good, Class::Good)
    );
    assert!(before.held_downgrade.is_none());
    for day_of_june in ["2026-06-10", "2026-06-16", "2026-06-23"] {
        let found = on(day_of_june).await;
        assert!(
            (680..700).contains(&found.points.unwrap()),
            "{:?}",
            found.points
        );
        assert_eq!(
            (found.raw_class(), found.customer_class()),
            (Class::Ok, Class::Good)
        );
        let held = found.held_downgrade.as_ref().unwrap();
        assert_eq!(held.last_reached_date, day("2026-06-09"));
        assert_eq!(held.falls_on_date, day("2026-06-24"));
        assert_eq!(
            held.sentence,
            "GOOD was last reached on 2026-06-09 and is held until 2026-06-24, unless the points \
             fall further"
        );
        assert_eq!(steps(&found).last(), Some(&("HELD", Class::Good)));
        // What is next is counted from the raw class.
        let next = found.next_class.unwrap();
        assert_eq!(next.customer_class(), Class::Good);
        assert_eq!(next.points_missing, 700 - found.points.unwrap());
        assert!(next.steps.iter().map(|step| step.points_gain).sum::<i32>() >= next.points_missing);
    }
    let after = on("2026-06-24").await;
    assert_eq!(
        (after.raw_class(), after.customer_class()),
        (Class::Ok, Class::Ok)
    );
    assert!(after.held_downgrade.is_none());
    assert_eq!(steps(&after), [("CLASS_BY_POINTS", Class::Ok)]);
}

#[tokio::test]
async fn a_downgrade_by_many_points_or_by_a_cap_acts_at_once() {
    let mut book = falling_book();
    book.tell(
        "2026-06-10",
        "C-1",
        deal(NegotiationMoment::Renewal, 3_000, 6, 1),
    );
    let mut app = told(&book).await;
    let found = app
        .classification("C-1", as_of("2026-06-11T18:00:00Z"))
        .await;
    assert!(found.points.unwrap() < 680);
    assert_eq!(found.customer_class(), Class::Ok);

    let mut book = falling_book();
    for who in ["anna", "ben"] {
        book.tell("2026-06-10", "C-1", rate(Trait::ValuesOurWork, 2, who));
    }
    let mut app = told(&book).await;
    let found = app
        .classification("C-1", as_of("2026-06-11T18:00:00Z"))
        .await;
    assert_eq!(
        (caps(&found), found.customer_class()),
        (vec!["do_not_see_the_value"], Class::Ok)
    );
    assert!(found.held_downgrade.is_none());
}

#[tokio::test]
async fn from_good_only_the_top_fifth_leads_on() {
    let next = class_of(&good_book()).await.next_class.unwrap();
    assert_eq!(
        (next.customer_class(), next.points_missing),
        (Class::Ideal, 0)
    );
    assert_eq!(next.steps[0].target_id, "top_fifth");
}

#[tokio::test]
async fn past_customers_keep_their_class_and_prospects_get_an_answer() {
    let mut app = told(&good_book()).await;
    app.add("left", "2026-06-20", "C-1", leave()).await;
    for who in ["anna", "ben"] {
        let id = format!("hide-{who}");
        let hide = rate(Trait::GladToHearFrom, 1, who);
        app.add(&id, "2026-06-25", "C-1", hide).await;
    }
    app.clock.set("2027-06-20T12:00:00Z".parse().unwrap());
    let past = app.classification("C-1", now()).await;
    assert_eq!((past.customer_class(), caps(&past)), (Class::Good, vec![]));
    let basis = past.basis.unwrap();
    assert_eq!(basis.status(), CustomerStatus::Past);
    assert_eq!(basis.portfolio.unwrap().boundary_date, day("2026-06-01"));

    let mut book = Book::default();
    book.business("Q-1");
    book.rate_all("2026-06-01", "Q-1", 4, &["dora"]);
    app.tell(&book).await;
    let prospect = app.classification("Q-1", now()).await;
    assert_eq!(prospect.customer_class(), Class::Ok);
    assert_eq!(prospect.basis.unwrap().status(), CustomerStatus::Prospect);
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
