//! `GetClassification`: the class held, over days and after the end; and what leads to the next one.

use customer_quality::pb::v1::{CustomerClass as Class, CustomerStatus, NegotiationMoment, Trait};

use crate::{
    get_classification::{book_of_c1, caps, class_of, good_book, steps, told},
    support::{
        ask::{as_of, now},
        book::{Book, day, deal, leave, rate, wallet},
    },
};

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
            "GOOD was last reached on 2026-06-09 and is held until it falls on 2026-06-24, or at \
             once with fewer than 680 points"
        );
        assert_eq!(held.lowest_points, Some(680));
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
