//! Maps every `Error` to its gRPC status, in this one place. Every status carries `ErrorInfo`. Errors that
//! are not the caller's fault are logged here, once.

use std::{collections::HashMap, sync::LazyLock, time::Duration};

use prost::Message;
use tonic::{Code, Status, metadata::MetadataValue};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};
use tracing::error;

use super::call::RequestId;
use crate::{
    error::{Error, Violation},
    pb::v1::ErrorReason,
    telemetry::Sampler,
};

/// The domain of every `ErrorInfo`.
pub const DOMAIN: &str = "customerquality";

/// The most violations in a status. A status travels in headers, which some callers limit to 8 KiB.
const MAX_VIOLATIONS: usize = 20;
const MAX_VIOLATION_BYTES: usize = 3 * 1024;
const MAX_VALUE_BYTES: usize = 256;
const MAX_MESSAGE_BYTES: usize = 1024;

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        status(&error)
    }
}

/// The status of a call that failed.
pub fn status(error: &Error) -> Status {
    let (path, root) = error.parts();
    let request_id = RequestId::current();
    log(root, request_id.as_str());
    let (code, reason) = kind(root);
    let mut metadata: HashMap<String, String> = metadata(root, request_id.as_str())
        .into_iter()
        .map(|(key, value)| (key.to_owned(), cut(&value, MAX_VALUE_BYTES)))
        .collect();
    if let Some(path) = path {
        metadata.insert("field".to_owned(), cut(path, MAX_VALUE_BYTES));
    }
    let mut details = ErrorDetails::new();
    details.set_error_info(reason.as_str_name(), DOMAIN, metadata);
    if let Error::Invalid(violations) = root {
        details.set_bad_request(fields(violations));
    }
    let retry = retry_after(root);
    if retry.is_some() {
        details.set_retry_info(retry);
    }
    let message = cut(&error.to_string(), MAX_MESSAGE_BYTES);
    let mut status = Status::with_error_details(code, message, details);
    if let Some(after) = retry {
        status
            .metadata_mut()
            .insert("grpc-retry-pushback-ms", pushback(after));
    }
    if let Error::CompressionNotSupported { .. } = root {
        status.metadata_mut().insert(
            "grpc-accept-encoding",
            MetadataValue::from_static("identity"),
        );
    }
    status
}

/// The status of a failed item in a batch whose other items have answers.
pub fn item_status(error: &Error) -> tonic_types::Status {
    let status = status(error);
    tonic_types::Status::decode(status.details()).unwrap_or_else(|_| tonic_types::Status {
        code: status.code().into(),
        message: status.message().to_owned(),
        details: Vec::new(),
    })
}

