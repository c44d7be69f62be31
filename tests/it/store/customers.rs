//! Customers' own fields, and lists of facts.

use std::collections::BTreeMap;

use customer_quality::store::{
    CustomerField, CustomerFields, CustomerQuery, CustomerUpsert, FactQuery,
};
use domain::customer::{BuysAs, Customer, CustomerKind};
use domain::fact::{Fact, FactKind};

use crate::support::facts::{cost, day, fact, fact_at, purchase, retraction, voice};
use crate::support::store::{BUDGET, fresh_store};

fn upsert(customer_id: &str, name: &str) -> CustomerUpsert {
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
async fn an_upsert_replaces_the_fields_told_and_appends_a_version() {
    let test = fresh_store().await;
    let tell = |upserts| test.store.upsert_customers(upserts, false, BUDGET);
    let told = tell(vec![upsert("b", "B"), upsert("a", "A")])
        .await
        .unwrap();
    assert_eq!(
        (told.created_count, told.updated_count, told.unchanged_count),
        (2, 0, 0)
    );
    assert_eq!(told.customers[0].customer, upsert("b", "B").customer);
    assert_eq!(told.customers[1].revision, 1);

    let name_only = CustomerUpsert {
        fields: CustomerFields::from([CustomerField::Name]),
        kind_given: false,
        ..upsert("a", "Anna")
    };
    let mut blank = name_only.clone();
    blank.customer.attributes.clear();
    let told = tell(vec![blank, upsert("b", "B")]).await.unwrap();
    assert_eq!(
        (told.created_count, told.updated_count, told.unchanged_count),
        (0, 1, 1)
    );
    assert_eq!(told.customers[0].customer, upsert("a", "Anna").customer);
    assert_eq!(
        (told.customers[0].revision, told.customers[1].revision),
        (2, 1)
    );
    assert_eq!(
        test.store.customer("a").await.unwrap().unwrap(),
        told.customers[0]
    );
    assert_eq!(
        test.count("SELECT count(*) FROM customer_versions").await,
        3
    );
}

#[tokio::test]
async fn an_upsert_that_is_only_tried_writes_nothing() {
    let test = fresh_store().await;
    let tried = test
        .store
        .upsert_customers(vec![upsert("a", "A")], true, BUDGET)
        .await
        .unwrap();
    assert_eq!(
        (
            tried.created_count,
            tried.customers[0].customer.name.as_str()
        ),
        (1, "A")
    );
    assert_eq!(test.count("SELECT count(*) FROM customers").await, 0);
    assert_eq!(test.count("SELECT count(*) FROM dirty_customers").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn customers_told_by_many_at_once_are_created_once() {
    let test = fresh_store().await;
    let upserts: Vec<_> = (0..30)
        .map(|place| upsert(&format!("c{place}"), "same"))
        .collect();
    let tellers = (0..8).map(|teller| {
        let mut upserts = upserts.clone();
        upserts.rotate_left(teller * 3);
        test.store.upsert_customers(upserts, false, BUDGET)
    });
    let told = futures::future::try_join_all(tellers).await.unwrap();
    assert_eq!(told.iter().map(|told| told.created_count).sum::<i32>(), 30);
    assert_eq!(
        test.count("SELECT count(*) FROM customer_versions").await,
        30
    );
}

#[tokio::test]
async fn customers_are_listed_by_id_and_prefix() {
    let test = fresh_store().await;
    let ids = [
        "a%b",
        "a%c",
        "aXb",
        "a_",
        "b",
        "Ä",
        "\u{10FFFF}",
        "\u{10FFFF}x",
    ];
    let upserts = ids.iter().map(|id| upsert(id, "")).collect();
    test.store
        .upsert_customers(upserts, false, BUDGET)
        .await
        .unwrap();
    let list = async |prefix: &str, after: Option<&str>, limit: u32| {
        let listed = test
            .store
            .customers(CustomerQuery {
                prefix,
                after,
                limit,
                ..CustomerQuery::default()
            })
            .await
            .unwrap();
        listed
            .into_iter()
            .map(|it| it.customer.customer_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(list("", None, 100).await, ids);
    assert_eq!(list("a%", None, 100).await, ["a%b", "a%c"]);
    assert_eq!(list("a", Some("a%b"), 2).await, ["a%c", "aXb"]);
    assert_eq!(
        list("\u{10FFFF}", None, 100).await,
        ["\u{10FFFF}", "\u{10FFFF}x"]
    );
    assert!(list("c", None, 100).await.is_empty());
    let page = test.store.customer_ids(Some("aXb"), 2).await.unwrap();
    assert_eq!(page, ["a_", "b"]);
}

#[tokio::test]
async fn facts_are_listed_newest_first_by_every_condition() {
    let test = fresh_store().await;
    let labelled = |fact: Fact| Fact {
        label: "march.csv".to_owned(),
        ..fact
    };
    let facts = vec![
        fact_at("a", "1", "2025-01-01T00:00:00Z", purchase(1)),
        labelled(fact_at("a", "2", "2025-03-01T00:00:00Z", cost(1))),
        labelled(fact_at("b", "1", "2025-03-01T00:00:00Z", voice("hm"))),
        fact_at("a", "3", "2025-02-01T00:00:00Z", cost(1)),
        fact("a", "4", voice("hm")),
    ];
    test.tell(facts.clone()).await.unwrap();
    let batch = customer_quality::store::RecordBatch {
        retractions: vec![retraction("a", "3")],
        ..Default::default()
    };
    test.record(batch).await.unwrap();
    let list = async |query: FactQuery| {
        let listed = test
            .store
            .facts(FactQuery { limit: 10, ..query })
            .await
            .unwrap();
        let key = |it: &customer_quality::store::StoredFact| it.fact.key.clone();
        listed
            .iter()
            .map(key)
            .map(|key| key.customer_id + &key.fact_id)
            .collect::<Vec<_>>()
    };
    let of_a = FactQuery {
        customer_id: Some("a".to_owned()),
        ..FactQuery::default()
    };
    assert_eq!(list(of_a.clone()).await, ["a4", "a2", "a1"]);
    let all = FactQuery {
        include_retracted: true,
        ..of_a.clone()
    };
    assert_eq!(list(all.clone()).await, ["a4", "a2", "a3", "a1"]);
    let costs = FactQuery {
        kinds: vec![FactKind::Cost, FactKind::Voice],
        ..of_a.clone()
    };
    assert_eq!(list(costs).await, ["a4", "a2"]);
    let label = FactQuery {
        label: Some("march.csv".to_owned()),
        ..FactQuery::default()
    };
    assert_eq!(list(label).await, ["b1", "a2"]);
    let source = FactQuery {
        source: Some("books".to_owned()),
        ..FactQuery::default()
    };
    assert_eq!(list(source.clone()).await, ["a4", "b1", "a2", "a1"]);
    let after = Some((facts[2].occur_time, facts[2].key.clone(), 1));
    assert_eq!(list(FactQuery { after, ..source }).await, ["a2", "a1"]);
    let stored = test
        .store
        .facts(FactQuery { limit: 10, ..all })
        .await
        .unwrap();
    assert_eq!(stored[1].fact, facts[1]);
    assert_eq!(
        stored[2].retraction.as_ref().unwrap().0,
        retraction("a", "3")
    );
}
