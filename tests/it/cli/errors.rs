//! Errors in the form that the service gives them.

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// An error as the service makes them.
pub(crate) fn error(code: Code, reason: &str, message: &str) -> Status {
    let reason = format!("ERROR_REASON_{reason}");
    let details = ErrorDetails::with_error_info(reason, "customerquality", []);
    Status::with_error_details(code, message, details)
}

/// The error of a fault of the service's own.
pub(crate) fn fault(code: Code, reason: &str, message: &str, request_id: &str) -> Status {
    let reason = format!("ERROR_REASON_{reason}");
    let id = [("request_id".to_owned(), request_id.to_owned())];
    let details = ErrorDetails::with_error_info(reason, "customerquality", id);
    Status::with_error_details(code, message, details)
}

/// The error of a customer that is not known.
pub(crate) fn unknown_customer(customer_id: &str) -> Status {
    let details = ErrorDetails::with_error_info(
        "ERROR_REASON_CUSTOMER_NOT_FOUND",
        "customerquality",
        [("customer_id".to_owned(), customer_id.to_owned())],
    );
    let words = format!(
        "there is no customer `{customer_id}`, or there was none yet at the time asked about"
    );
    Status::with_error_details(Code::NotFound, words, details)
}

/// The error of an invalid field.
pub(crate) fn invalid(field: &str, rule: &str, words: &str) -> Status {
    let mut details =
        ErrorDetails::with_error_info("ERROR_REASON_INVALID_FIELD", "customerquality", []);
    details.add_bad_request_violation(field, words);
    let mut bad = details.bad_request().unwrap().clone();
    rule.clone_into(&mut bad.field_violations[0].reason);
    details.set_bad_request(bad.field_violations);
    Status::with_error_details(Code::InvalidArgument, "a field is wrong", details)
}
