//! What is derived from merges can be compared with the facts and made again.

use crate::support::{
    app,
    ask::now,
    book::{Book, micros, refer},
    store::BUDGET,
};

#[tokio::test]
async fn a_planted_difference_in_the_merges_is_found_and_put_right() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "C", "D"] {
        book.business(id);
        book.paid_bill("2026-03-02", id, 100);
    }
    book.tell("2026-01-02", "A", refer("D", None));
    app.tell(&book).await;
    app.merge("A", "B").await;
    app.merge("B", "C").await;
    let ids = book.ids();
    for planted in [
        "DELETE FROM merged_customers WHERE customer_id = 'B'",
        "UPDATE merged_customers SET head_customer_id = 'B' WHERE customer_id = 'A'",
        "INSERT INTO merged_customers VALUES ('D', 'C', 'C')",
    ] {
        sqlx::query(planted).execute(&app.store.pool).await.unwrap();
        let store = app.store.store.clone();
        let found = store.merge_differences().await.unwrap();
        assert_eq!(found.len(), 1, "{planted}");
        assert_eq!(store.rebuild_merges(BUDGET).await.unwrap(), found);
        assert_eq!(store.merge_differences().await.unwrap(), []);
        assert_eq!(store.differences(&ids).await.unwrap(), []);
    }
    assert_eq!(app.value("D", now()).await.referrer_customer_id, "C");
    let revenue = app.value("A", now()).await.own_revenue;
    assert_eq!(micros(revenue.as_ref()), 300_000_000);
}

#[tokio::test]
async fn a_planted_referrer_of_a_merged_customer_is_found_and_put_right() {
    let (mut app, mut book) = (app::start().await, Book::default());
    for id in ["A", "B", "X", "Y"] {
        book.business(id);
    }
    book.tell("2026-01-02", "X", refer("A", None));
    book.tell("2026-01-03", "Y", refer("B", None));
    app.tell(&book).await;
    app.merge("A", "B").await;
    app.merge("X", "Y").await;
    let store = app.store.store.clone();
    let ids = book.ids();
    assert_eq!(store.differences(&ids).await.unwrap(), []);
    let planted = "UPDATE referrals SET referrer_customer_id = 'X', fact_customer_id = NULL";
    sqlx::query(planted).execute(&app.store.pool).await.unwrap();
    assert_eq!(store.differences(&ids).await.unwrap().len(), 1);
    assert_eq!(store.rebuild(&ids, BUDGET).await.unwrap().len(), 1);
    assert_eq!(store.differences(&ids).await.unwrap(), []);
    assert_eq!(app.value("B", now()).await.referrer_customer_id, "Y");
}
