//! Under too much load, the service refuses calls early and with a clear error.

use std::{collections::BTreeSet, time::Duration};

use customer_quality::pb::v1::ErrorReason;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking, until};

/// How a peer says that it speaks HTTP/2: the preface, and no settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

#[tokio::test]
async fn a_call_too_many_is_refused_with_a_time_to_try_again_and_counted() {
    let server = TestServer::start(&[("max-calls", "2")]).await;
    let clients = [server.client().await, server.client().await];
    let call = |number: usize, what: &'static str| {
        let mut client = clients[number].clone();
        tokio::spawn(async move { client.get_system_info(asking(what)).await })
    };
    let taken = [call(0, "hold"), call(1, "hold")];
    server.holds(2).await;

    let status = call(0, "").await.unwrap().unwrap_err();
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
    call(0, "").await.unwrap().unwrap();
    let page = server.page("/metrics").await.1;
    let counted = page.lines().any(|line| {
        line.starts_with("rpc_server_calls_refused_total{")
            && line.contains("full=\"server\"")
            && line.ends_with(" 1")
    });
    assert!(counted, "{page}");
}

#[tokio::test]
async fn the_time_to_try_again_doubles_with_each_attempt() {
    let server = TestServer::start(&[("max-calls", "1")]).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.get_system_info(asking("hold")).await });
    server.holds(1).await;
    let mut other = server.client().await;
    for (before, millis) in [
        ("1", "1000"),
        ("3", "4000"),
        ("4000000000", "8000"),
        ("x", "500"),
    ] {
        let mut request = asking("");
        let metadata = request.metadata_mut();
        metadata.insert("grpc-previous-rpc-attempts", before.parse().unwrap());
        let status = other.get_system_info(request).await.unwrap_err();
        let pause = status.metadata().get("grpc-retry-pushback-ms").unwrap();
        assert_eq!(pause, millis, "{before} before");
    }
    server.let_go();
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_too_many_is_closed_while_all_have_calls_and_a_freed_place_is_used_again() {
    let server = TestServer::start(&[("max-connections", "1")]).await;
    let mut client = server.client().await;
    let call = tokio::spawn(async move { client.get_system_info(asking("hold")).await });
    server.holds(1).await;
    // A connection that is taken is greeted; one that is not is closed.
    let greeted = async || {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        // It may be closed already.
        let _ = stream.write_all(PREFACE).await;
        let taken = matches!(stream.read(&mut [0; 1]).await, Ok(1));
        taken.then_some(stream)
    };
    for _ in 0..5 {
        assert!(greeted().await.is_none());
    }
    server.let_go();
    call.await.unwrap().unwrap();
    until("the place is free again", async || {
        greeted().await.is_some()
    })
    .await;
}

#[tokio::test]
async fn peers_that_make_no_calls_make_room_for_those_that_do() {
    let server = TestServer::start(&[("max-connections", "20")]).await;
    let mut idle = Vec::new();
    for _ in 0..100 {
        for said in [&[][..], &PREFACE[..10], PREFACE] {
            let mut stream = TcpStream::connect(server.address).await.unwrap();
            // It may have made room already.
            let _ = stream.write_all(said).await;
            idle.push(stream);
        }
    }
    server
        .client()
        .await
        .get_system_info(asking(""))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_admin_port_answers_whoever_else_holds_connections_to_it() {
    let server = TestServer::start(&[]).await;
    let mut half = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(server.admin).await.unwrap();
        stream
            .write_all(b"GET /livez HTTP/1.1\r\nho")
            .await
            .unwrap();
        half.push(stream);
    }
    let alive = ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned());
    assert_eq!(server.page("/livez").await, alive);
    // The oldest ones had to go.
    let mut byte = [0; 1];
    assert_eq!(half[0].read(&mut byte).await.unwrap_or(0), 0);
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
