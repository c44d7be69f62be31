//! `GetClassification`: a class that rests on points alone is held for two weeks.

use customer_quality::pb::v1::{
    Classification, CreditNote, CustomerClass as Class, NegotiationMoment, Trait, fact::Body,
};

use crate::{
    get_classification::{rules, told},
    support::{
        ask::as_of,
        book::{Book, buy, day, deal, euro, rate},
    },
};

/// B-1 has bought every three months until March, and five others once.
fn book() -> Book {
    let mut book = Book::default();
    for number in 1..=5 {
        let id = format!("P-{number}");
        book.person(&id);
        book.since("2025-01-06");
        book.tell("2026-01-03", &id, buy(60));
    }
    book.person("B-1");
    for day in [
        "2025-03-03",
        "2025-06-03",
        "2025-09-03",
        "2025-12-03",
        "2026-03-03",
    ] {
        book.tell(day, "B-1", buy(12));
    }
    book
}

#[tokio::test]
async fn a_downgrade_by_points_waits_for_two_weeks() {
    let mut app = told(&book()).await;
    let mut on = async |day: &str| {
        let options = as_of(&format!("{day}T18:00:00Z"));
        app.classification("B-1", options).await
    };
    let before = on("2026-06-13").await;
    assert_eq!(
        (before.points, before.customer_class()),
        (Some(700), Class::Good)
    );
    assert_eq!(
        (rules(&before), before.sentence.as_str()),
        (vec!["often_and_lately"], "buys often and lately")
    );
    assert!(before.held_downgrade.is_none());
    for day_of_june in ["2026-06-14", "2026-06-20", "2026-06-27"] {
        let found = on(day_of_june).await;
        let points = found.points.unwrap();
        assert!((680..700).contains(&points), "{points}");
        assert_eq!(found.customer_class(), Class::Good);
        assert_eq!(found.sentence, "buys often and lately");
        assert_eq!(rules(&found), ["little_known", "often_and_lately"]);
        let held = found.held_downgrade.unwrap();
        assert_eq!(held.last_reached_date, day("2026-06-13"));
        assert_eq!(held.falls_on_date, day("2026-06-28"));
        assert_eq!((held.lowest_points, held.class_today()), (680, Class::Ok));
        assert_eq!(
            held.sentence,
            "GOOD by the points of 13 June 2026: that ends on 28 June 2026, or as soon as there are \
             fewer than 680 points"
        );
    }
    let after = on("2026-06-28").await;
    assert!(after.points.unwrap() >= 680, "{:?}", after.points);
    assert_eq!(
        (rules(&after), after.customer_class()),
        (vec!["little_known"], Class::Ok)
    );
    assert!(after.held_downgrade.is_none());
}

/// B-1 a week after the line was last reached, once this is told too.
async fn a_week_later_with(fact: Body) -> Classification {
    let mut book = book();
    book.tell("2026-06-18", "B-1", fact);
    let mut app = told(&book).await;
    let options = as_of("2026-06-20T18:00:00Z");
    app.classification("B-1", options).await
}

#[tokio::test]
async fn a_downgrade_by_many_points_or_by_what_speaks_against_them_acts_at_once() {
    let refund = Body::CreditNote(CreditNote {
        amount: euro(40),
        ..CreditNote::default()
    });
    let fewer = a_week_later_with(refund).await;
    assert!(fewer.points.unwrap() < 680, "{:?}", fewer.points);
    assert_eq!(fewer.customer_class(), Class::Ok);
    assert!(fewer.held_downgrade.is_none());

    let rude = a_week_later_with(rate(Trait::RespectsUs, 1, "anna")).await;
    assert!(rude.points.unwrap() >= 680, "{:?}", rude.points);
    assert_eq!(
        (rules(&rude), rude.customer_class()),
        (vec!["not_nice"], Class::Bad)
    );
    assert!(rude.held_downgrade.is_none());

    let questions = deal(NegotiationMoment::Renewal, 2_000, 2, 3);
    let against = a_week_later_with(questions).await;
    assert_eq!(against.customer_class(), Class::Ok);
    assert!(against.held_downgrade.is_none());
}

#[tokio::test]
async fn your_own_sort_needs_no_holding() {
    let sorted = a_week_later_with(rate(Trait::OwnSort, 3, "anna")).await;
    assert_eq!(sorted.customer_class(), Class::Ok);
    assert_eq!(sorted.class_by_numbers(), Class::Good, "as it is held");
    assert!(sorted.held_downgrade.is_none());
}
