//! JSON is the canonical form of the wire with the names of the protos.

use commands::{amount, json::Json};
use customer_quality::pb::v1::{CustomerClass, Score, ScoreSummary};
use serde_json::json;

#[test]
fn a_message_becomes_json_with_all_its_fields() {
    let summary = ScoreSummary {
        customer_id: "C-1".into(),
        points: Some(0),
        customer_class: CustomerClass::Good.into(),
        coverage: 0.5,
        own_value: Some(amount::money(1_500_000, "EUR")),
        as_of_time: Some(prost_types::Timestamp {
            seconds: 0,
            nanos: 0,
        }),
        ..ScoreSummary::default()
    };
    let value = Json::new()
        .unwrap()
        .value("ScoreSummary", &summary)
        .unwrap();
    assert_eq!(value["customer_id"], "C-1");
    assert_eq!(value["points"], 0);
    assert_eq!(value["customer_class"], "CUSTOMER_CLASS_GOOD");
    assert_eq!(value["name"], "");
    assert_eq!(
        value["own_value"],
        json!({"currency_code": "EUR", "units": "1", "nanos": 500_000_000})
    );
    assert_eq!(value["as_of_time"], "1970-01-01T00:00:00Z");
    assert_eq!(value["up_reason_codes"], json!([]));
}

#[test]
fn what_is_unset_is_not_there() {
    let value = Json::new()
        .unwrap()
        .value("Score", &Score::default())
        .unwrap();
    assert!(value.get("points").is_none());
    assert_eq!(value["coverage"], json!(0.0));
}

#[test]
fn an_unknown_message_is_an_error_and_no_crash() {
    assert!(
        Json::new()
            .unwrap()
            .value("Nothing", &Score::default())
            .is_err()
    );
}