fn kind(error: &Error) -> (Code, ErrorReason) {
    use ErrorReason as Reason;
    match error {
        Error::Invalid(_) => (Code::InvalidArgument, Reason::InvalidField),
        Error::BatchTooLarge { .. } => (Code::InvalidArgument, Reason::BatchTooLarge),
        Error::MessageTooLarge { .. } => (Code::ResourceExhausted, Reason::MessageTooLarge),
        Error::InvalidPageToken => (Code::InvalidArgument, Reason::InvalidPageToken),
        Error::PageTokenMismatch => (Code::InvalidArgument, Reason::PageTokenMismatch),
        Error::CustomerNotFound { .. } => (Code::NotFound, Reason::CustomerNotFound),
        Error::FactNotFound { .. } => (Code::NotFound, Reason::FactNotFound),
        Error::ModelNotFound { .. } => (Code::NotFound, Reason::ModelNotFound),
        Error::ModelFormat { .. } => (Code::FailedPrecondition, Reason::ModelFormat),
        Error::FactConflict { .. } => (Code::AlreadyExists, Reason::FactConflict),
        Error::FactRetracted { .. } => (Code::FailedPrecondition, Reason::FactRetracted),
        Error::EqualFactRecorded { .. } => (Code::AlreadyExists, Reason::EqualFactRecorded),
        Error::InvoiceExists { .. } => (Code::AlreadyExists, Reason::InvoiceExists),
        Error::ContractExists { .. } => (Code::AlreadyExists, Reason::ContractExists),
        Error::InvoiceNotFound { .. } => (Code::NotFound, Reason::InvoiceNotFound),
        Error::ReferrerAlreadySet { .. } => (Code::FailedPrecondition, Reason::ReferrerAlreadySet),
        Error::ReferralCycle { .. } => (Code::FailedPrecondition, Reason::ReferralCycle),
        Error::SelfReferral { .. } => (Code::InvalidArgument, Reason::SelfReferral),
        Error::SelfMerge { .. } => (Code::InvalidArgument, Reason::SelfMerge),
        Error::MergedBefore { .. } => (Code::FailedPrecondition, Reason::MergedBefore),
        Error::MergeCycle { .. } => (Code::FailedPrecondition, Reason::MergeCycle),
        Error::ReferralTooDeep { .. } => (Code::FailedPrecondition, Reason::ReferralTooDeep),
        Error::CurrencyMismatch { .. } | Error::ReceiptCurrency { .. } => {
            (Code::FailedPrecondition, Reason::CurrencyMismatch)
        }
        Error::AmountOverflow { .. } => (Code::OutOfRange, Reason::AmountOverflow),
        Error::AttributeRefused { .. } => (Code::InvalidArgument, Reason::AttributeRefused),
        Error::NoActiveModel { .. } => (Code::FailedPrecondition, Reason::NoActiveModel),
        Error::WriteConflict => (Code::Aborted, Reason::WriteConflict),
        Error::DeadlineExceeded { .. } => (Code::DeadlineExceeded, Reason::DeadlineExceeded),
        Error::Overloaded => (Code::Unavailable, Reason::Overloaded),
        Error::ShuttingDown => (Code::Unavailable, Reason::ShuttingDown),
        Error::StoreUnavailable(_) => (Code::Unavailable, Reason::StoreUnavailable),
        Error::TokenMissing => (Code::Unauthenticated, Reason::TokenMissing),
        Error::TokenInvalid => (Code::Unauthenticated, Reason::TokenInvalid),
        Error::UnknownMethod { .. } => (Code::Unimplemented, Reason::UnknownMethod),
        Error::CompressionNotSupported { .. } => {
            (Code::Unimplemented, Reason::CompressionNotSupported)
        }
        Error::Corrupt(_) => (Code::DataLoss, Reason::CorruptData),
        Error::Internal(_) => (Code::Internal, Reason::Internal),
        Error::Item { error, .. } | Error::AtPlace { error, .. } => kind(error),
    }
}

/// Puts fields of an error into the metadata under their own names.
macro_rules! named {
    ($($field:ident),*) => { vec![$((stringify!($field), $field.to_string())),*] };
}

/// The metadata that `error_reason.proto` promises for each reason.
fn metadata(error: &Error, request_id: &str) -> Vec<(&'static str, String)> {
    match error {
        Error::Invalid(violations) => vec![("violation_count", violations.total().to_string())],
        Error::BatchTooLarge {
            item_count,
            max_items,
        } => named!(item_count, max_items),
        Error::MessageTooLarge { max_bytes } => named!(max_bytes),
        Error::CustomerNotFound { customer_id }
        | Error::SelfReferral { customer_id }
        | Error::SelfMerge { customer_id }
        | Error::AmountOverflow { customer_id }
        | Error::NoActiveModel { customer_id } => named!(customer_id),
        Error::FactNotFound { .. }
        | Error::FactConflict { .. }
        | Error::FactRetracted { .. }
        | Error::EqualFactRecorded { .. }
        | Error::InvoiceExists { .. }
        | Error::ContractExists { .. }
        | Error::ReceiptCurrency { .. } => of_fact(error),
        Error::ModelNotFound {
            model_id,
            model_version,
        }
        | Error::ModelFormat {
            model_id,
            model_version,
        } => named!(model_id, model_version),
        Error::InvoiceNotFound {
            customer_id,
            invoice_id,
        } => named!(customer_id, invoice_id),
        Error::ReferrerAlreadySet { .. }
        | Error::ReferralCycle { .. }
        | Error::MergedBefore { .. }
        | Error::MergeCycle { .. } => of_two_customers(error),
        Error::ReferralTooDeep { max_depth } => named!(max_depth),
        Error::CurrencyMismatch {
            currency,
            expected_currency,
        } => {
            named!(currency, expected_currency)
        }
        Error::AttributeRefused { attribute } => named!(attribute),
        Error::DeadlineExceeded { budget } => vec![("budget_ms", budget.as_millis().to_string())],
        Error::UnknownMethod { method } => named!(method),
        Error::CompressionNotSupported { encoding } => named!(encoding),
        Error::Corrupt(_) | Error::Internal(_) => named!(request_id),
        Error::InvalidPageToken
        | Error::PageTokenMismatch
        | Error::WriteConflict
        | Error::Overloaded
        | Error::ShuttingDown
        | Error::StoreUnavailable(_)
        | Error::TokenMissing
        | Error::TokenInvalid => Vec::new(),
        Error::Item { error, .. } | Error::AtPlace { error, .. } => metadata(error, request_id),
    }
}

