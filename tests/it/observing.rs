//! The service's information about itself: metrics and reflection.

use customer_quality::pb::v1::GetSystemInfoRequest;
use futures::stream;
use tonic::{Code, transport::Channel};
use tonic_reflection::pb::{v1, v1alpha};

use crate::support::server::{TestServer, asking, until};

#[tokio::test]
async fn the_metrics_page_counts_calls_by_method_and_code() {
    let server = TestServer::start(&[]).await;
    let mut client = server.client().await;
    client
        .get_system_info(GetSystemInfoRequest {})
        .await
        .unwrap();
    client.get_system_info(asking("panic")).await.unwrap_err();
    let mut grpc = tonic::client::Grpc::new(server.channel().await);
    grpc.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static("/made.up/Name");
    let codec = tonic_prost::ProstCodec::<GetSystemInfoRequest, GetSystemInfoRequest>::default();
    grpc.unary(asking(""), path, codec).await.unwrap_err();

    until("all calls are counted", async || {
        server.page("/metrics").await.1.contains("_OTHER")
    })
    .await;
    let page = server.page("/metrics").await.1;
    let counted = |method: &str, code: &str| {
        page.lines().any(|line| {
            line.starts_with("rpc_server_call_duration_seconds_count{")
                && line.contains(&format!("rpc_method=\"{method}\""))
                && line.contains(&format!("rpc_response_status_code=\"{code}\""))
                && line.ends_with(" 1")
        })
    };
    let method = "customerquality.v1.SystemService/GetSystemInfo";
    assert!(counted(method, "OK"), "{page}");
    assert!(counted(method, "INTERNAL"), "{page}");
    assert!(counted("_OTHER", "UNIMPLEMENTED"), "{page}");
    assert!(
        !page.contains("made.up"),
        "what callers make up is no label"
    );
    assert!(page.contains("rpc_server_calls_active"), "{page}");
}

#[tokio::test]
async fn a_call_given_up_by_its_caller_is_counted_as_cancelled() {
    let server = TestServer::start(&[]).await;
    let mut client = server.raw_client();
    tokio::select! {
        _ = client.get_system_info(asking("hold")) => panic!("nobody has let it go"),
        () = server.holds(1) => {}
    }
    drop(client);
    until("counted", async || {
        server.page("/metrics").await.1.contains("\"CANCELLED\"")
    })
    .await;
}

async fn services_v1(channel: Channel) -> Result<Vec<String>, tonic::Status> {
    use v1::{
        server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let request = v1::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(channel);
    let mut answers = client
        .server_reflection_info(stream::iter([request]))
        .await?
        .into_inner();
    let answer = answers.message().await?.unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else {
        panic!("no list")
    };
    Ok(list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect())
}

async fn services_v1alpha(channel: Channel) -> Vec<String> {
    use v1alpha::{
        server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let request = v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(channel);
    let mut answers = client
        .server_reflection_info(stream::iter([request]))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else {
        panic!("no list")
    };
    list.service
        .into_iter()
        .map(|service| service.name)
        .collect()
}

#[tokio::test]
async fn both_versions_of_reflection_list_our_services_and_health() {
    let server = TestServer::start(&[]).await;
    let current = services_v1(server.channel().await).await.unwrap();
    for list in [current, services_v1alpha(server.channel().await).await] {
        for name in ["customerquality.v1.SystemService", "grpc.health.v1.Health"] {
            assert!(
                list.iter().any(|listed| listed == name),
                "{name} not in {list:?}"
            );
        }
    }
}

#[tokio::test]
async fn reflection_can_be_switched_off() {
    let server = TestServer::start(&[("reflection", "false")]).await;
    let status = services_v1(server.channel().await).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
}
