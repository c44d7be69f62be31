//! Histories, as known now and as known earlier.

use std::collections::BTreeMap;

use customer_quality::store::{CustomerField, CustomerUpsert, Cut, Knowledge};
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::fact::EffortKind;
use domain::time::Month;

use crate::support::facts::{
    cost, day, effort_of, euro, fact, fact_at, invoice, invoice_void, purchase, time,
};
use crate::support::store::{BUDGET, TestStore, fresh_store};

fn named(customer_id: &str, name: &str) -> CustomerUpsert {
    CustomerUpsert {
        customer: Customer {
            customer_id: customer_id.to_owned(),
            name: name.to_owned(),
            kind: CustomerKind::Individual,
            onboard_date: Some(day("2024-01-31")),
            acquisition_source: "fair".to_owned(),
            buys_as: BuysAs::Middleman,
            attributes: BTreeMap::from([("region".to_owned(), vec!["north".to_owned()])]),
            prospect: true,
        },
        fields: CustomerField::ALL.into(),
        kind_given: true,
    }
}

#[tokio::test]
async fn a_past_answer_has_the_fields_of_its_time_and_nobody_who_came_later() {
    let test = fresh_store().await;
    let tell = |upsert| test.store.upsert_customers(vec![upsert], false, BUDGET);
    let first = tell(named("a", "first")).await.unwrap().customers.remove(0);
    let second = tell(named("a", "second"))
        .await
        .unwrap()
        .customers
        .remove(0);
    tell(named("b", "later")).await.unwrap();
    let ids = ["a".to_owned(), "b".to_owned(), "nobody".to_owned()];
    let load = |knowledge| {
        let (store, ids) = (&test.store, &ids);
        async move {
            store
                .histories(ids, &Cut::default(), knowledge)
                .await
                .unwrap()
        }
    };
    for (known, name, customers) in [
        (first.update_time, "first", 1),
        (second.update_time, "second", 1),
    ] {
        let loaded = load(Knowledge::At(known)).await;
        assert_eq!(loaded.len(), customers);
        assert_eq!(loaded["a"].history.customer, named("a", name).customer);
        assert_eq!(loaded["a"].update_time, known);
    }
    let before = first.update_time - std::time::Duration::from_micros(1);
    assert!(load(Knowledge::At(before)).await.is_empty());
    let now = load(Knowledge::Now).await;
    assert_eq!(now.len(), 2);
    assert_eq!(
        (now["a"].revision, &now["a"].history.customer),
        (2, &second.customer)
    );
}

/// How many single facts that add up a read brings along, by what it asks for.
async fn movements(test: &TestStore, cut: &Cut) -> usize {
    let ids = ["a".to_owned()];
    let loaded = test
        .store
        .histories(&ids, cut, Knowledge::Now)
        .await
        .unwrap();
    // Their number shows only in the debug text.
    format!("{:?}", loaded["a"].history)
        .matches("Timed { time: 2024")
        .count()
}

#[tokio::test]
async fn only_the_facts_are_read_that_sums_cannot_replace() {
    let test = fresh_store().await;
    let facts = vec![
        fact_at("a", "1", "2024-01-15T00:00:00Z", cost(1)),
        fact_at("a", "2", "2024-02-15T00:00:00Z", cost(2)),
        fact_at(
            "a",
            "3",
            "2024-03-15T00:00:00Z",
            effort_of(60, EffortKind::Support),
        ),
        fact_at("a", "4", "2024-07-15T00:00:00Z", cost(4)),
        fact_at("a", "5", "2024-09-15T00:00:00Z", cost(4)),
    ];
    test.tell(facts).await.unwrap();
    let none = movements(&test, &Cut::default()).await;
    assert_eq!(none, 0);
    let months = vec![Month::of(day("2024-02-01")), Month::of(day("2024-03-01"))];
    let two = Cut {
        months: months.clone(),
        ..Cut::default()
    };
    assert_eq!(movements(&test, &two).await, 2);
    let verdict = Cut {
        months,
        six_month_verdicts: BTreeMap::from([("a".to_owned(), time("2100-01-01T00:00:00Z"))]),
        ..Cut::default()
    };
    assert_eq!(
        movements(&test, &verdict).await,
        2,
        "the relationship has not begun"
    );
    // It begins on 10 January 2024: day 182 is 10 July.
    test.tell(vec![fact_at("a", "6", "2023-01-10T00:00:00Z", purchase(0))])
        .await
        .unwrap();
    let wrong = crate::support::facts::retraction("a", "6");
    let told = vec![fact_at("a", "7", "2024-01-10T00:00:00Z", purchase(0))];
    let batch = customer_quality::store::RecordBatch {
        facts: told,
        retractions: vec![wrong],
        ..Default::default()
    };
    test.record(batch).await.unwrap();
    // The purchase shows twice: as a record, and as what it adds.
    assert_eq!(movements(&test, &verdict).await, 2 + 1 + 2);
    let told = Cut {
        months: vec![Month::of(day("2024-07-01"))],
        six_month_verdicts: BTreeMap::from([("a".to_owned(), time("2100-01-01T00:00:00Z"))]),
        ..Cut::default()
    };
    assert_eq!(
        movements(&test, &told).await,
        1 + 2,
        "no fact is read twice"
    );
}

#[tokio::test]
async fn what_the_core_calls_a_record_is_stored_as_one() {
    let test = fresh_store().await;
    let facts = vec![
        fact("a", "1", cost(1)),
        fact("a", "2", effort_of(60, EffortKind::Rework)),
        fact("a", "3", effort_of(60, EffortKind::Accounting)),
        fact("a", "4", purchase(1)),
        fact("a", "5", invoice("I", euro(1))),
    ];
    test.tell(facts).await.unwrap();
    let records: Vec<String> =
        sqlx::query_scalar("SELECT fact_id FROM facts WHERE is_record ORDER BY fact_id")
            .fetch_all(&test.pool)
            .await
            .unwrap();
    assert_eq!(records, ["3", "4", "5"]);
}

#[tokio::test]
async fn with_a_void_invoice_no_relationship_begins() {
    let test = fresh_store().await;
    // The invoice is of 10 March 2025: day 182 would be 8 September. From the purchase it is 8 November.
    let facts = vec![
        fact_at("a", "1", "2025-03-10T00:00:00Z", invoice("I", euro(1))),
        fact_at("a", "2", "2025-03-11T00:00:00Z", invoice_void("I")),
        fact_at("a", "3", "2025-05-10T00:00:00Z", purchase(1)),
        fact_at("a", "4", "2025-09-15T00:00:00Z", cost(1)),
        fact_at("a", "5", "2025-11-15T00:00:00Z", cost(1)),
    ];
    test.tell(facts).await.unwrap();
    for (seen, month) in [("2100-01-01", "2025-11"), ("2025-03-10", "2025-09")] {
        let seen = time(&format!("{seen}T12:00:00Z"));
        let cut = Cut {
            six_month_verdicts: BTreeMap::from([("a".to_owned(), seen)]),
            ..Cut::default()
        };
        let ids = ["a".to_owned()];
        let loaded = test.store.histories(&ids, &cut, Knowledge::Now);
        let read = format!("{:?}", loaded.await.unwrap()["a"].history);
        for of in ["2025-09", "2025-11"] {
            let is_read = read.contains(&format!("Timed {{ time: {of}-15"));
            assert_eq!(is_read, of == month, "{of} as seen at {seen}");
        }
    }
}