/// The metadata of errors that name two customers.
fn of_two_customers(error: &Error) -> Vec<(&'static str, String)> {
    match error {
        Error::ReferrerAlreadySet {
            referred_customer_id,
            referrer_customer_id,
        } => {
            named!(referred_customer_id, referrer_customer_id)
        }
        Error::ReferralCycle {
            customer_id,
            referred_customer_id,
        } => {
            named!(customer_id, referred_customer_id)
        }
        Error::MergedBefore {
            customer_id,
            into_customer_id,
        }
        | Error::MergeCycle {
            customer_id,
            into_customer_id,
        } => named!(customer_id, into_customer_id),
        _ => Vec::new(),
    }
}

/// The metadata of errors that name a fact.
fn of_fact(error: &Error) -> Vec<(&'static str, String)> {
    match error {
        Error::FactNotFound {
            customer_id,
            source,
            fact_id,
        }
        | Error::FactConflict {
            customer_id,
            source,
            fact_id,
        }
        | Error::FactRetracted {
            customer_id,
            source,
            fact_id,
        } => {
            named!(customer_id, source, fact_id)
        }
        Error::InvoiceExists {
            customer_id,
            invoice_id,
            source,
            fact_id,
            differences: _,
        } => {
            named!(customer_id, invoice_id, source, fact_id)
        }
        Error::ContractExists {
            customer_id,
            contract_id,
            source,
            fact_id,
            differences: _,
        } => {
            named!(customer_id, contract_id, source, fact_id)
        }
        Error::EqualFactRecorded {
            customer_id,
            source,
            fact_id,
            label,
        } => {
            named!(customer_id, source, fact_id, label)
        }
        Error::ReceiptCurrency {
            currency,
            expected_currency,
            source,
            fact_id,
            kind: _,
        } => {
            named!(currency, expected_currency, source, fact_id)
        }
        _ => Vec::new(),
    }
}

fn retry_after(error: &Error) -> Option<Duration> {
    let millis = match error {
        Error::WriteConflict => 100,
        Error::Overloaded => 500,
        Error::ShuttingDown => 1_000,
        Error::StoreUnavailable(_) => 2_000,
        _ => return None,
    };
    Some(Duration::from_millis(millis))
}

/// The time that official clients wait before they send the call again.
fn pushback(after: Duration) -> MetadataValue<tonic::metadata::Ascii> {
    u64::try_from(after.as_millis()).unwrap_or(u64::MAX).into()
}

/// The first violations, as many as fit; `violation_count` gives their full number.
fn fields(violations: &[Violation]) -> Vec<FieldViolation> {
    let mut left = MAX_VIOLATION_BYTES;
    let mut fields = Vec::new();
    for violation in violations.iter().take(MAX_VIOLATIONS) {
        let field = cut(&violation.field, MAX_VALUE_BYTES);
        let description = cut(&violation.description, MAX_VALUE_BYTES);
        let size = field.len() + description.len() + violation.rule.len();
        if size > left {
            break;
        }
        left -= size;
        let mut entry = FieldViolation::new(field, description);
        violation.rule.clone_into(&mut entry.reason);
        fields.push(entry);
    }
    fields
}

/// The longest start of a text that has at most `max_bytes` bytes.
fn cut(text: &str, max_bytes: usize) -> String {
    text[..text.floor_char_boundary(max_bytes)].to_owned()
}

/// Logs errors that are the service's fault. The lines are sampled, because a line for each call would make a
/// general failure worse.
fn log(error: &Error, request_id: &str) {
    static LINES: LazyLock<Sampler> = LazyLock::new(Sampler::new);
    match error {
        Error::Corrupt(cause) => LINES.line(|omitted| {
            error!(request_id, cause, omitted, "stored data cannot be read");
        }),
        Error::Internal(cause) => LINES.line(|omitted| {
            error!(request_id, cause, omitted, "a call failed by our fault");
        }),
        // The store itself logs when the database is gone and when it is back, in one line for all calls.
        _ => {}
    }
}
