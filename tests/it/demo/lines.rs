//! The lines to try name only methods, fields and customers that exist.
use super::data::everything;
use commands::demo::{Shift, try_lines};
use customer_quality::pb::DESCRIPTORS;
use prost::Message;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FileDescriptorSet};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

struct Contract {
    messages: BTreeMap<String, DescriptorProto>,
    requests: BTreeMap<String, String>,
    words: BTreeSet<String>,
}

fn contract() -> Contract {
    let mut all = Contract {
        messages: BTreeMap::new(),
        requests: BTreeMap::new(),
        words: BTreeSet::new(),
    };
    for file in FileDescriptorSet::decode(DESCRIPTORS).unwrap().file {
        let package = file.package().to_owned();
        for service in &file.service {
            for method in &service.method {
                let name = format!("{package}.{}/{}", service.name(), method.name());
                all.requests.insert(name, method.input_type().to_owned());
            }
        }
        let values = file.enum_type.iter().flat_map(|e| &e.value);
        all.words.extend(values.map(|v| v.name().to_owned()));
        for message in file.message_type {
            all.messages
                .insert(format!(".{package}.{}", message.name()), message);
        }
    }
    all
}

fn check(contract: &Contract, type_name: &str, value: &Value) {
    let message = &contract.messages[type_name];
    for (key, value) in value.as_object().unwrap() {
        let field = message.field.iter().find(|f| f.name() == key);
        let field = field.unwrap_or_else(|| panic!("{type_name} has no {key}"));
        let items = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        for item in items {
            match field.r#type() {
                Type::Enum => assert!(contract.words.contains(item.as_str().unwrap()), "{item}"),
                Type::Message if field.type_name() == ".google.protobuf.Timestamp" => {
                    chrono::DateTime::parse_from_rfc3339(item.as_str().unwrap()).unwrap();
                }
                Type::Message => check(contract, field.type_name(), &item),
                Type::Int32 => assert!(item.is_i64()),
                _ => assert!(item.is_string()),
            }
        }
    }
}

#[test]
fn every_line_asks_a_real_method_in_its_own_words_about_a_real_customer() {
    let shift = Shift::from_weeks(1_440);
    let data = everything(shift);
    let ids: BTreeSet<&str> = data
        .customers
        .iter()
        .map(|c| c.customer_id.as_str())
        .collect();
    let contract = contract();
    let mut methods = BTreeSet::new();
    for (title, line) in try_lines(50_051, shift, "customer-quality") {
        assert!(!title.is_empty());
        let Some(rest) = line.strip_prefix("grpcurl -plaintext -d '") else {
            continue;
        };
        let (json, target) = rest.split_once("' 127.0.0.1:50051 ").unwrap();
        let json: Value = serde_json::from_str(json).unwrap();
        check(&contract, &contract.requests[target], &json);
        if let Some(id) = json.get("customer_id") {
            assert!(ids.contains(id.as_str().unwrap()), "{id}");
        }
        methods.insert(target.rsplit('/').next().unwrap().to_owned());
    }
    let wanted = [
        "GetClassification",
        "GetReferralTree",
        "GetReferralValue",
        "GetScore",
        "ListScores",
        "ListTopReferrers",
    ];
    assert!(methods.iter().map(String::as_str).eq(wanted));
}

#[test]
fn the_command_lines_call_the_same_program_and_ask_the_same_server() {
    for (port, end) in [(50_051, ""), (50_052, " --server http://127.0.0.1:50052")] {
        let lines = try_lines(
            port,
            Shift::from_weeks(1_440),
            "target/try/customer-quality",
        );
        for command in [
            "sorted",
            "card story-small-spender",
            "tree story-small-spender",
            "top",
        ] {
            let wanted = format!("target/try/customer-quality {command}{end}");
            assert!(lines.iter().any(|(_, line)| *line == wanted), "{wanted}");
        }
    }
}
