//! Recording facts: each fact has its effect once, whatever the callers do.

use customer_quality::error::Error;
use customer_quality::store::{FactQuery, RecordBatch};
use domain::fact::Event;
use domain::history::months_of;

use crate::support::facts::{
    cost, effort, euro, fact, fact_at, invoice, key, purchase, referral, retraction, voice,
};
use crate::support::store::fresh_store;

#[tokio::test]
async fn a_fact_told_again_counts_as_duplicate_and_changes_nothing() {
    let test = fresh_store().await;
    let told = test
        .tell(vec![fact("a", "1", purchase(10)), fact("a", "2", cost(3))])
        .await
        .unwrap();
    assert_eq!((told.recorded_count, told.created_customer_count), (2, 1));
    let before = (
        test.derived().await,
        test.store.customer("a").await.unwrap(),
    );

    let again = test
        .tell(vec![fact("a", "2", cost(3)), fact("a", "1", purchase(10))])
        .await
        .unwrap();

    assert_eq!((again.recorded_count, again.duplicate_count), (0, 2));
    assert_eq!(
        (
            test.derived().await,
            test.store.customer("a").await.unwrap()
        ),
        before
    );
    let facts = [fact("a", "1", purchase(10)), fact("a", "2", cost(3))];
    assert_eq!(test.months("a").await, months_of(&facts.map(Event::from)));
}

#[tokio::test]
async fn a_fact_twice_in_one_batch_is_recorded_once() {
    let test = fresh_store().await;
    let told = test
        .tell(vec![
            fact("a", "1", purchase(10)),
            fact("a", "1", purchase(10)),
        ])
        .await;
    let told = told.unwrap();
    assert_eq!((told.recorded_count, told.duplicate_count), (1, 1));
    assert_eq!(
        test.months("a").await,
        months_of(&[fact("a", "1", purchase(10)).into()])
    );
}

#[tokio::test]
async fn other_content_under_a_known_key_is_refused_and_nothing_is_written() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", purchase(10))]).await.unwrap();
    let before = test.derived().await;

    let batch = vec![
        fact("a", "2", purchase(1)),
        fact("b", "1", cost(1)),
        fact("a", "1", purchase(11)),
    ];
    let refused = test.tell(batch).await.unwrap_err();

    let (_, error) = refused.parts();
    assert_eq!(refused.place(), Some(2));
    assert!(
        matches!(error, Error::FactConflict { fact_id, .. } if fact_id == "1"),
        "{error:?}"
    );
    assert_eq!(test.derived().await, before);
    assert_eq!(test.count("SELECT count(*) FROM facts").await, 1);
    assert_eq!(test.store.customer("b").await.unwrap(), None);
}

#[tokio::test]
async fn other_content_under_a_key_of_the_same_batch_is_refused() {
    let test = fresh_store().await;
    let batch = vec![fact("a", "1", purchase(10)), fact("a", "1", purchase(11))];
    let refused = test.tell(batch).await.unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::FactConflict { .. }),
        "{refused:?}"
    );
    assert_eq!(test.count("SELECT count(*) FROM customers").await, 0);
}

#[tokio::test]
async fn an_unknown_customer_is_refused_unless_it_may_be_created() {
    let test = fresh_store().await;
    let batch = RecordBatch {
        facts: vec![fact("a", "1", voice("hello"))],
        ..RecordBatch::default()
    };
    let refused = test.record(batch).await.unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::CustomerNotFound { .. }),
        "{refused:?}"
    );
    let told = test
        .tell(vec![fact("a", "1", referral("b"))])
        .await
        .unwrap();
    assert_eq!(told.created_customer_count, 2);
    assert_eq!(
        test.count("SELECT count(*) FROM customer_versions").await,
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_who_tell_a_fact_at_once_record_it_once() {
    let test = fresh_store().await;
    for round in 0..20 {
        let id = format!("c{round}");
        let racers = (0..16).map(|_| test.tell(vec![fact(&id, "1", purchase(10))]));
        let told: Vec<_> = futures::future::try_join_all(racers).await.unwrap();
        assert_eq!(told.iter().map(|told| told.recorded_count).sum::<i32>(), 1);
        assert_eq!(
            told.iter()
                .map(|told| told.created_customer_count)
                .sum::<i32>(),
            1
        );
        assert_eq!(
            test.months(&id).await,
            months_of(&[fact(&id, "1", purchase(10)).into()])
        );
    }
}

#[tokio::test]
async fn after_a_retraction_everything_is_as_if_the_fact_had_never_been_told() {
    let test = fresh_store().await;
    let rest = || {
        vec![
            fact("a", "1", purchase(10)),
            fact("a", "2", effort(600)),
            fact("b", "1", voice("hm")),
        ]
    };
    test.tell(rest()).await.unwrap();
    let before = test.derived().await;
    let history = test.history("a").await;
    let wrong = vec![
        fact("a", "3", purchase(7)),
        fact_at("a", "4", "2024-01-01T00:00:00Z", cost(7)),
        fact("a", "5", invoice("I-1", euro(100))),
        fact("a", "6", referral("b")),
    ];
    test.tell(wrong).await.unwrap();
    assert_ne!(test.derived().await, before);

    let retractions = ["3", "4", "5", "6"].map(|id| retraction("a", id)).to_vec();
    let batch = RecordBatch {
        retractions,
        ..RecordBatch::default()
    };
    let told = test.record(batch.clone()).await.unwrap();

    assert_eq!(
        (told.retracted_count, told.first_retraction_times),
        (4, vec![None; 4])
    );
    assert_eq!(test.derived().await, before);
    assert_eq!(test.history("a").await, history);
    let again = test.record(batch).await.unwrap();
    assert_eq!(
        (again.retracted_count, again.duplicate_retraction_count),
        (0, 4)
    );
    assert_eq!(
        again.first_retraction_times,
        vec![Some(told.record_time); 4]
    );
    let refused = test
        .tell(vec![fact("a", "3", purchase(7))])
        .await
        .unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::FactRetracted { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_fact_that_was_never_told_cannot_be_retracted() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", purchase(10))]).await.unwrap();
    for (customer_id, fact_id) in [("a", "2"), ("nobody", "1")] {
        let retractions = vec![retraction(customer_id, fact_id)];
        let batch = RecordBatch {
            retractions,
            ..RecordBatch::default()
        };
        let refused = test.record(batch).await.unwrap_err();
        assert_eq!(refused.place(), Some(0));
        assert!(
            matches!(refused.parts().1, Error::FactNotFound { .. }),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_correction_is_one_batch() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", invoice("I-1", euro(100)))])
        .await
        .unwrap();
    let batch = RecordBatch {
        facts: vec![fact("a", "2", invoice("I-1", euro(120)))],
        retractions: vec![retraction("a", "1")],
        ..RecordBatch::default()
    };
    test.record(batch).await.unwrap();
    let holder = "SELECT count(*) FROM invoices WHERE invoice_id = 'I-1' AND fact_id = '2'";
    assert_eq!(test.count(holder).await, 1);
    let query = FactQuery {
        customer_id: Some("a".to_owned()),
        limit: 10,
        ..FactQuery::default()
    };
    let live = test.store.facts(query.clone()).await.unwrap();
    assert_eq!(
        live.iter()
            .map(|it| it.fact.key.clone())
            .collect::<Vec<_>>(),
        [key("a", "2")]
    );
    let all = FactQuery {
        include_retracted: true,
        ..query
    };
    let all = test.store.facts(all).await.unwrap();
    assert_eq!(all.iter().filter(|it| it.retraction.is_some()).count(), 1);
}
