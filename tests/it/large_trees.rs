//! Referral trees that are too large to evaluate customer by customer. Answers about today are right for
//! any size. Answers about the past use today's figures instead, and mark this.

use crate::support::{
    app::{self, App},
    ask::{as_of, now},
    book::{Book, micros, refer},
};

/// Anna brought four, of whom one spent something; three are the most that are looked at.
async fn anna() -> App {
    let (mut app, mut book) = (app::start_with_largest_tree(3).await, Book::default());
    book.business("anna");
    book.paid_bill("2026-03-02", "anna", 100);
    for id in ["b-1", "b-2", "b-3", "b-4"] {
        book.business(id);
        book.tell("2026-02-01", "anna", refer(id, None));
    }
    book.paid_bill("2026-03-02", "b-4", 50);
    app.tell(&book).await;
    app.settle().await;
    app
}

#[tokio::test]
async fn today_a_tree_of_any_size_is_worth_what_it_is_worth() {
    let mut app = anna().await;
    let value = app.value("anna", now()).await;
    let basis = value.basis.clone().unwrap();
    assert!(!basis.referrals_of_today);
    assert!(basis.referral_publish_time.is_some());
    assert_eq!((value.brought_count, value.paying_referred_count), (4, 1));
    assert_eq!(micros(value.total_lifetime_value.as_ref()), 150_000_000);
    assert_eq!(micros(value.credited_value.as_ref()), 125_000_000);
    assert_eq!(micros(value.from_referrals.as_ref()), 25_000_000);
    assert_eq!(value.levels[0].customer_count, 4);
    let tree = app.tree("anna", 0, 0).await;
    assert_eq!((tree.nodes.len(), tree.truncated), (5, false));
    assert_eq!(micros(tree.nodes[0].total_value.as_ref()), 150_000_000);
    let small = app.value("b-4", now()).await;
    assert_eq!(micros(small.total_lifetime_value.as_ref()), 50_000_000);
}

#[tokio::test]
async fn the_estimate_of_what_would_be_missing_is_left_out_of_too_large_a_tree() {
    let mut app = anna().await;
    assert_eq!(app.value("anna", now()).await.incremental_value, None);
    assert!(app.value("b-4", now()).await.incremental_value.is_some());
    let early = app.value("anna", as_of("2026-03-31T00:00:00Z")).await;
    assert_eq!(early.incremental_value, None);
}

#[tokio::test]
async fn of_the_past_todays_figures_stand_in_for_too_large_a_tree_and_say_so() {
    let mut app = anna().await;
    let early = app.value("anna", as_of("2026-02-20T00:00:00Z")).await;
    let basis = early.basis.clone().unwrap();
    assert!(basis.referrals_of_today);
    assert!(basis.referral_publish_time.is_some());
    assert_eq!(micros(early.own_value.as_ref()), 0, "own value is of then");
    assert_eq!(micros(early.brought_value.as_ref()), 50_000_000);
    assert_eq!(early.brought_count, 4);
    let score = app.score("anna", as_of("2026-02-20T00:00:00Z")).await;
    assert!(score.basis.unwrap().referrals_of_today);
    let small = app.value("b-4", as_of("2026-03-31T00:00:00Z")).await;
    assert!(!small.basis.unwrap().referrals_of_today);
    assert_eq!(micros(small.own_value.as_ref()), 50_000_000);
    // Before anybody was brought there is nothing that is too large.
    let before = app.value("anna", as_of("2026-01-20T00:00:00Z")).await;
    assert!(!before.basis.unwrap().referrals_of_today);
    assert_eq!(before.brought_count, 0);
}
