//! The evaluator: a standing agrees with an answer about the customer, after any kind of change.

mod check;

use customer_quality::pb::v1::{
    CostKind, CustomerKind, EffortBilling, EffortKind, ScoreView, Trait, UpsertCustomersRequest,
    score_result,
};
use prost_types::FieldMask;
use tokio_util::sync::CancellationToken;

use crate::support::{
    app::{self, App},
    ask::{as_of, now},
    book::{Book, best_deal, bill, buy, leave, micros, pay, rate, refer, spend, wallet, work},
    build::customer,
    portfolio::portfolio,
    server::until,
};
use check::{check, standings};

#[tokio::test]
async fn standings_say_what_the_answers_say() {
    for seed in [11, 12] {
        let (book, mut app) = (portfolio(seed), app::start().await);
        app.clock.set("2024-07-01T10:00:00Z".parse().unwrap());
        app.tell(&book).await;
        assert_eq!(app.waiting().await, 19);
        app.catch_up().await;
        check(&mut app, &book.ids()).await;
        app.clock.set("2024-09-17T10:00:00Z".parse().unwrap());
        app.catch_up().await;
        check(&mut app, &book.ids()).await;
    }
}

/// A service that knows C-1 and five neighbours, with standings.
async fn app_with_standings() -> (App, Vec<String>) {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.business("C-1");
    book.neighbours();
    book.paid_bill("2026-02-02", "C-1", 500);
    // Payments are still recorded.
    book.paid_bill("2026-06-01", "N-1", 10);
    app.tell(&book).await;
    app.catch_up().await;
    (app, book.ids())
}

#[tokio::test]
async fn a_caught_up_evaluator_has_nothing_to_do() {
    let (app, _) = app_with_standings().await;
    let mut worker = app.worker();
    assert!(
        worker.catch_up().await.unwrap() <= 1,
        "one pass over the forest"
    );
    assert_eq!(worker.catch_up().await.unwrap(), 0);
}

#[tokio::test]
async fn a_fact_a_retraction_and_a_changed_customer_make_the_standing_anew() {
    let (mut app, ids) = app_with_standings().await;
    let before = standings(&mut app).await;
    app.add("deal", "2026-06-20", "C-1", best_deal()).await;
    assert_eq!(app.waiting().await, 1);
    app.catch_up().await;
    let with_deal = standings(&mut app).await;
    assert!(with_deal["C-1"].points > before["C-1"].points);
    check(&mut app, &ids).await;

    app.retract("C-1", "deal").await;
    assert_eq!(app.waiting().await, 1);
    app.catch_up().await;
    let after = standings(&mut app).await;
    assert_eq!(after["C-1"].points, before["C-1"].points);

    let mut person = customer("C-1");
    person.kind = CustomerKind::Individual.into();
    let request = UpsertCustomersRequest {
        customers: vec![person],
        update_mask: Some(FieldMask {
            paths: vec!["kind".to_owned()],
        }),
        validate_only: false,
    };
    app.records.upsert_customers(request).await.unwrap();
    assert_eq!(app.waiting().await, 1);
    app.catch_up().await;
    let as_person = standings(&mut app).await;
    assert!(as_person["C-1"].coverage > after["C-1"].coverage);
    check(&mut app, &ids).await;
}

#[tokio::test]
async fn new_portfolio_figures_make_everybodys_standing_anew() {
    let (mut app, mut ids) = app_with_standings().await;
    // Brought is measured in median customers.
    app.add("refer", "2026-02-01", "N-1", refer("N-2", None))
        .await;
    app.catch_up().await;
    check(&mut app, &ids).await;
    let before = standings(&mut app).await;
    let mut more = Book::default();
    for number in 6..=9 {
        let id = format!("N-{number}");
        more.business(&id);
        more.paid_bill("2026-04-01", &id, 20_000);
        ids.push(id);
    }
    app.tell(&more).await;
    assert_eq!(app.waiting().await, 4);
    app.catch_up().await;
    check(&mut app, &ids).await;
    let after = standings(&mut app).await;
    assert!(after["N-1"].points < before["N-1"].points);
}

