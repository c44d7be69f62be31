//! Every reason of `error_reason.proto`, in the form that callers receive.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use customer_quality::{
    error::{Difference, Error, Violation},
    pb::v1::ErrorReason,
    rpc::{
        call::RequestId,
        status::{DOMAIN, item_status, status},
    },
};
use prost::Message;
use tonic_types::StatusExt;

fn differs(field: &str, there: &str, here: &str) -> Difference {
    let [field, there, here] = [field, there, here].map(str::to_owned);
    Difference { field, there, here }
}

/// One example of each error; a new variant needs one here to pass the test below.
fn examples() -> Vec<Error> {
    let customer_id = || "C-1".to_owned();
    let fact = || (customer_id(), "billing".to_owned(), "F-9".to_owned());
    let (a, b, c) = (fact(), fact(), fact());
    vec![
        Error::invalid(
            "facts[17].invoice.amount",
            "AMOUNT_NEGATIVE",
            "must be zero or more",
        ),
        Error::BatchTooLarge {
            item_count: 501,
            max_items: 500,
        },
        Error::MessageTooLarge {
            max_bytes: 4_194_304,
        },
        Error::InvalidPageToken,
        Error::PageTokenMismatch,
        Error::CustomerNotFound {
            customer_id: customer_id(),
        },
        Error::FactNotFound {
            customer_id: a.0,
            source: a.1,
            fact_id: a.2,
        },
        Error::ModelNotFound {
            model_id: "default".to_owned(),
            model_version: 7,
        },
        Error::ModelFormat {
            model_id: "default".to_owned(),
            model_version: 1,
        },
        Error::FactConflict {
            customer_id: b.0,
            source: b.1,
            fact_id: b.2,
        },
        Error::FactRetracted {
            customer_id: c.0,
            source: c.1,
            fact_id: c.2,
        },
        Error::ReferrerAlreadySet {
            referred_customer_id: "C-2".to_owned(),
            referrer_customer_id: customer_id(),
        },
        Error::ReferralCycle {
            customer_id: customer_id(),
            referred_customer_id: "C-2".to_owned(),
        },
    ]
}

/// Errors that name a fact recorded earlier, or miss one.
fn examples_of_earlier_facts() -> Vec<Error> {
    let customer_id = || "C-1".to_owned();
    vec![
        Error::EqualFactRecorded {
            customer_id: customer_id(),
            r#source: "march.csv".to_owned(),
            fact_id: "line-18".to_owned(),
            label: "march.csv".to_owned(),
        },
        Error::InvoiceExists {
            customer_id: customer_id(),
            invoice_id: "R-1".to_owned(),
            r#source: "billing".to_owned(),
            fact_id: "F-9".to_owned(),
            differences: [differs("invoice.amount", "120.00 EUR", "130.00 EUR")].into(),
        },
        Error::ContractExists {
            customer_id: customer_id(),
            contract_id: "SUP-77".to_owned(),
            r#source: "billing".to_owned(),
            fact_id: "F-9".to_owned(),
            differences: [
                differs("contract.end_date", "none", "2026-12-31"),
                differs("contract.billing_period_months", "12", "1"),
            ]
            .into(),
        },
        Error::InvoiceNotFound {
            customer_id: customer_id(),
            invoice_id: "R-404".to_owned(),
        },
    ]
}

fn more_examples() -> Vec<Error> {
    let customer_id = || "C-1".to_owned();
    let mut examples = examples_of_earlier_facts();
    examples.extend([
        Error::SelfReferral {
            customer_id: customer_id(),
        },
        Error::SelfMerge {
            customer_id: customer_id(),
        },
        Error::MergedBefore {
            customer_id: customer_id(),
            into_customer_id: "C-2".to_owned(),
        },
        Error::MergeCycle {
            customer_id: customer_id(),
            into_customer_id: "C-2".to_owned(),
        },
        Error::ReferralTooDeep { max_depth: 1_000 },
        Error::CurrencyMismatch {
            currency: "USD".to_owned(),
            expected_currency: "EUR".to_owned(),
        },
        Error::AmountOverflow {
            customer_id: customer_id(),
        },
        Error::AttributeRefused {
            attribute: "age".to_owned(),
        },
        Error::NoActiveModel {
            customer_id: customer_id(),
        },
        Error::WriteConflict,
        Error::DeadlineExceeded {
            budget: Duration::from_secs(10),
        },
        Error::Overloaded,
        Error::ShuttingDown,
        Error::StoreUnavailable("secret host 10.0.0.1".to_owned()),
        Error::TokenMissing,
        Error::TokenInvalid,
        Error::UnknownMethod {
            method: "/customerquality.v1.X/Y".to_owned(),
        },
        Error::CompressionNotSupported {
            encoding: "gzip".to_owned(),
        },
        Error::Corrupt("secret row".to_owned()),
        Error::Internal("secret cause".to_owned()),
    ]);
    examples
}

