//! The log lines about failed calls, by which an operator finds the calls again.

use customer_quality::pb::v1::GetCustomerRequest;
use serde_json::Value;
use tonic::Request;

use super::house::{House, until};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn question(traceparent: Option<&str>) -> Request<GetCustomerRequest> {
    let mut request = Request::new(GetCustomerRequest {
        customer_id: "nobody".to_owned(),
    });
    let metadata = request.metadata_mut();
    metadata.insert("x-request-id", "mine-7".parse().unwrap());
    if let Some(traceparent) = traceparent {
        metadata.insert("traceparent", traceparent.parse().unwrap());
    }
    request
}

#[tokio::test]
async fn a_failed_call_is_logged_with_its_reason_trace_and_request_id() {
    let mut house = House::new();
    house.spawn_with(&[("CUSTOMER_QUALITY_LOG_FORMAT", "json")]);
    until("the service serves", async || {
        house.health().await.is_some()
    })
    .await;
    let mut records = house.records();
    let parent = format!("00-{TRACE}-b7ad6b7169203331-01");
    records
        .get_customer(question(Some(&parent)))
        .await
        .unwrap_err();
    records.get_customer(question(None)).await.unwrap_err();
    assert!(house.stop().await.success());

    let log = house.read("service.log");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["message"] == "answered")
        .collect();
    let first = &lines[0];
    assert_eq!(first["code"], "NOT_FOUND", "{first}");
    assert_eq!(first["reason"], "CUSTOMER_NOT_FOUND", "{first}");
    assert_eq!(first["span"]["request_id"], "mine-7", "{first}");
    assert_eq!(first["span"]["trace_id"], TRACE, "{first}");
    let second = &lines[1];
    assert_eq!(second["omitted"], 0, "{second}");
    assert!(second["span"].get("trace_id").is_none(), "{second}");
}