#[tokio::test]
async fn a_new_day_makes_everybodys_standing_anew() {
    let (mut app, ids) = app_with_standings().await;
    app.add(
        "bill",
        "2026-06-12",
        "C-1",
        bill("R-9", 900, "2026-06-12", "2026-06-26"),
    )
    .await;
    let mut worker = app.worker();
    worker.catch_up().await.unwrap();
    let before = standings(&mut app).await;
    app.clock.set("2026-07-02T00:00:01Z".parse().unwrap());
    assert!(worker.catch_up().await.unwrap() > 0);
    check(&mut app, &ids).await;
    let after = standings(&mut app).await;
    assert!(
        after["C-1"].points < before["C-1"].points,
        "late since today"
    );
    let mut unwritten = 0;
    for id in &ids {
        let is_written = after[id].as_of_time != before[id].as_of_time;
        unwritten += usize::from(!is_written);
        assert_eq!(after[id] != before[id], is_written, "{id}");
    }
    assert!(unwritten > 0, "who is said to be the same is not written");
    app.clock.set("2026-07-02T23:59:59Z".parse().unwrap());
    assert_eq!(worker.catch_up().await.unwrap(), 0, "still the same day");
    app.clock.set("2026-09-15T08:00:00Z".parse().unwrap());
    worker.catch_up().await.unwrap();
    check(&mut app, &ids).await;
}

#[tokio::test]
async fn a_referrers_standing_follows_those_they_brought_at_every_level() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    for id in ["A", "B", "C"] {
        book.business(id);
        book.paid_bill("2026-02-02", id, 100);
    }
    book.tell("2026-02-01", "A", refer("B", None));
    book.tell("2026-02-01", "B", refer("C", None));
    app.tell(&book).await;
    app.catch_up().await;
    let mut ids = book.ids();
    ids.sort();
    check(&mut app, &ids).await;
    let before = standings(&mut app).await;
    // Of July, so that no portfolio figures change.
    app.add("buy", "2026-07-01", "C", buy(40_000)).await;
    assert_eq!(app.waiting().await, 1);
    app.catch_up().await;
    check(&mut app, &ids).await;
    let after = standings(&mut app).await;
    assert!(after["A"].points > before["A"].points);
    assert!(after["B"].points > before["B"].points);
    assert_eq!(after["N-1"], before["N-1"]);
}

#[tokio::test]
async fn a_referrers_standing_follows_changes_below_that_cancel_out() {
    let (mut app, mut book) = (app::start().await, Book::default());
    book.neighbours();
    for id in ["A", "B", "C", "D"] {
        book.business(id);
        book.paid_bill("2026-02-02", id, 100);
    }
    book.tell("2026-02-01", "A", refer("B", None));
    book.tell("2026-02-01", "A", refer("C", None));
    book.tell("2026-02-01", "C", refer("D", None));
    app.tell(&book).await;
    app.catch_up().await;
    let mut ids = book.ids();
    ids.sort();
    let before = standings(&mut app).await;
    // B stops paying their way, and D brings what B costs: the tree is worth what it was.
    let mut news = Book::default();
    news.tell("2026-07-01", "B", spend(CostKind::Direct, 400));
    news.tell("2026-07-01", "D", buy(400));
    app.tell(&news).await;
    assert_eq!(app.waiting().await, 2);
    app.catch_up().await;
    check(&mut app, &ids).await;
    let after = standings(&mut app).await;
    assert!(after["A"].points < before["A"].points);
}

#[tokio::test]
async fn a_fact_told_ahead_counts_in_lists_once_it_happens() {
    let (mut app, mut ids) = app_with_standings().await;
    app.clock.set("2026-07-02T06:00:00Z".parse().unwrap());
    let mut book = Book::default();
    book.business("R-1");
    book.paid_bill("2026-02-02", "R-1", 100);
    book.tell("2026-02-01", "R-1", refer("C-1", None));
    app.tell(&book).await;
    ids.push("R-1".to_owned());
    let mut worker = app.worker();
    worker.catch_up().await.unwrap();
    let before = standings(&mut app).await;
    // At noon.
    app.add("buy", "2026-07-02", "C-1", buy(70_000)).await;
    worker.catch_up().await.unwrap();
    assert_eq!(
        standings(&mut app).await["C-1"].points,
        before["C-1"].points
    );
    app.clock.set("2026-07-02T12:00:30Z".parse().unwrap());
    assert!(worker.catch_up().await.unwrap() > 0);
    let after = standings(&mut app).await;
    assert!(after["R-1"].points > before["R-1"].points);
    for result in app.scores(&ids, now(), ScoreView::Basic).await {
        let Some(score_result::Result::Score(score)) = result.result else {
            panic!("{result:?}")
        };
        let standing = &after[&score.customer_id];
        assert_eq!(standing.points, score.points, "{}", score.customer_id);
    }
    app.clock.set("2026-07-02T12:01:30Z".parse().unwrap());
    assert_eq!(worker.catch_up().await.unwrap(), 0, "nothing is left");
}

