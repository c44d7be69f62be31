//! The service config for clients covers the contract, and stays within the limits of gRPC and of this
//! service.

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
    /// None: all calls of the service that are not named by themselves.
    method: Option<String>,
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
    let calls = calls()?;
    let mut faults: Vec<String> = config.method_config.iter().flat_map(odd).collect();
    let mut covered = BTreeMap::new();
    for part in &config.method_config {
        for Name { service, method } in &part.name {
            let name = match method {
                Some(method) => format!("{service}/{method}"),
                None => service.clone(),
            };
            let known = |call: &&String| **call == name || call.starts_with(&format!("{name}/"));
            if !calls.keys().any(|call| known(&call)) || covered.contains_key(&name) {
                faults.push(format!(
                    "{name}: there is none, or it is named twice: take it out"
                ));
            }
            covered.insert(name, &part.retry_policy.retryable_status_codes);
        }
    }
    for (call, codes) in calls {
        let service = call.split('/').next().unwrap_or_default();
        match covered.get(&call).or_else(|| covered.get(service)) {
            None => faults.push(format!("{call}: not covered: name its service")),
            Some(given) if !codes.allow(given) => {
                faults.push(format!("{call}: is to be sent again on {codes:?}: name it"));
            }
            Some(_) => {}
        }
    }
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

/// On which codes a call is sent again.
#[derive(Debug)]
struct Codes {
    needed: &'static [&'static str],
    /// Beside those needed: only a write can be in the way of another one, so a read never gets `ABORTED`.
    harmless: &'static [&'static str],
}

impl Codes {
    fn allow(&self, given: &[String]) -> bool {
        let among = |codes: &[&str], code: &str| codes.contains(&code);
        self.needed
            .iter()
            .all(|code| given.iter().any(|other| other == code))
            && given
                .iter()
                .all(|code| among(self.needed, code) || among(self.harmless, code))
    }
}

/// The calls of the contract by full name, each with the codes on which it is sent again.
fn calls() -> Result<BTreeMap<String, Codes>, Box<dyn Error>> {
    let mut calls = BTreeMap::new();
    for file in contract()? {
        for service in &file.service {
            for method in &service.method {
                let level = method
                    .options
                    .as_ref()
                    .map(MethodOptions::idempotency_level);
                let (needed, harmless): (&[&str], &[&str]) = match level {
                    Some(IdempotencyLevel::NoSideEffects) => (&["UNAVAILABLE"], &["ABORTED"]),
                    Some(IdempotencyLevel::Idempotent) => (&["UNAVAILABLE", "ABORTED"], &[]),
                    _ => (&[], &[]),
                };
                let name = format!("{}.{}/{}", file.package(), service.name(), method.name());
                calls.insert(name, Codes { needed, harmless });
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
    let name = part.name.first();
    let name = name.map_or("", |name| name.method.as_ref().unwrap_or(&name.service));
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
