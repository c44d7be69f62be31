//! Callers who do not read their answers do not block the answers of others.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use customer_quality::pb::v1::{
    ErrorReason, GetSystemInfoRequest, system_service_client::SystemServiceClient,
};
use h2::{
    RecvStream,
    client::{ResponseFuture, SendRequest},
};
use http::{Request, Response};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use prost::bytes::Bytes;
use tokio::net::TcpSocket;
use tonic_types::StatusExt;

use crate::support::server::{RawClient, TestServer, asking, until};

const METHOD: &str = "/customerquality.v1.SystemService/GetSystemInfo";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// A connection that allows the server not one byte of an answer.
struct Deaf {
    connection: SendRequest<Bytes>,
    calls: Vec<ResponseFuture>,
    /// Dropping one would tell the server that its answer is not wanted any more.
    unread: Vec<Response<RecvStream>>,
}

impl Deaf {
    async fn connect(server: SocketAddr, from: IpAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        let stream = socket.connect(server).await.unwrap();
        let (connection, driver) = h2::client::Builder::new()
            .initial_window_size(0)
            .handshake(stream)
            .await
            .unwrap();
        tokio::spawn(driver);
        Self {
            connection,
            calls: Vec::new(),
            unread: Vec::new(),
        }
    }

    async fn call(&mut self, timeout: &str) {
        let request = Request::post(format!("http://server{METHOD}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", timeout)
            .body(())
            .unwrap();
        let mut connection = self.connection.clone().ready().await.unwrap();
        let (answer, mut body) = connection.send_request(request, false).unwrap();
        // An empty message.
        body.send_data(Bytes::from_static(&[0; 5]), true).unwrap();
        self.calls.push(answer);
    }

    /// How many of its calls the server has begun to answer, and how many it has refused.
    async fn heads(&mut self) -> (usize, usize) {
        let (mut begun, mut refused) = (0, 0);
        for call in self.calls.drain(..) {
            let head = call.await.unwrap();
            match head.headers().get("grpc-status") {
                None => begun += 1,
                Some(_) => refused += 1,
            }
            self.unread.push(head);
        }
        (begun, refused)
    }
}

fn client(server: &TestServer, from: IpAddr) -> RawClient {
    let mut connector = HttpConnector::new();
    connector.set_local_address(Some(from));
    let client = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build(connector);
    let origin = format!("http://{}", server.address).parse().unwrap();
    SystemServiceClient::with_origin(client, origin)
}

async fn active(server: &TestServer) -> Option<u64> {
    let page = server.page("/metrics").await.1;
    let line = page.lines().find(|line| {
        line.starts_with("rpc_server_calls_active{") && line.contains(METHOD.get(1..).unwrap())
    })?;
    line.rsplit_once(' ')?.1.parse().ok()
}

#[tokio::test]
async fn answers_that_nobody_reads_end_with_their_time_and_others_are_answered_meanwhile() {
    let server = TestServer::start(&[]).await;
    let mut deaf = Vec::new();
    for _ in 0..3 {
        let mut connection = Deaf::connect(server.address, HERE).await;
        for _ in 0..100 {
            connection.call("30S").await;
        }
        deaf.push(connection);
    }
    let mut begun = 0;
    for connection in &mut deaf {
        begun += connection.heads().await.0;
    }
    // Of 256 places, each of three connections gets at most as many as it leaves free.
    assert_eq!(begun, 100 + 78 + 39);
    let mut honest = client(&server, HERE);
    honest
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap();
    drop(deaf);
    until("the connections are gone", async || {
        active(&server).await == Some(0)
    })
    .await;

    let mut deaf = Deaf::connect(server.address, HERE).await;
    for _ in 0..100 {
        deaf.call("300m").await;
    }
    assert_eq!(deaf.heads().await, (100, 0));
    until("their time has ended the answers", async || {
        active(&server).await == Some(0)
    })
    .await;
    let page = server.page("/metrics").await.1;
    let counted = |code: &str| {
        page.lines().any(|line| {
            line.starts_with("rpc_server_call_duration_seconds_count{")
                && line.contains(&format!("\"{code}\""))
                && line.ends_with(" 100")
        })
    };
    assert!(counted("DEADLINE_EXCEEDED"), "{page}");
}

#[tokio::test]
async fn a_peer_with_many_connections_leaves_places_for_another_peer() {
    let server = TestServer::start(&[("max-calls", "32")]).await;
    let mut deaf = Vec::new();
    for _ in 0..32 {
        let mut connection = Deaf::connect(server.address, HERE).await;
        connection.call("30S").await;
        deaf.push(connection);
    }
    let mut begun = 0;
    for connection in &mut deaf {
        begun += connection.heads().await.0;
    }
    assert_eq!(begun, 30);
    let refused = client(&server, HERE)
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap_err();
    let reason = refused.get_details_error_info().unwrap().reason;
    assert_eq!(reason, ErrorReason::Overloaded.as_str_name());
    let mut other = client(&server, ELSEWHERE);
    other
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_answer_that_is_read_slowly_arrives_whole() {
    let server = TestServer::start(&[]).await;
    let answer = server.client().await.get_system_info(asking("large")).await;
    let version = answer.unwrap().into_inner().server_version;
    assert_eq!(version.len(), 1_000_000);
    assert!(version.bytes().all(|byte| byte == b'x'));
}

#[tokio::test]
async fn a_token_on_many_connections_leaves_places_for_another_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    std::fs::write(&file, "a-token-of-the-greedy\na-token-of-the-modest\n").unwrap();
    let settings = [("max-calls", "16"), ("token-file", file.to_str().unwrap())];
    let server = TestServer::start(&settings).await;
    let with = |token: &str, what: &'static str| {
        let mut request = asking(what);
        let bearer = format!("Bearer a-token-of-the-{token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        request
    };
    let mut held = Vec::new();
    for number in 1..=15 {
        // Each from an address of its own.
        let mut greedy = client(&server, [127, 0, 1, number].into());
        let request = with("greedy", "hold");
        held.push(tokio::spawn(async move {
            greedy.get_system_info(request).await
        }));
        server.holds(usize::from(number)).await;
    }
    let mut client = client(&server, HERE);
    let refused = client
        .get_system_info(with("greedy", ""))
        .await
        .unwrap_err();
    let reason = refused.get_details_error_info().unwrap().reason;
    assert_eq!(reason, ErrorReason::Overloaded.as_str_name());
    client.get_system_info(with("modest", "")).await.unwrap();
    server.let_go();
    for call in held {
        tokio::time::timeout(Duration::from_secs(30), call)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}
