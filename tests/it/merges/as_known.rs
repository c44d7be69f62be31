//! Customers with several ids in answers about the past.

use chrono::TimeDelta;
use customer_quality::pb::v1::AnswerOptions;

use crate::support::{
    app,
    ask::{as_of, now},
    book::{Book, micros, refer},
};

fn known(at: prost_types::Timestamp) -> AnswerOptions {
    AnswerOptions {
        as_known_time: Some(at),
        ..AnswerOptions::default()
    }
}

#[tokio::test]
async fn ids_are_apart_as_known_before_their_merge_and_one_on_every_day_as_known_now() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "X", "below A"] {
        book.business(id);
        book.paid_bill("2024-03-02", id, 100);
    }
    book.tell("2024-01-02", "X", refer("A", None));
    book.tell("2024-01-05", "A", refer("below A", None));
    let before = app.tell(&book).await;
    let merged = app.merge("A", "B").await.record_time.unwrap();
    app.part("A", "B").await;
    // The database dates what is recorded, and nobody asks what will be known.
    let now_there = app.store.store.clock().await.unwrap();
    app.clock.set(now_there + TimeDelta::seconds(2));
    let parted = app.score("B", now()).await;
    assert_eq!(parted.basis.unwrap().merged_customer_ids, [""; 0]);
    for (time, revenue, brought) in [(before, 100, 0), (merged, 200, 1)] {
        let value = app.value("B", known(time)).await;
        assert_eq!(micros(value.own_revenue.as_ref()), revenue * 1_000_000);
        assert_eq!(value.brought_count, brought);
        let above = app.value("X", known(time)).await;
        assert_eq!(above.brought_count, 2);
    }
    assert_eq!(
        app.value("B", known(merged)).await.referrer_customer_id,
        "X"
    );
    assert_eq!(app.value("A", known(before)).await.customer_id, "A");
    assert_eq!(app.value("A", known(merged)).await.customer_id, "B");
    app.merge_again("A", "B").await;
    let then = app.value("A", as_of("2024-04-01T00:00:00Z")).await;
    assert_eq!(then.customer_id, "B");
    assert_eq!(micros(then.own_revenue.as_ref()), 200_000_000);
    assert_eq!(
        (then.brought_count, then.referrer_customer_id.as_str()),
        (1, "X")
    );
}

impl app::App {
    /// Merges two ids that were merged and parted before.
    async fn merge_again(&mut self, id: &str, into: &str) {
        let body = crate::support::book::merge(into);
        self.try_to_tell(id, "again", body).await.unwrap();
    }
}
