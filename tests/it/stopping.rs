//! The server finishes its calls before it stops, and stops in any case.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use customer_quality::{pb::v1::ErrorReason, server::Ended};
use futures::stream;
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::oneshot};
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking, until};

async fn health(server: &TestServer, service: &str) -> ServingStatus {
    let mut client = HealthClient::new(server.channel().await);
    let request = HealthCheckRequest {
        service: service.to_owned(),
    };
    client.check(request).await.unwrap().into_inner().status()
}

async fn serving(server: &TestServer) {
    let ready = async || health(server, "").await == ServingStatus::Serving;
    until("serving", ready).await;
}

#[tokio::test]
async fn a_peer_that_says_nothing_does_not_hold_up_the_stop() {
    let server = TestServer::start(&[]).await;
    let silent = TcpStream::connect(server.address).await.unwrap();
    let mut half = TcpStream::connect(server.address).await.unwrap();
    half.write_all(b"PRI * HTTP/2").await.unwrap();
    server
        .client()
        .await
        .get_system_info(asking(""))
        .await
        .unwrap();
    let began = Instant::now();
    server.signal();
    assert_eq!(server.ended().await, Ended::Drained);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    drop((silent, half));
}

#[tokio::test]
async fn a_peer_that_does_not_hear_that_it_shall_leave_does_not_hold_up_the_stop() {
    let server = TestServer::start(&[("drain-limit", "60s")]).await;
    let mut deaf = TcpStream::connect(server.address).await.unwrap();
    deaf.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    server
        .client()
        .await
        .get_system_info(asking(""))
        .await
        .unwrap();
    let began = Instant::now();
    server.signal();
    assert_eq!(server.ended().await, Ended::Drained);
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    drop(deaf);
}

#[tokio::test]
async fn health_says_not_serving_while_calls_are_still_answered() {
    let server = TestServer::start(&[("drain-delay", "30s"), ("drain-limit", "60s")]).await;
    serving(&server).await;
    server.signal();
    until("not serving", async || {
        health(&server, "").await == ServingStatus::NotServing
    })
    .await;
    let service = "customerquality.v1.SystemService";
    assert_eq!(health(&server, service).await, ServingStatus::NotServing);
    assert_eq!(
        server.page("/readyz").await,
        (
            "HTTP/1.1 503 Service Unavailable".to_owned(),
            "stopping\n".to_owned()
        )
    );
    server
        .client()
        .await
        .get_system_info(asking(""))
        .await
        .unwrap();
    server.signal();
    server.ended().await;
}

#[tokio::test]
async fn a_call_in_work_is_finished() {
    let server = TestServer::start(&[]).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.get_system_info(asking("hold")).await });
    server.holds(1).await;
    server.signal();
    server.let_go();
    assert_eq!(server.ended().await, Ended::Drained);
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn work_whose_caller_has_gone_is_finished() {
    let server = TestServer::start(&[]).await;
    let (end, ended) = oneshot::channel();
    let unit = server.units.spawn(ended);
    server.signal();
    until("not ready", async || {
        server.page("/readyz").await.1 == "stopping\n"
    })
    .await;
    end.send(()).unwrap();
    assert_eq!(server.ended().await, Ended::Drained);
    assert!(unit.is_finished());
}

#[tokio::test]
async fn a_call_that_never_ends_is_cut_off_at_the_limit() {
    let server = TestServer::start(&[("drain-limit", "300ms")]).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.get_system_info(asking("hold")).await });
    server.holds(1).await;
    let began = Instant::now();
    server.signal();
    assert_eq!(server.ended().await, Ended::Cut);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn a_second_signal_stops_at_once() {
    let server = TestServer::start(&[("drain-limit", "60s"), ("drain-delay", "30s")]).await;
    server
        .client()
        .await
        .get_system_info(asking(""))
        .await
        .unwrap();
    let began = Instant::now();
    server.signal();
    server.signal();
    assert_eq!(server.ended().await, Ended::Cut);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn an_open_stream_is_told_to_go_on_elsewhere() {
    let server = TestServer::start(&[]).await;
    let mut reflection = ServerReflectionClient::new(server.channel().await);
    let mut answers = reflection
        .server_reflection_info(stream::pending())
        .await
        .unwrap()
        .into_inner();
    server.signal();
    let status = answers.message().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    let details = status.get_error_details();
    assert_eq!(
        details.error_info().unwrap().reason,
        ErrorReason::ShuttingDown.as_str_name()
    );
    assert!(details.retry_info().is_some());
    assert_eq!(server.ended().await, Ended::Drained);
}

#[tokio::test]
async fn the_server_is_ready_once_the_store_has_answered() {
    let server = TestServer::start(&[]).await;
    serving(&server).await;
    assert_eq!(server.page("/readyz").await.0, "HTTP/1.1 200 OK");
    assert_eq!(server.page("/livez").await.0, "HTTP/1.1 200 OK");
    server.store_answers.store(false, Ordering::SeqCst);
    assert_eq!(
        health(&server, "").await,
        ServingStatus::Serving,
        "a short failure is no news"
    );
}
