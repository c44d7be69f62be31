//! Answers from memory about a customer with several ids.

use customer_quality::{
    pb::v1::{RecordFactsRequest, Score},
    rpc::answers::answer_memory,
};
use futures::future::join_all;

use crate::support::{
    app::{self, App},
    ask::now,
    bodies::fact,
    book::{Book, buy, micros, time},
    store::fresh_store,
};

fn revenue(score: &Score) -> i64 {
    micros(score.economics.as_ref().unwrap().revenue.as_ref()) / 1_000_000
}

async fn two(is_sole_writer: bool) -> App {
    let memory = answer_memory(app::ANSWER_MEMORY, is_sole_writer);
    let mut app = app::start_remembering(fresh_store().await, memory).await;
    let mut book = Book::default();
    for id in ["A", "B"] {
        book.business(id);
        book.tell("2026-03-02", id, buy(100));
    }
    app.tell(&book).await;
    app.settle().await;
    app
}

/// Asks twice, so that the second answer comes from memory if it may.
async fn asked(app: &mut App, id: &str) -> i64 {
    let first = revenue(&app.score(id, now()).await);
    assert_eq!(revenue(&app.score(id, now()).await), first);
    first
}

#[tokio::test]
async fn an_answer_is_not_given_again_after_a_merge_a_write_under_another_id_or_an_undo() {
    for is_sole_writer in [true, false] {
        let mut app = two(is_sole_writer).await;
        assert_eq!(asked(&mut app, "B").await, 100);
        assert_eq!(asked(&mut app, "A").await, 100);
        app.merge("A", "B").await;
        assert_eq!(asked(&mut app, "B").await, 200);
        assert_eq!(asked(&mut app, "A").await, 200);
        app.add("more", "2026-04-02", "A", buy(10)).await;
        assert_eq!(asked(&mut app, "B").await, 210);
        assert_eq!(asked(&mut app, "A").await, 210);
        app.retract("A", "more").await;
        assert_eq!(asked(&mut app, "B").await, 200);
        app.part("A", "B").await;
        assert_eq!(asked(&mut app, "B").await, 100);
        assert_eq!(asked(&mut app, "A").await, 100);
    }
}

#[tokio::test]
async fn writes_under_an_id_while_it_is_merged_and_parted_are_all_counted() {
    for is_sole_writer in [true, false] {
        let mut app = two(is_sole_writer).await;
        let records = app.records.clone();
        let write = |number: i64| {
            let mut records = records.clone();
            let id = format!("w-{number}");
            let fact = fact("A", "books", &id, time("2026-05-02T12:00:00Z"), buy(10));
            let facts = vec![fact];
            async move {
                let request = RecordFactsRequest {
                    facts,
                    ..RecordFactsRequest::default()
                };
                records.record_facts(request).await.unwrap();
            }
        };
        tokio::join!(join_all((0..20).map(write)), async {
            app.merge("A", "B").await;
            app.part("A", "B").await;
            let body = crate::support::book::merge("B");
            app.try_to_tell("A", "again", body).await.unwrap();
        });
        assert_eq!(asked(&mut app, "B").await, 400);
        let store = &app.store.store;
        assert_eq!(store.merge_differences().await.unwrap(), []);
        let ids = ["A", "B"].map(str::to_owned);
        assert_eq!(store.differences(&ids).await.unwrap(), []);
    }
}