#[tokio::test]
async fn a_clock_that_was_days_ahead_leaves_nothing_behind() {
    let (mut app, ids) = app_with_standings().await;
    // Within a month, so that no portfolio figures change.
    for day in [17, 28, 17] {
        app.clock
            .set(format!("2026-07-{day}T12:00:00Z").parse().unwrap());
        app.catch_up().await;
    }
    app.add("referral", "2026-07-01", "C-1", refer("N-1", None))
        .await;
    app.catch_up().await;
    check(&mut app, &ids).await;
}

#[tokio::test]
async fn facts_that_keep_coming_do_not_keep_lists_and_rankings_from_being_made() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for number in 0..450 {
        book.business(&format!("C-{number:03}"));
    }
    book.tell("2026-02-01", "C-000", refer("C-449", None));
    app.tell(&book).await;
    let stop = CancellationToken::new();
    let work = app.worker().run(stop.clone());
    let store = app.store.store.clone();
    let facts_keep_coming = async {
        let mut number = 0;
        until("lists and rankings are made", async || {
            number += 1;
            app.add(&format!("n-{number}"), "2026-07-01", "C-001", buy(1))
                .await;
            // Those about whom news came since the round began wait for the next one.
            store.newer_publication(0).await.unwrap().is_some() && app.waiting().await <= 2
        })
        .await;
        stop.cancel();
    };
    tokio::join!(work, facts_keep_coming);
    let made = standings(&mut app).await;
    assert_eq!(made.len(), 450);
}

#[tokio::test]
async fn past_customers_and_prospects_have_standings() {
    let (mut app, mut ids) = app_with_standings().await;
    let mut book = Book::default();
    book.business("P-1");
    book.business("Q-1");
    book.tell(
        "2026-01-05",
        "P-1",
        bill("R-1", 2_000, "2026-01-05", "2026-01-20"),
    );
    book.tell("2026-01-25", "P-1", refer("N-1", None));
    book.tell("2026-02-10", "P-1", leave());
    // What comes after they left counts for their value, not for their class.
    book.tell("2026-06-10", "P-1", pay("R-1", 1_500));
    book.tell(
        "2026-06-11",
        "P-1",
        work(EffortKind::Accounting, EffortBilling::Unbilled, 90),
    );
    book.tell("2026-06-10", "Q-1", rate(Trait::RespectsUs, 5, "anna"));
    book.tell("2026-06-10", "Q-1", wallet(Some(100), None));
    app.tell(&book).await;
    app.catch_up().await;
    ids.extend(["P-1".to_owned(), "Q-1".to_owned()]);
    check(&mut app, &ids).await;
    let value = app.value("P-1", now()).await;
    let when_they_left = app.value("P-1", as_of("2026-02-11T12:00:00Z")).await;
    assert!(
        micros(value.own_value.as_ref()) < micros(when_they_left.own_value.as_ref()),
        "{value:?}"
    );
    assert_eq!(app.value("Q-1", now()).await.rank_by_own_spending, None);
}

#[tokio::test]
async fn two_evaluators_at_once_do_no_harm() {
    let (book, mut app) = (portfolio(13), app::start().await);
    app.clock.set("2024-07-03T10:00:00Z".parse().unwrap());
    let (mut one, mut other) = (app.worker(), app.worker());
    let whole = book.facts.len();
    for part in book.facts.chunks(whole / 3 + 1) {
        let part = Book {
            customers: book.customers.clone(),
            facts: part.to_vec(),
        };
        let (told, first, second) = tokio::join!(app.tell(&part), one.catch_up(), other.catch_up());
        assert!(told.seconds > 0);
        first.unwrap();
        second.unwrap();
    }
    let (first, second) = tokio::join!(one.catch_up(), other.catch_up());
    first.unwrap();
    second.unwrap();
    // Whoever came last has seen everything.
    one.catch_up().await.unwrap();
    check(&mut app, &book.ids()).await;
}
