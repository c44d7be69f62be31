//! Turns an error of the YAML reader into words for the person who wrote the mapping.

use serde_saphyr::Error;

use crate::import::meant;

/// The place of an error in the mapping, to be put before its words.
pub(super) fn place(location: Option<serde_saphyr::Location>) -> String {
    let known = location.filter(|location| *location != serde_saphyr::Location::UNKNOWN);
    known.map_or_else(String::new, |at| {
        format!("line {}, column {}: ", at.line(), at.column())
    })
}

/// The error with its place, what is wrong and what was meant.
pub(super) fn in_words(error: &Error) -> String {
    let error = error.without_snippet();
    let words = match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => format!(
            "there is no key `{field}`{}; the keys here are {}",
            meant::question(field, expected.iter().copied()),
            expected.join(", ")
        ),
        Error::SerdeUnknownVariant {
            variant, expected, ..
        } => {
            format!("`{variant}` is none of {}", expected.join(", "))
        }
        Error::SerdeMissingField { field, .. } => format!("the key `{field}` is missing"),
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            format!("the key `{key}` is there twice: leave one out")
        }
        Error::SerdeInvalidType {
            unexpected,
            expected,
            ..
        }
        | Error::SerdeInvalidValue {
            unexpected,
            expected,
            ..
        } => {
            format!("write {expected} here, not {}", for_people(unexpected))
        }
        Error::Unexpected { expected, .. } => match *expected {
            "sequence start" => "write a list here, such as [a, b]".to_owned(),
            "mapping start" => "write keys here, such as { column: a }".to_owned(),
            _ => "write one text or number here".to_owned(),
        },
        Error::InvalidBooleanStrict { .. } => "write true or false".to_owned(),
        Error::Message { msg, .. } => msg.clone(),
        other => return other.to_string(),
    };
    format!("{}{words}", place(error.location()))
}

fn for_people(unexpected: &str) -> String {
    let words = [
        ("sequence", "a list"),
        ("map", "keys"),
        ("unit value", "nothing"),
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", "the word "),
    ];
    let found = words
        .iter()
        .find(|(start, _)| unexpected.starts_with(start));
    found.map_or_else(
        || unexpected.to_owned(),
        |(start, words)| unexpected.replacen(start, words, 1),
    )
}
