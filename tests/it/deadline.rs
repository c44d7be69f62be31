//! Calls end in time. A late call ends with `DEADLINE_EXCEEDED` and no other code.

use std::time::{Duration, Instant};

use customer_quality::pb::v1::ErrorReason;
use tonic::Code;
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking};

#[tokio::test]
async fn forty_of_forty_callers_deadlines_end_as_deadline_exceeded() {
    let server = TestServer::start(&[]).await;
    let mut client = server.raw_client();
    for round in 0..40 {
        let mut request = asking("hold");
        request
            .metadata_mut()
            .insert("grpc-timeout", format!("{}m", 5 + round).parse().unwrap());
        let status = client.get_system_info(request).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded, "{round}: {status:?}");
        let info = status.get_details_error_info().unwrap();
        assert_eq!(info.reason, ErrorReason::DeadlineExceeded.as_str_name());
        assert_eq!(info.metadata["budget_ms"], (5 + round).to_string());
    }
}

#[tokio::test]
async fn a_call_without_a_deadline_gets_the_default_one() {
    let server = TestServer::start(&[("default-deadline", "50ms")]).await;
    let began = Instant::now();
    let status = server
        .client()
        .await
        .get_system_info(asking("hold"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_deadline_too_far_away_is_cut_and_the_handler_knows_it() {
    let server = TestServer::start(&[("max-deadline", "20s")]).await;
    let mut request = asking("");
    request
        .metadata_mut()
        .insert("grpc-timeout", "1H".parse().unwrap());
    let answer = server
        .raw_client()
        .get_system_info(request)
        .await
        .unwrap()
        .into_inner();
    let left: u64 = answer.api_versions[0].parse().unwrap();
    assert!((15_000..=20_000).contains(&left), "{left}");
}
