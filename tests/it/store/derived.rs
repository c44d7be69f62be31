//! The effects of a batch that fails in part, that is only validated, or that is too large.

use customer_quality::error::Error;
use customer_quality::store::{RecordBatch, RecordOutcome};
use domain::fact::{Body, Purchase};
use domain::money::{Amount, Currency, UNIT};
use sqlx::Executor;

use crate::support::facts::{
    cost, euro, fact, invoice, money, payment, purchase, referral, retraction, voice,
};
use crate::support::random::Random;
use crate::support::store::{BUDGET, TestStore, fresh_store};

/// Everything in the tables of customers but times and the queue's numbers.
async fn everything(test: &TestStore) -> String {
    let mut all = test.derived().await;
    for query in [
        "SELECT string_agg(customer_id || ' ' || revision, ', ' ORDER BY customer_id) FROM customers",
        "SELECT string_agg(customer_id || ' ' || revision, ', ' ORDER BY customer_id, revision)
         FROM customer_versions",
        "SELECT string_agg(customer_id || ' ' || fact_id || ' ' || body, ', '
                           ORDER BY customer_id, fact_id) FROM facts",
        "SELECT string_agg(customer_id || ' ' || fact_id, ', ' ORDER BY customer_id, fact_id)
         FROM retractions",
        "SELECT string_agg(customer_id, ', ' ORDER BY customer_id) FROM dirty_customers",
    ] {
        let rows: Option<String> = sqlx::query_scalar(query)
            .fetch_one(&test.pool)
            .await
            .unwrap();
        all.push_str(&rows.unwrap_or_default());
        all.push('\n');
    }
    all
}

fn counts(told: &RecordOutcome) -> [i32; 5] {
    [
        told.recorded_count,
        told.duplicate_count,
        told.retracted_count,
        told.duplicate_retraction_count,
        told.created_customer_count,
    ]
}

#[tokio::test]
async fn what_can_be_recorded_is_and_the_rest_is_reported() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", purchase(10))]).await.unwrap();
    let batch = RecordBatch {
        facts: vec![
            fact("a", "1", purchase(11)),
            fact("a", "2", purchase(1)),
            fact("new", "1", referral("new")),
            fact("a", "2", purchase(2)),
        ],
        retractions: vec![retraction("a", "9")],
        create_missing_customers: true,
        allow_partial_success: true,
        ..RecordBatch::default()
    };
    let told = test.record(batch).await.unwrap();
    assert_eq!(counts(&told), [1, 0, 0, 0, 0]);
    let failed: Vec<usize> = told.failures.iter().map(|failure| failure.0).collect();
    assert_eq!(failed, [0, 2, 3, 4]);
    assert!(matches!(told.failures[0].1, Error::FactConflict { .. }));
    assert!(matches!(told.failures[1].1, Error::SelfReferral { .. }));
    assert!(matches!(told.failures[3].1, Error::FactNotFound { .. }));
    assert_eq!(test.store.customer("new").await.unwrap(), None);
}

#[tokio::test]
async fn a_batch_that_fails_in_part_leaves_what_its_good_items_alone_would_have_left() {
    let (whole, good) = (fresh_store().await, fresh_store().await);
    let mut random = Random(7);
    let mut failed = 0;
    for _ in 0..60 {
        let batch = some_batch(&mut random);
        let told = whole.record(batch.clone()).await.unwrap();
        failed += told.failures.len();
        let fails = |place: usize| told.failures.iter().any(|failure| failure.0 == place);
        let facts = batch.facts.len();
        let mut rest = RecordBatch {
            allow_partial_success: false,
            ..batch
        };
        let mut place = 0;
        rest.facts.retain(|_| (!fails(place), place += 1).0);
        place = facts;
        rest.retractions.retain(|_| (!fails(place), place += 1).0);
        let alone = good.record(rest).await.unwrap();
        assert_eq!(counts(&alone), counts(&told));
    }
    assert!(failed > 50, "{failed} is too few to mean anything");
    assert_eq!(everything(&whole).await, everything(&good).await);
}

/// A batch over few customers, ids and numbers, so that much of it collides.
fn some_batch(random: &mut Random) -> RecordBatch {
    let ids = ["a", "b", "c", "d", "e"];
    let facts = (0..random.below(12)).map(|_| {
        let numbers = ["I-1", "I-2"];
        let body = match random.below(7) {
            0 => purchase(random.below(3) as i64),
            1 => cost(random.below(3) as i64),
            2 => referral(random.pick(&ids)),
            3 => invoice(random.pick(&numbers), euro(100)),
            4 => payment(
                random.pick(&numbers),
                money(5, random.pick(&["EUR", "USD"])),
            ),
            5 => voice("hm"),
            _ => purchase(5),
        };
        let fact_id = random.below(60).to_string();
        fact(random.pick(&ids), &fact_id, body)
    });
    let facts = facts.collect();
    let retractions = (0..random.below(4))
        .map(|_| retraction(random.pick(&ids), &random.below(60).to_string()))
        .collect();
    RecordBatch {
        facts,
        retractions,
        create_missing_customers: random.below(2) == 0,
        allow_partial_success: true,
        record_retracted_again: random.below(2) == 0,
        ..RecordBatch::default()
    }
}

