//! Answers from memory. Each equals the computed answer, whatever was recorded and published meanwhile, by
//! this replica or another.

mod house;
mod races;

use customer_quality::{pb::v1::GetScoreRequest, rpc::answers::answer_memory};

use crate::support::{
    app,
    ask::now,
    book::{Book, buy, time},
    server::page,
    store::fresh_store,
};
use house::{House, Kind};

#[tokio::test]
async fn what_two_replicas_remember_is_what_would_be_computed_under_random_writes_by_both() {
    for seed in [3, 4] {
        let mut house = House::of(2, false, seed).await;
        for _ in 0..40 {
            house.step().await;
            house.compare().await;
        }
        house.compare_everything().await;
    }
}

#[tokio::test]
async fn what_the_sole_writer_remembers_is_what_would_be_computed_under_random_writes() {
    for seed in [5, 6] {
        let mut house = House::of(1, true, seed).await;
        for _ in 0..50 {
            house.step().await;
            house.compare().await;
        }
        house.compare_everything().await;
    }
}

#[tokio::test]
async fn an_answer_is_given_again_from_memory_alone_by_the_sole_writer_and_after_one_question_by_others()
 {
    for is_sole_writer in [true, false] {
        let store = fresh_store().await;
        let memory = answer_memory(app::ANSWER_MEMORY, is_sole_writer);
        let mut app = app::start_remembering(store, memory).await;
        let mut book = Book::default();
        book.neighbours();
        app.tell(&book).await;
        app.settle().await;
        let first = Kind::Full.ask(&mut app, "N-1").await;
        let locked = if is_sole_writer {
            "LOCK TABLE customers, facts, referral_figures, portfolio_publications"
        } else {
            "LOCK TABLE facts"
        };
        let mut lock = app.store.pool.begin().await.unwrap();
        sqlx::query(locked).execute(&mut *lock).await.unwrap();
        assert_eq!(Kind::Full.ask(&mut app, "N-1").await, first);
        lock.rollback().await.unwrap();
        assert_eq!(app.score("N-1", now()).await.customer_id, "N-1");
    }
}

#[tokio::test]
async fn a_fact_recorded_ahead_changes_what_is_remembered_when_it_happens() {
    for is_sole_writer in [true, false] {
        let store = fresh_store().await;
        let memory = answer_memory(app::ANSWER_MEMORY, is_sole_writer);
        let plain = app::start_remembering(store.beside().await, answer_memory(0, false)).await;
        let mut app = app::start_remembering(store, memory).await;
        let mut computing = plain;
        let mut book = Book::default();
        book.neighbours();
        // The clock stands at noon.
        book.tell_at(time("2026-07-01T14:00:00Z"), "N-1", buy(70));
        app.tell(&book).await;
        app.settle().await;
        computing.evaluator.refresh().await.unwrap();
        let mut answers = Vec::new();
        for text in [
            "2026-07-01T13:00:00Z",
            "2026-07-01T13:59:59Z",
            "2026-07-01T14:00:00Z",
        ] {
            for one in [&app, &computing] {
                one.clock.set(text.parse().unwrap());
            }
            let found = Kind::Basic.ask(&mut app, "N-1").await;
            assert_eq!(
                found.earned(),
                Kind::Basic.ask(&mut computing, "N-1").await.earned()
            );
            answers.push(found.earned());
        }
        assert_eq!(answers[0], answers[1]);
        assert_ne!(answers[1], answers[2], "{is_sole_writer}");
    }
}

#[tokio::test]
async fn an_answer_is_given_again_while_the_clock_runs() {
    let mut app = app::start_in_real_time().await;
    let mut book = Book::default();
    book.business("C-1");
    app.tell(&book).await;
    app.settle().await;
    for _ in 0..3 {
        let request = GetScoreRequest {
            customer_id: "C-1".to_owned(),
            ..GetScoreRequest::default()
        };
        app.quality.get_score(request).await.unwrap();
    }
    let (_, page) = page(app.admin, "/metrics").await;
    let given = page
        .lines()
        .find(|line| line.starts_with("customerquality_answers_total{") && line.contains("memory"));
    assert!(given.unwrap().ends_with(" 2"), "{given:?}");
}
