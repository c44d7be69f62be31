//! Several callers that record the first facts of the same customer at once.

use customer_quality::error::Error;
use customer_quality::store::{RecordBatch, RecordOutcome};
use domain::fact::Fact;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::facts::{fact, purchase, retraction};
use crate::support::store::{BUDGET, TestStore, fresh_store};

/// What becomes of `batch`, which concerns customer `a`, when somebody else tells the first fact about
/// `x` after its locks were asked for and before it gets them.
async fn overtaken(test: &TestStore, batch: RecordBatch) -> Result<RecordOutcome, Error> {
    test.tell(vec![fact("a", "1", purchase(1))]).await.unwrap();
    let mut blocker = PgConnection::connect(&test.database.url).await.unwrap();
    blocker
        .execute("BEGIN; UPDATE customers SET name = name")
        .await
        .unwrap();
    let other = async {
        test.waits_for_a_lock().await;
        test.tell(vec![fact("x", "1", purchase(1))]).await.unwrap();
        blocker.execute("ROLLBACK").await.unwrap();
    };
    let (recorded, ()) = tokio::join!(test.store.record(batch, BUDGET), other);
    recorded
}

#[tokio::test]
async fn a_customer_created_while_a_call_waits_for_its_locks_does_not_exist_for_that_call() {
    let test = fresh_store().await;
    let batch = RecordBatch {
        facts: vec![fact("a", "2", purchase(1)), fact("x", "1", purchase(1))],
        ..RecordBatch::default()
    };
    let refused = overtaken(&test, batch).await.unwrap_err();
    let unknown = Error::CustomerNotFound {
        customer_id: "x".to_owned(),
    };
    assert_eq!(refused.parts().1, &unknown);
    assert_eq!(refused.place(), Some(1));
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 2);
}

#[tokio::test]
async fn a_fact_of_such_a_customer_is_not_there_to_be_retracted() {
    let test = fresh_store().await;
    let batch = RecordBatch {
        retractions: vec![retraction("a", "1"), retraction("x", "1")],
        ..RecordBatch::default()
    };
    let refused = overtaken(&test, batch).await.unwrap_err();
    let (_, cause) = refused.parts();
    assert_eq!(refused.place(), Some(1));
    assert!(matches!(cause, Error::FactNotFound { .. }), "{cause:?}");
    assert_eq!(test.count("SELECT count(*) FROM retractions").await, 0);
}

#[tokio::test]
async fn a_call_that_may_create_the_customer_counts_the_overtaking_fact_as_its_own() {
    let test = fresh_store().await;
    let batch = RecordBatch {
        facts: vec![fact("a", "2", purchase(1)), fact("x", "1", purchase(1))],
        create_missing_customers: true,
        ..RecordBatch::default()
    };
    let told = overtaken(&test, batch).await.unwrap();
    assert_eq!((told.recorded_count, told.duplicate_count), (1, 1));
    assert_eq!(told.created_customer_count, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_first_facts_told_by_many_at_once_are_recorded_once() {
    let test = fresh_store().await;
    for round in 0..10 {
        let facts: Vec<Fact> = (0..20)
            .map(|place| fact(&format!("{round}-{place}"), "1", purchase(1)))
            .collect();
        let tellers = (0..8).map(|teller| {
            let mut facts = facts.clone();
            facts.rotate_left(teller);
            let batch = RecordBatch {
                facts,
                // Every other one takes what it finds.
                create_missing_customers: teller % 2 == 0,
                allow_partial_success: true,
                ..RecordBatch::default()
            };
            test.store.record(batch, BUDGET)
        });
        let told = futures::future::try_join_all(tellers).await.unwrap();
        let recorded: i32 = told.iter().map(|told| told.recorded_count).sum();
        assert_eq!(recorded, 20);
        for (_, failure) in told.iter().flat_map(|told| &told.failures) {
            assert!(
                matches!(failure, Error::CustomerNotFound { .. }),
                "{failure:?}"
            );
        }
    }
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 200);
}
