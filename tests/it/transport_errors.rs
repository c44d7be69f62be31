//! Errors from the transport itself carry a reason like all other errors.

use customer_quality::{
    pb::v1::{ErrorReason, GetSystemInfoRequest},
    server::MAX_MESSAGE_BYTES,
};
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};
use tonic_types::StatusExt;

use crate::support::server::{TestServer, asking};

const KNOWN: &str = "/customerquality.v1.SystemService/GetSystemInfo";

/// Sends bytes as they are.
#[derive(Default)]
struct Plain;

impl Codec for Plain {
    type Encode = Vec<u8>;
    type Decode = ();
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Plain {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        prost::bytes::BufMut::put_slice(buffer, &item);
        Ok(())
    }
}

impl Decoder for Plain {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        Ok(Some(()))
    }
}

async fn send(server: &TestServer, path: &'static str, bytes: Vec<u8>) -> Status {
    let mut grpc = Grpc::new(server.channel().await);
    grpc.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static(path);
    grpc.unary(Request::new(bytes), path, Plain)
        .await
        .unwrap_err()
}

fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .unwrap_or_else(|| panic!("no ErrorInfo: {status:?}"))
        .reason
}

#[tokio::test]
async fn a_message_too_large_is_resource_exhausted_and_names_the_limit() {
    let server = TestServer::start(&[]).await;
    let status = send(&server, KNOWN, vec![0; MAX_MESSAGE_BYTES + 1]).await;
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), ErrorReason::MessageTooLarge.as_str_name());
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.metadata["max_bytes"], MAX_MESSAGE_BYTES.to_string());
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_the_callers_fault() {
    let server = TestServer::start(&[]).await;
    let status = send(&server, KNOWN, vec![0xff; 20]).await;
    assert_eq!(status.code(), Code::InvalidArgument);
    let bad = status.get_details_bad_request().unwrap();
    assert_eq!(bad.field_violations[0].reason, "MESSAGE_UNREADABLE");
}

#[tokio::test]
async fn a_compressed_message_is_refused_by_name_and_what_is_accepted_is_said() {
    let server = TestServer::start(&[]).await;
    let mut grpc = Grpc::new(server.channel().await);
    grpc.ready().await.unwrap();
    let mut request = Request::new(Vec::new());
    let metadata = request.metadata_mut();
    metadata.insert("grpc-encoding", "gzip".parse().unwrap());
    let path = http::uri::PathAndQuery::from_static(KNOWN);
    let status = grpc.unary(request, path, Plain).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    let expected = ErrorReason::CompressionNotSupported.as_str_name();
    assert_eq!(reason(&status), expected);
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.metadata["encoding"], "gzip");
    let accepted = status.metadata().get("grpc-accept-encoding").unwrap();
    assert_eq!(accepted, "identity");
}

#[tokio::test]
async fn unknown_methods_and_services_are_named() {
    let server = TestServer::start(&[]).await;
    for path in [
        "/customerquality.v1.SystemService/Nope",
        "/no.such.Service/Nope",
        "/",
    ] {
        let status = send(&server, path, Vec::new()).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
        assert_eq!(reason(&status), ErrorReason::UnknownMethod.as_str_name());
        assert_eq!(
            status.get_details_error_info().unwrap().metadata["method"],
            path
        );
    }
}

#[tokio::test]
async fn a_panic_is_internal_with_the_request_id_and_ends_no_other_call() {
    let server = TestServer::start(&[]).await;
    let mut client = server.client().await;
    let mut other = client.clone();
    let other = tokio::spawn(async move { other.get_system_info(asking("hold")).await });
    server.holds(1).await;
    for (what, hidden) in [
        ("panic", "as the test asked"),
        ("bare", "must not see"),
        ("fail", "log"),
    ] {
        let mut request = asking(what);
        request
            .metadata_mut()
            .insert("x-request-id", "mine-1".parse().unwrap());
        let status = client.get_system_info(request).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "{what}");
        assert_eq!(reason(&status), ErrorReason::Internal.as_str_name());
        assert_eq!(
            status.get_details_error_info().unwrap().metadata["request_id"],
            "mine-1"
        );
        assert_eq!(status.metadata().get("x-request-id").unwrap(), "mine-1");
        assert!(!format!("{status:?}").contains(hidden), "{status:?}");
    }
    server.let_go();
    other.await.unwrap().unwrap();
}

#[tokio::test]
async fn every_answer_carries_a_request_id() {
    let server = TestServer::start(&[]).await;
    let mut client = server.client().await;
    let answer = client
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap();
    let made = answer
        .metadata()
        .get("x-request-id")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(made.len(), 32);
    let mut request = asking("");
    request
        .metadata_mut()
        .insert("x-request-id", "not sane!".parse().unwrap());
    let answer = client.get_system_info(request).await.unwrap();
    assert_ne!(answer.metadata().get("x-request-id").unwrap(), "not sane!");
}

#[tokio::test]
async fn what_is_not_grpc_gets_status_415_and_a_remedy() {
    let server = TestServer::start(&[]).await;
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .http2_only(true)
        .build_http::<String>();
    for (content_type, expected) in [
        (Some("application/json"), 415),
        (Some("application/grpc-web"), 415),
        (None, 415),
        (Some("application/grpc+proto"), 200),
    ] {
        let mut request = http::Request::post(format!("http://{}{KNOWN}", server.address));
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let request = request.body("{}".to_owned()).unwrap();
        let answer = client.request(request).await.unwrap();
        assert_eq!(answer.status(), expected, "{content_type:?}");
        let body = http_body_util::BodyExt::collect(answer.into_body());
        let text = body.await.unwrap().to_bytes();
        if expected == 415 {
            assert!(text.starts_with(b"this port speaks gRPC"), "{text:?}");
        }
    }
}
