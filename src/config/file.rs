//! The settings file: one flat YAML map from names to values.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use super::ConfigError;

/// A value of the file, before it is parsed by the setting's own rule.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Switch(bool),
    Number(i64),
    Text(String),
}

/// Reads a settings file into names and texts.
///
/// # Errors
/// The file cannot be read, or is no flat map.
pub fn read(file: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let unreadable = |cause: String| ConfigError::Unreadable {
        file: file.to_owned(),
        cause,
    };
    let text = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    if text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        return Ok(BTreeMap::new());
    }
    let map: BTreeMap<String, Scalar> = serde_saphyr::from_str(&text)
        .map_err(|error| unreadable(format!("it must be one `name: value` a line: {error}")))?;
    let as_text = |value| match value {
        Scalar::Switch(switch) => switch.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text,
    };
    Ok(map
        .into_iter()
        .map(|(key, value)| (key, as_text(value)))
        .collect())
}
