//! The service config that clients are given covers the contract, and keeps to what gRPC and this
//! service take.

use std::{collections::BTreeMap, error::Error, fs};

use prost_types::{MethodOptions, method_options::IdempotencyLevel};
use serde::Deserialize;

use super::{reading::contract, report};

/// Every client refuses a file that has more attempts, or cuts them to this.
const MOST_ATTEMPTS: u32 = 5;
/// A server that cannot be reached is not asked sooner than one that stops asks for. Where the service
/// answers at all, clients wait as long as it says.
const FIRST_PAUSE_SECONDS: f64 = 1.0;
/// The service cuts longer deadlines to this.
const LONGEST_SECONDS: f64 = 30.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ServiceConfig {
    method_config: Vec<MethodConfig>,
    retry_throttling: RetryThrottling,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MethodConfig {
    name: Vec<Name>,
    timeout: String,
    retry_policy: RetryPolicy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    service: String,
    method: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: String,
    max_backoff: String,
    backoff_multiplier: f64,
    retryable_status_codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RetryThrottling {
    max_tokens: f64,
    token_ratio: f64,
}

#[test]
fn the_service_config_covers_every_call_as_it_may_be_sent_again() -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string("proto/service_config.json")?;
    let config: ServiceConfig = serde_json::from_str(&text)?;
    let mut calls = calls()?;
    let mut faults = Vec::new();
    for part in &config.method_config {
        faults.extend(odd(part));
        for Name { service, method } in &part.name {
            let name = format!("{service}/{method}");
            let Some(codes) = calls.remove(&name) else {
                faults.push(format!("{name}: no such call, or named twice: take it out"));
                continue;
            };
            if part.retry_policy.retryable_status_codes != codes {
                faults.push(format!("{name}: is to be sent again on {codes:?}"));
            }
        }
    }
    faults.extend(
        calls
            .keys()
            .map(|name| format!("{name}: not covered: name it")),
    );
    // A call that fails on all its attempts must not be the end of sending again for all others.
    let RetryThrottling {
        max_tokens,
        token_ratio,
    } = config.retry_throttling;
    let one_call = f64::from(MOST_ATTEMPTS);
    if !(one_call * 2.0 < max_tokens && max_tokens <= 1_000.0 && 0.0 < token_ratio) {
        faults.push("retryThrottling: maxTokens is above 10 and at most 1000".to_owned());
    }
    report(
        faults
            .into_iter()
            .map(|fault| format!("proto/service_config.json: {fault}")),
    );
    Ok(())
}

/// The calls of the contract by full name, each with the codes on which it is sent again. Only a write can
/// be in the way of another one.
fn calls() -> Result<BTreeMap<String, &'static [&'static str]>, Box<dyn Error>> {
    let mut calls = BTreeMap::new();
    for file in contract()? {
        for service in &file.service {
            for method in &service.method {
                let level = method
                    .options
                    .as_ref()
                    .map(MethodOptions::idempotency_level);
                let codes: &[&str] = match level {
                    Some(IdempotencyLevel::NoSideEffects) => &["UNAVAILABLE"],
                    Some(IdempotencyLevel::Idempotent) => &["UNAVAILABLE", "ABORTED"],
                    _ => &[],
                };
                let name = format!("{}.{}/{}", file.package(), service.name(), method.name());
                calls.insert(name, codes);
            }
        }
    }
    Ok(calls)
}

/// What is wrong with the times of a part of the file.
fn odd(part: &MethodConfig) -> Vec<String> {
    let policy = &part.retry_policy;
    let timeout = seconds(&part.timeout);
    let (first, most) = (
        seconds(&policy.initial_backoff),
        seconds(&policy.max_backoff),
    );
    let mut pauses = 0.0;
    let mut pause = first;
    for _ in 1..policy.max_attempts {
        pauses += pause;
        pause = (pause * policy.backoff_multiplier).min(most);
    }
    let name = part.name.first().map_or("", |name| name.method.as_str());
    let rules = [
        (timeout <= LONGEST_SECONDS, "timeout: at most 30s"),
        (
            (2..=MOST_ATTEMPTS).contains(&policy.max_attempts),
            "maxAttempts: 2 to 5",
        ),
        (
            first >= FIRST_PAUSE_SECONDS,
            "initialBackoff: as long as RetryInfo asks for",
        ),
        (
            policy.backoff_multiplier >= 1.0,
            "backoffMultiplier: pauses grow",
        ),
        (pauses < timeout, "timeout: the pauses alone are longer"),
    ];
    let broken = rules.iter().filter(|(kept, _)| !kept);
    broken
        .map(|(_, rule)| format!("{name} and others: {rule}"))
        .collect()
}

/// A duration as the file writes it, such as `0.5s`; one that is none is never kept to.
fn seconds(text: &str) -> f64 {
    let number = text
        .strip_suffix('s')
        .and_then(|number| number.parse().ok());
    number.unwrap_or(f64::NAN)
}
