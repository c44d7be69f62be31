//! Stops in the middle of work.

use customer_quality::pb::v1::{Fact, RecordFactsRequest};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};

use super::house::{House, until};
use super::processes;
use crate::support::bodies::buy;
use crate::support::build::{at, fact, record};

/// A call that waits for a lock that nobody gives back.
#[tokio::test]
async fn work_that_does_not_end_is_cut_off_and_the_private_postgres_is_stopped_all_the_same() {
    let mut house = House::new();
    house.spawn_with(&[("CUSTOMER_QUALITY_DRAIN_LIMIT", "100ms")]);
    until("the service serves", async || {
        house.health().await.is_some()
    })
    .await;
    let mut blocker = PgConnection::connect(&house.database()).await.unwrap();
    blocker
        .execute("BEGIN; LOCK TABLE customers IN EXCLUSIVE MODE")
        .await
        .unwrap();
    let mut records = house.records();
    let call = tokio::spawn(async move { records.record_facts(first_purchase()).await });
    until("the call waits", async || {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        house.number(waiting).await == Some(1)
    })
    .await;

    let ended = house.stop().await;

    assert_eq!(ended.code(), Some(3), "{}", house.read("service.log"));
    assert_eq!(processes::postmaster(&house.data()), None);
    call.await.unwrap().unwrap_err();
}

fn first_purchase() -> RecordFactsRequest {
    let purchase = Fact {
        occur_time: at(1_577_836_800),
        ..fact("1", buy(1))
    };
    RecordFactsRequest {
        create_missing_customers: true,
        ..record(vec![purchase])
    }
}
