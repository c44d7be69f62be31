//! Too much is refused early and politely.

use std::{collections::BTreeSet, time::Duration};

use customer_quality::pb::v1::ErrorReason;
use tokio::{io::AsyncReadExt, net::TcpStream};
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking, until};

#[tokio::test]
async fn a_call_too_many_is_refused_with_a_time_to_try_again() {
    let server = TestServer::start(&[("max-calls", "2")]).await;
    let client = server.client().await;
    let call = |what: &'static str| {
        let mut client = client.clone();
        tokio::spawn(async move { client.get_system_info(asking(what)).await })
    };
    let taken = [call("hold"), call("hold")];
    server.holds(2).await;

    let status = call("").await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    let details = status.get_error_details();
    assert_eq!(
        details.error_info().unwrap().reason,
        ErrorReason::Overloaded.as_str_name()
    );
    assert_eq!(
        details.retry_info().unwrap().retry_delay,
        Some(Duration::from_millis(500))
    );
    assert_eq!(
        status.metadata().get("grpc-retry-pushback-ms").unwrap(),
        "500"
    );
    let mut health = HealthClient::new(server.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();

    server.let_go();
    for call in taken {
        call.await.unwrap().unwrap();
    }
    call("").await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_too_many_is_closed_and_a_freed_place_is_used_again() {
    let server = TestServer::start(&[("max-connections", "1")]).await;
    let first = server.client().await.get_system_info(asking("")).await;
    first.unwrap();
    // A connection that is taken is greeted; one that is not is closed.
    let greeted = async || {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let taken = matches!(stream.read(&mut [0; 1]).await, Ok(1));
        taken.then_some(stream)
    };
    let mut held = None;
    until("the first one's place is free", async || {
        held = greeted().await;
        held.is_some()
    })
    .await;
    for _ in 0..5 {
        assert!(greeted().await.is_none());
    }
    drop(held);
    until("the place is free again", async || {
        greeted().await.is_some()
    })
    .await;
}

#[tokio::test]
async fn an_old_connection_is_left_without_a_failed_call() {
    let server = TestServer::start(&[("connection-age", "200ms")]).await;
    let mut client = server.raw_client();
    let mut connections = BTreeSet::new();
    until("four connections have been used", async || {
        let answer = client.get_system_info(asking("")).await;
        connections.insert(answer.unwrap().into_inner().server_version);
        connections.len() >= 4
    })
    .await;
}
