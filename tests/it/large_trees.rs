//! Trees with more customers than are looked at as they were: right today, and said to be of today for the past.

use crate::support::{
    app::{self, App},
    ask::{as_of, now},
    book::{Book, micros, refer},
};

/// Anna brought four, of whom one spent something. At most three are looked at as they were.
async fn app_with_anna() -> App {
    let (mut app, mut book) = (app::start_with_live_tree_nodes(3).await, Book::default());
    book.business("anna");
    book.paid_bill("2026-03-02", "anna", 100);
    for id in ["b-1", "b-2", "b-3", "b-4"] {
        book.business(id);
        book.tell("2026-02-01", "anna", refer(id, None));
    }
    book.paid_bill("2026-03-02", "b-4", 50);
    app.tell(&book).await;
    app
}

fn euros(units: i64) -> i64 {
    units * 1_000_000
}

#[tokio::test]
async fn today_a_tree_of_any_size_is_worth_what_everybody_in_it_is_worth() {
    let mut app = app_with_anna().await;
    let value = app.value("anna", now()).await;
    assert_eq!(value.brought_count, 4);
    assert_eq!(value.paying_referred_count, 1);
    assert_eq!(micros(value.total_lifetime_value.as_ref()), euros(150));
    assert_eq!(micros(value.credited_value.as_ref()), euros(125));
    assert_eq!(micros(value.from_referrals.as_ref()), euros(25));
    let levels: Vec<(i32, i32)> = value
        .levels
        .iter()
        .map(|level| (level.level, level.customer_count))
        .collect();
    assert_eq!(levels, [(1, 4)]);
    assert_eq!(value.incremental_value, None, "too many to estimate");
    let basis = value.basis.unwrap();
    assert!(basis.referral_publish_time.is_some() && !basis.referrals_of_today);
    let tree = app.tree("anna", 0, 0).await;
    assert_eq!((tree.nodes.len(), tree.truncated), (5, false));
    assert_eq!(micros(tree.nodes[0].total_value.as_ref()), euros(150));
    assert_eq!(tree.nodes[0].brought_count, 4);
    let few = app.tree("anna", 0, 3).await;
    assert_eq!((few.nodes.len(), few.truncated), (3, true));
}

#[tokio::test]
async fn a_past_day_of_a_large_tree_rests_on_what_is_published_today_and_says_so() {
    let mut app = app_with_anna().await;
    app.settle().await;
    let then = as_of("2026-03-01T12:00:00Z");
    let value = app.value("anna", then.clone()).await;
    assert_eq!(micros(value.own_value.as_ref()), 0, "not yet paid then");
    assert_eq!(micros(value.brought_value.as_ref()), euros(50), "today's");
    let basis = value.basis.unwrap();
    assert!(basis.referrals_of_today && basis.referral_publish_time.is_some());
    let score = app.score("anna", then.clone()).await.basis.unwrap();
    assert!(score.referrals_of_today);
    let small = app.value("b-4", then).await.basis.unwrap();
    assert!(!small.referrals_of_today);
}
