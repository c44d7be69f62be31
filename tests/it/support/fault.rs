//! Reads errors as a caller does.

use std::collections::BTreeMap;

use customer_quality::pb::v1::ErrorReason;
use tonic::{Code, Response, Status};
use tonic_types::StatusExt;

/// The parts of an error that a caller branches on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) reason: ErrorReason,
    pub(crate) message: String,
    pub(crate) metadata: BTreeMap<String, String>,
    /// Field and rule of each violation.
    pub(crate) violations: Vec<(String, String)>,
}

impl Fault {
    /// The fault of a whole call.
    pub(crate) fn of<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> Self {
        Self::read(&answer.unwrap_err())
    }

    /// The fault of one item of a batch.
    pub(crate) fn of_item(status: &tonic_types::Status) -> Self {
        let mut bytes = Vec::new();
        prost::Message::encode(status, &mut bytes).unwrap();
        let code = Code::from(status.code);
        Self::read(&Status::with_details(code, &status.message, bytes.into()))
    }

    fn read(status: &Status) -> Self {
        let info = status
            .get_details_error_info()
            .expect("every error has ErrorInfo");
        assert_eq!(info.domain, "customerquality");
        let request = status.get_details_bad_request();
        let violations = request
            .map(|request| request.field_violations)
            .unwrap_or_default();
        Self {
            code: status.code(),
            reason: ErrorReason::from_str_name(&info.reason).expect("every reason is documented"),
            message: status.message().to_owned(),
            metadata: info.metadata.into_iter().collect(),
            violations: violations
                .into_iter()
                .map(|v| (v.field, v.reason))
                .collect(),
        }
    }

    /// Checks the code, the reason and the metadata.
    #[track_caller]
    pub(crate) fn is(&self, code: Code, reason: ErrorReason, metadata: &[(&str, &str)]) {
        assert_eq!((self.code, self.reason), (code, reason), "{self:?}");
        let expected: BTreeMap<String, String> = metadata
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(self.metadata, expected);
    }

    /// Checks that exactly these fields break exactly these rules.
    #[track_caller]
    pub(crate) fn violates(&self, expected: &[(&str, &str)]) {
        let count = expected.len().to_string();
        self.is(
            Code::InvalidArgument,
            ErrorReason::InvalidField,
            &[("violation_count", &count)],
        );
        let found: Vec<(&str, &str)> = self
            .violations
            .iter()
            .map(|(field, rule)| (field.as_str(), rule.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
}
