//! Without a cost for an hour of your people, no sum deducts their time, and every answer says so.

use customer_quality::pb::{
    google_type::Money,
    v1::{Economics, EffortBilling, EffortKind, FindingQuestion, Purchase, fact::Body},
};
use customer_quality::store::HourChange;
use domain::money::UNIT;

use crate::support::{
    app::{self, App},
    ask::now,
    book::{Book, work},
    build::money,
};

/// C-1 bought for 1,000 in this currency, and was helped for two hours.
async fn helped(currency: &str) -> App {
    let (mut app, mut book) = (app::start_in(currency).await, Book::default());
    book.business("C-1");
    book.since("2025-01-06");
    let bought = Body::Purchase(Purchase {
        amount: money(currency, 1_000),
        exchange_rate: String::new(),
    });
    book.tell("2026-05-04", "C-1", bought);
    let help = work(EffortKind::Support, EffortBilling::Billed, 120);
    book.tell("2026-05-05", "C-1", help);
    app.tell(&book).await;
    app
}

async fn economics(app: &mut App) -> Economics {
    app.score("C-1", now()).await.economics.unwrap()
}

/// What they earn you, in words.
async fn earns(app: &mut App) -> String {
    let found = app.score("C-1", now()).await.findings;
    let about = |question| question == FindingQuestion::Earns;
    let finding = found.into_iter().find(|one| about(one.question()));
    finding.unwrap().sentence
}

fn sum(money: Option<Money>) -> (String, i64) {
    let money = money.unwrap();
    (money.currency_code, money.units)
}

#[tokio::test]
async fn without_the_cost_of_an_hour_sums_are_before_your_time() {
    let mut app = helped("SEK").await;
    let before = economics(&mut app).await;
    assert!(before.before_your_time);
    assert_eq!((before.hour_cost, before.hour_price), (None, None));
    assert_eq!(sum(before.effort_cost), ("SEK".to_owned(), 0));
    assert_eq!(sum(before.contribution), ("SEK".to_owned(), 1_000));
    assert!((before.minutes - 120.0).abs() < 1e-9);
    let words = "left you 1,000.00 SEK from July 2025 to June 2026 (your own time not counted)";
    assert_eq!(earns(&mut app).await, words);

    let hour = HourChange {
        cost: Some(400 * UNIT),
        price: Some(900 * UNIT),
    };
    app.store.store.put_hour(hour, None).await.unwrap();
    app.catch_up().await;
    let after = economics(&mut app).await;
    assert!(!after.before_your_time);
    assert_eq!(sum(after.hour_cost), ("SEK".to_owned(), 400));
    assert_eq!(sum(after.hour_price), ("SEK".to_owned(), 900));
    assert_eq!(sum(after.effort_cost), ("SEK".to_owned(), 800));
    assert_eq!(sum(after.contribution), ("SEK".to_owned(), 200));
    let said = earns(&mut app).await;
    assert!(
        !said.contains("not counted") && said.contains("400.00 SEK"),
        "{said}"
    );
}

#[tokio::test]
async fn where_an_hour_of_60_is_usual_it_is_taken() {
    let mut app = helped("CHF").await;
    let found = economics(&mut app).await;
    assert!(!found.before_your_time);
    assert_eq!(sum(found.hour_cost), ("CHF".to_owned(), 60));
    assert_eq!(sum(found.hour_price), ("CHF".to_owned(), 120));
    assert_eq!(sum(found.contribution), ("CHF".to_owned(), 880));
}