#[tokio::test]
async fn a_batch_that_is_only_tried_is_checked_whole_and_writes_nothing() {
    let test = fresh_store().await;
    test.tell(vec![
        fact("a", "1", purchase(10)),
        fact("a", "2", referral("b")),
    ])
    .await
    .unwrap();
    let before = everything(&test).await;
    let batch = RecordBatch {
        facts: vec![fact("a", "3", purchase(1)), fact("c", "1", referral("b"))],
        retractions: vec![retraction("a", "2"), retraction("a", "1")],
        create_missing_customers: true,
        validate_only: true,
        ..RecordBatch::default()
    };
    let told = test.record(batch.clone()).await.unwrap();
    assert_eq!(counts(&told), [2, 0, 2, 0, 1]);
    assert_eq!(everything(&test).await, before);
    let wrong = RecordBatch {
        facts: vec![fact("a", "1", purchase(1))],
        ..batch
    };
    let refused = test.record(wrong).await.unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::FactRetracted { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_sum_that_would_not_fit_is_refused_at_the_item_that_makes_it_so() {
    let test = fresh_store().await;
    let huge = |micros: i64| {
        let currency = Currency::parse("EUR").unwrap();
        Body::Purchase(Purchase {
            amount: Amount::reporting_currency(micros, currency),
        })
    };
    test.tell(vec![fact("a", "1", huge(i64::MAX - 10 * UNIT))])
        .await
        .unwrap();
    let before = everything(&test).await;
    let facts = || {
        vec![
            fact("b", "1", purchase(1)),
            fact("a", "2", purchase(9)),
            fact("a", "3", purchase(9)),
        ]
    };
    let refused = test.tell(facts()).await.unwrap_err();
    assert_eq!(
        (refused.place(), refused.parts().1),
        (
            Some(2),
            &Error::AmountOverflow {
                customer_id: "a".into()
            }
        )
    );
    assert_eq!(everything(&test).await, before);

    let batch = RecordBatch {
        facts: facts(),
        create_missing_customers: true,
        allow_partial_success: true,
        ..RecordBatch::default()
    };
    let told = test.record(batch).await.unwrap();
    assert_eq!((told.recorded_count, told.failures[0].0), (2, 2));
    let refused = test
        .tell(vec![fact("c", "1", huge(i64::MAX))])
        .await
        .unwrap_err();
    assert!(
        matches!(refused.parts().1, Error::AmountOverflow { .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn derived_rows_that_were_spoilt_are_found_and_made_anew() {
    let test = fresh_store().await;
    let facts = vec![
        fact("a", "1", purchase(10)),
        fact("a", "2", invoice("I-1", euro(5))),
        fact("a", "3", referral("b")),
        fact("b", "1", cost(2)),
    ];
    test.tell(facts).await.unwrap();
    let before = test.derived().await;
    let ids = ["a".to_owned(), "b".to_owned()];
    assert_eq!(test.store.differences(&ids).await.unwrap(), []);
    for spoil in [
        "UPDATE customer_months SET purchase_micros = purchase_micros + 1 WHERE customer_id = 'a'",
        "DELETE FROM customer_months WHERE customer_id = 'b'",
        "DELETE FROM invoices",
        "UPDATE referrals SET would_have_come_anyway_bps = NULL",
    ] {
        test.pool.execute(spoil).await.unwrap();
        assert_eq!(
            test.store.differences(&ids).await.unwrap().len(),
            1,
            "{spoil}"
        );
        assert_eq!(
            test.store.rebuild(&ids, BUDGET).await.unwrap().len(),
            1,
            "{spoil}"
        );
        assert_eq!(test.derived().await, before, "{spoil}");
    }
    assert_eq!(test.store.rebuild(&ids, BUDGET).await.unwrap(), []);
}

#[tokio::test]
async fn a_stored_fact_that_cannot_be_read_is_an_error_and_never_left_out() {
    let test = fresh_store().await;
    test.tell(vec![
        fact("a", "1", voice("hm")),
        fact("a", "2", purchase(1)),
    ])
    .await
    .unwrap();
    let spoil = r#"UPDATE facts SET body = '{"voice": {"kind": "SONG"}}' WHERE fact_id = '1'"#;
    test.pool.execute(spoil).await.unwrap();
    let ids = ["a".to_owned()];
    let cut = customer_quality::store::Cut::default();
    let now = chrono_now(&test).await;
    for knowledge in [
        customer_quality::store::Knowledge::Now,
        customer_quality::store::Knowledge::At(now),
    ] {
        let unread = test
            .store
            .histories(&ids, &cut, knowledge)
            .await
            .unwrap_err();
        names_the_fact_only(&unread);
    }
    let query = customer_quality::store::FactQuery {
        customer_id: Some("a".to_owned()),
        limit: 10,
        ..Default::default()
    };
    names_the_fact_only(&test.store.facts(query).await.unwrap_err());
}

/// The text ends in the log, which holds no facts.
fn names_the_fact_only(error: &Error) {
    let Error::Corrupt(text) = error else {
        panic!("{error:?}")
    };
    assert!(text.contains("fact `1`"), "{text}");
    assert!(text.contains("Data error at line"), "{text}");
    assert!(!text.contains("SONG"), "{text}");
}

#[tokio::test]
async fn attributes_that_cannot_be_read_are_an_error_that_does_not_quote_them() {
    let test = fresh_store().await;
    test.tell(vec![fact("a", "1", voice("hm"))]).await.unwrap();
    let spoil = r#"UPDATE customers SET attributes = '{"region": "north"}'"#;
    test.pool.execute(spoil).await.unwrap();
    let unread = test.store.customer("a").await.unwrap_err();
    let Error::Corrupt(cause) = &unread else {
        panic!("{unread:?}")
    };
    assert!(cause.contains("customer `a`"), "{cause}");
    assert!(!cause.contains("north"), "{cause}");
}

async fn chrono_now(test: &TestStore) -> domain::time::Time {
    sqlx::query_scalar("SELECT clock_timestamp()")
        .fetch_one(&test.pool)
        .await
        .unwrap()
}
