//! Which changes of a customer's own fields make portfolio figures dirty.

use std::collections::BTreeMap;

use customer_quality::store::{BasisKey, CustomerField, CustomerUpsert};
use domain::customer::{BuysAs, Customer, CustomerKind, Peers};
use domain::time::Month;
use serde_json::json;

use crate::support::facts::day;
use crate::support::store::{BUDGET, TestStore, fresh_store};

/// The figures at the beginning of a month.
fn key(first_day: &str) -> BasisKey {
    BasisKey {
        boundary: Month::of(day(first_day)),
        peers: Peers::Invoiced,
        model_id: "default".to_owned(),
        model_version: 1,
    }
}

const FIRST_DAYS: [&str; 3] = ["2025-02-01", "2025-03-01", "2025-04-01"];

async fn compute(test: &TestStore) {
    let keys = FIRST_DAYS.map(key);
    let begun = test.store.begin_bases(&keys).await.unwrap();
    let bodies = vec![json!({}); keys.len()];
    test.store
        .finish_bases(&keys, &begun, bodies)
        .await
        .unwrap();
}

/// Those that are clean, oldest first.
async fn clean(test: &TestStore) -> Vec<&'static str> {
    let clean = test.store.bases(&FIRST_DAYS.map(key)).await.unwrap();
    let is_clean = |first_day: &&str| clean.contains_key(&key(first_day));
    FIRST_DAYS.into_iter().filter(is_clean).collect()
}

async fn tell(test: &TestStore, customer: Customer) {
    let upsert = CustomerUpsert {
        customer,
        fields: CustomerField::ALL.into(),
        kind_given: true,
    };
    let told = test.store.upsert_customers(vec![upsert], false, BUDGET);
    let told = told.await.unwrap();
    assert_eq!(told.unchanged_count, 0);
}

fn customer(onboard: Option<&str>) -> Customer {
    Customer {
        customer_id: "a".to_owned(),
        name: "A".to_owned(),
        kind: CustomerKind::Business,
        onboard_date: onboard.map(day),
        acquisition_source: String::new(),
        buys_as: BuysAs::EndUser,
        attributes: BTreeMap::new(),
        prospect: false,
    }
}

#[tokio::test]
async fn a_new_customer_without_an_onboard_date_leaves_all_figures_clean() {
    let test = fresh_store().await;
    compute(&test).await;
    tell(&test, customer(None)).await;
    assert_eq!(clean(&test).await, FIRST_DAYS);
}

#[tokio::test]
async fn other_own_fields_may_change_and_figures_stay_clean() {
    let test = fresh_store().await;
    let first = customer(Some("2025-01-31"));
    tell(&test, first.clone()).await;
    compute(&test).await;
    let other = Customer {
        name: "B".to_owned(),
        kind: CustomerKind::Individual,
        acquisition_source: "fair".to_owned(),
        buys_as: BuysAs::Middleman,
        attributes: BTreeMap::from([("region".to_owned(), vec!["north".to_owned()])]),
        ..first
    };
    tell(&test, other).await;
    assert_eq!(clean(&test).await, FIRST_DAYS);
}

#[tokio::test]
async fn who_becomes_a_customer_makes_all_figures_dirty() {
    let test = fresh_store().await;
    compute(&test).await;
    let prospect = Customer {
        prospect: true,
        ..customer(None)
    };
    tell(&test, prospect).await;
    assert_eq!(clean(&test).await, FIRST_DAYS);
    tell(&test, customer(None)).await;
    assert_eq!(clean(&test).await, FIRST_DAYS[..0]);
}

#[tokio::test]
async fn a_changed_onboard_date_makes_figures_dirty_from_the_earlier_of_both_on() {
    let test = fresh_store().await;
    compute(&test).await;
    for (onboard, left) in [
        (Some("2025-03-31"), &FIRST_DAYS[..2]),
        (Some("2025-02-28"), &FIRST_DAYS[..1]),
        (Some("2025-03-01"), &FIRST_DAYS[..1]),
        (Some("2025-01-31"), &FIRST_DAYS[..0]),
        (Some("2025-12-01"), &FIRST_DAYS[..0]),
        (None, &FIRST_DAYS[..]),
    ] {
        tell(&test, customer(onboard)).await;
        assert_eq!(clean(&test).await, left, "{onboard:?}");
        compute(&test).await;
    }
}
