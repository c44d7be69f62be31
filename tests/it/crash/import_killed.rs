//! Imports during which a process is killed or stopped. Their facts count once.

use std::time::{Duration, Instant};

use customer_quality::pb::v1::GetSystemInfoRequest;
use customer_quality::pb::v1::ListCustomersRequest;
use customer_quality::pb::v1::system_service_client::SystemServiceClient;
use tonic::Code;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_types::StatusExt;

use super::house::{End, House, until};
use super::processes;
use super::sheet::Sheet;

#[tokio::test]
async fn an_import_goes_on_over_a_killed_service_and_counts_once() {
    let mut house = House::new();
    house.start().await;
    let sheet = Sheet::new("a.csv", 150, 3_000);
    sheet.put_into(&house);
    let import = house.begin_import(&["a.csv"]);
    house.first_fact_of("a.csv").await;
    house.kill_service().await;
    house.start().await;
    sheet.is_finished(&End::of(import).await);
    sheet.is_all_there(&house).await;

    let sheet = Sheet::new("b.csv", 150, 3_000);
    sheet.put_into(&house);
    let mut import = house.begin_import(&["b.csv"]);
    house.first_fact_of("b.csv").await;
    import.kill().await.unwrap();
    house.kill_all().await;
    house.start().await;
    sheet.is_finished(&house.import(&["b.csv"]).await);
    sheet.is_all_there(&house).await;
    sheet.adds_nothing(&house).await;
}

#[tokio::test]
async fn an_import_goes_on_over_a_killed_postgres_and_counts_once() {
    let mut house = House::new();
    house.start().await;
    let sheet = Sheet::new("a.csv", 150, 3_000);
    sheet.put_into(&house);
    let import = house.begin_import(&["a.csv"]);
    house.first_fact_of("a.csv").await;
    processes::kill_postgres(&house.data());
    sheet.is_finished(&End::of(import).await);
    sheet.is_all_there(&house).await;
    sheet.adds_nothing(&house).await;
    assert!(house.stop().await.success());
}

#[tokio::test]
async fn a_postgres_that_stays_away_is_told_by_health_and_comes_back() {
    let mut house = House::new();
    house.start().await;
    let sheet = Sheet::new("a.csv", 100, 2_500);
    sheet.put_into(&house);
    let import = house.begin_import(&["a.csv"]);
    house.first_fact_of("a.csv").await;
    // Without its data it cannot be started again: as if the disk were gone for a while.
    let (place, away) = (house.data().join("postgres"), house.data().join("away"));
    let postmaster = processes::postmaster(&house.data()).unwrap();
    std::fs::rename(&place, &away).unwrap();
    processes::kill_family(postmaster);
    until("not serving", async || {
        house.health().await == Some(ServingStatus::NotServing)
    })
    .await;
    let began = Instant::now();
    let mut records = house.records();
    let asked = records.list_customers(ListCustomersRequest::default());
    let status = asked.await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    assert!(status.get_details_retry_info().is_some(), "{status:?}");
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let mut system = SystemServiceClient::new(house.channel());
    let told = system.get_system_info(GetSystemInfoRequest {}).await;
    assert!(told.is_ok(), "what needs no database is answered: {told:?}");
    let end = End::of(import).await;
    assert_eq!(end.code, Some(1), "{end:?}");
    assert!(
        end.remarks.contains("run the same command again"),
        "{end:?}"
    );

    std::fs::rename(&away, &place).unwrap();
    until("serving again", async || {
        house.health().await == Some(ServingStatus::Serving)
    })
    .await;
    sheet.is_finished(&house.import(&["a.csv"]).await);
    sheet.is_all_there(&house).await;
}

#[tokio::test]
async fn a_service_that_is_stopped_drains_and_an_import_goes_on_with_the_next() {
    let mut house = House::new();
    house.start().await;
    let sheet = Sheet::new("a.csv", 150, 3_000);
    sheet.put_into(&house);
    let import = house.begin_import(&["a.csv"]);
    house.first_fact_of("a.csv").await;
    let ended = house.stop().await;
    assert_eq!(ended.code(), Some(0), "{}", house.read("service.log"));
    assert_eq!(
        processes::postmaster(&house.data()),
        None,
        "Postgres has stopped as well"
    );
    house.start().await;
    sheet.is_finished(&End::of(import).await);
    sheet.is_all_there(&house).await;
    sheet.adds_nothing(&house).await;
}
