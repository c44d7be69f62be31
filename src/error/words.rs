//! Parts of the sentences that callers read.

use super::{Difference, Violations};

/// The requested version in words; empty if any version would do.
pub(super) fn version_of(model_version: i64) -> String {
    match model_version {
        0 => String::new(),
        version => format!("version `{version}` of "),
    }
}

/// The differences in words.
pub(super) fn listed(differences: &[Difference]) -> String {
    let one = |difference: &Difference| {
        let Difference { field, there, here } = difference;
        let name = field.rsplit('.').next().unwrap_or_default();
        format!("{name} is `{there}` there and `{here}` here")
    };
    let all: Vec<String> = differences.iter().map(one).collect();
    all.join(", ")
}

/// The label of a fact in words.
pub(super) fn labelled(label: &str) -> String {
    match label {
        "" => "no label".to_owned(),
        label => format!("the label `{label}`"),
    }
}

/// The first violation in words, and the number of further ones.
pub(super) fn list(violations: &Violations) -> String {
    let Some(first) = violations.first() else {
        return "the request is invalid".to_owned();
    };
    let what = if first.field.is_empty() {
        "the message"
    } else {
        first.field.as_str()
    };
    match violations.total() - 1 {
        0 => format!("`{what}`: {}", first.description),
        more => format!("`{what}`: {} (and `{more}` more)", first.description),
    }
}