fn in_call<R>(function: impl FnOnce() -> R) -> R {
    RequestId::parse("request-1").unwrap().enter(function)
}

fn describe(error: &Error) -> (String, String) {
    let status = in_call(|| status(error));
    let details = status.get_error_details();
    let info = details.error_info().expect("every status has ErrorInfo");
    assert_eq!(info.domain, DOMAIN);
    let metadata: BTreeMap<_, _> = info.metadata.iter().collect();
    let mut text = format!(
        "{:?}: {}\n  {metadata:?}\n",
        status.code(),
        status.message()
    );
    for violation in details
        .bad_request()
        .iter()
        .flat_map(|b| &b.field_violations)
    {
        let (field, rule) = (&violation.field, &violation.reason);
        writeln!(text, "  {field}: {rule}: {}", violation.description).unwrap();
    }
    if let Some(retry) = details.retry_info() {
        writeln!(text, "  retry after {:?}", retry.retry_delay.unwrap()).unwrap();
    }
    (info.reason.clone(), text)
}

#[test]
fn every_reason_is_sent_as_documented() {
    let described: BTreeMap<String, String> = examples()
        .iter()
        .chain(&more_examples())
        .map(describe)
        .collect();
    let mut page = String::new();
    for reason in (1..1_000).filter_map(|number| ErrorReason::try_from(number).ok()) {
        let name = reason.as_str_name();
        let text = described
            .get(name)
            .unwrap_or_else(|| panic!("no error has reason {name}"));
        writeln!(page, "{name}\n  {text}").unwrap();
    }
    assert!(!page.contains("secret"), "causes stay in the log");
    insta::assert_snapshot!(page);
}

/// Official clients wait as long as this says, instead of by their own pauses.
#[test]
fn what_may_be_sent_again_says_when_to_clients_that_read_no_details() {
    let mut pauses = 0;
    for error in examples().iter().chain(&more_examples()) {
        let status = in_call(|| status(error));
        let retry = status
            .get_details_retry_info()
            .and_then(|info| info.retry_delay);
        let pause = retry.map(|delay| delay.as_millis().to_string());
        let pushback = status.metadata().get("grpc-retry-pushback-ms");
        let pushback = pushback.map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(pushback, pause, "{error:?}");
        pauses += i32::from(pause.is_some());
    }
    assert_eq!(pauses, 4);
}

#[test]
fn an_error_in_a_batch_names_its_item() {
    let invalid = Error::invalid("invoice.amount", "AMOUNT_NEGATIVE", "must be zero or more");
    let Error::Invalid(violations) = invalid.in_field("facts[3]") else {
        panic!("still invalid")
    };
    assert_eq!(violations[0].field, "facts[3].invoice.amount");

    let missing = Error::CustomerNotFound {
        customer_id: "C-1".to_owned(),
    }
    .in_field("facts[3]");
    let status = in_call(|| status(&missing));
    assert_eq!(
        status.get_details_error_info().unwrap().metadata["field"],
        "facts[3]"
    );
    assert_eq!(status.code(), tonic::Code::NotFound);
    let nested = missing.in_field("batch");
    assert_eq!(nested.parts().0, Some("batch.facts[3]"));

    assert_eq!(
        Error::WriteConflict.in_field("facts[3]"),
        Error::WriteConflict
    );
}

#[test]
fn an_item_carries_the_same_details_as_a_call() {
    let error = Error::CustomerNotFound {
        customer_id: "C-1".to_owned(),
    };
    let (item, call) = in_call(|| (item_status(&error), status(&error)));
    assert_eq!(item.code, i32::from(call.code()));
    assert_eq!(item.encode_to_vec().len(), call.details().len());
    assert_eq!(item.details.len(), 1);
}

#[test]
fn a_status_stays_below_what_headers_may_hold() {
    let long = "x".repeat(10_000);
    let many = (0..1_000).map(|n| Violation::new(format!("facts[{n}].{long}"), "LONG", &long));
    let status = in_call(|| status(&Error::Invalid(many.collect())));
    let bytes = status.details().len() * 4 / 3 + status.message().len();
    assert!(bytes < 8 * 1024, "{bytes}");
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.metadata["violation_count"], "1000");
}
