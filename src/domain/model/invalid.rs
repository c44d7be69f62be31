//! What is wrong with a model document.

/// The reason why a document is not a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct InvalidModel {
    /// The place in the document, such as `pillars[0].criteria[2].curve`.
    pub path: String,
    /// The rule that is broken.
    pub problem: String,
}

pub(super) type Parsed<T> = Result<T, InvalidModel>;

pub(super) fn invalid<T>(path: impl Into<String>, problem: impl Into<String>) -> Parsed<T> {
    Err(InvalidModel {
        path: path.into(),
        problem: problem.into(),
    })
}
