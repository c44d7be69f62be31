//! The settings file: one flat YAML map from names to values. A value is taken as it is written, and the rule
//! of its setting interprets it. `off`, `0123` and `1_000` therefore keep their spelling.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_saphyr::{Error, Spanned};

use super::ConfigError;

/// The content of a settings file.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    pub(super) path: PathBuf,
    entries: BTreeMap<String, Entry>,
}

/// A value of the file, before it is parsed by the setting's own rule.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The name as it is written.
    pub(super) key: String,
    /// The value as it is written; empty if there is none.
    pub(super) value: String,
    pub(super) line: u64,
}

impl SettingsFile {
    /// Reads a settings file.
    ///
    /// # Errors
    /// The file cannot be read, or is not a flat map.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| unreadable(path, error.to_string()))?;
        let entries = entries(&text).map_err(|cause| unreadable(path, cause))?;
        Ok(Self {
            path: path.to_owned(),
            entries,
        })
    }

    /// Removes and returns the entry of a setting.
    pub(super) fn take(&mut self, name: &str) -> Option<Entry> {
        self.entries.remove(name)
    }

    /// Removes and returns any entry that is left.
    pub(super) fn take_any(&mut self) -> Option<Entry> {
        self.entries.pop_first().map(|(_, entry)| entry)
    }
}

fn unreadable(path: &Path, cause: String) -> ConfigError {
    ConfigError::Unreadable {
        file: path.to_owned(),
        cause,
    }
}

/// The entries by the name of their setting. The file may write `_` for `-`.
fn entries(text: &str) -> Result<BTreeMap<String, Entry>, String> {
    let is_remark = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(is_remark) {
        return Ok(BTreeMap::new());
    }
    let map: BTreeMap<String, Spanned<Option<String>>> =
        serde_saphyr::from_str(text).map_err(|error| in_words(&error, text))?;
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for (key, value) in map {
        let line = value.referenced.line();
        let name = key.replace('_', "-");
        if let Some(first) = entries.get(&name) {
            let (one, other) = (&first.key, &key);
            return Err(format!(
                "line {line}: `{one}` and `{other}` are the same setting: remove one"
            ));
        }
        let value = value.value.unwrap_or_default();
        entries.insert(name, Entry { key, value, line });
    }
    Ok(entries)
}

/// The message of the YAML parser without the lines around the fault, which may hold a password.
fn in_words(error: &Error, text: &str) -> String {
    let error = error.without_snippet();
    let line = error.location().map_or(0, |location| location.line());
    let key = key_of(text, line);
    match (error, key) {
        (Error::DuplicateMappingKey { .. }, Some(key)) => {
            format!("line {line}: `{key}` stands there a second time: remove one")
        }
        (Error::Unexpected { .. }, Some(key)) => format!(
            "line {line}, key `{key}`: a value is one text, number or switch, no list and no map"
        ),
        (error, _) => format!("it must be one `name: value` a line: {error}"),
    }
}

/// The key of a line, or of the nearest line above that has one.
fn key_of(text: &str, line: u64) -> Option<&str> {
    let lines = text.lines().take(usize::try_from(line).ok()?);
    let keys = lines.filter(|line| line.starts_with(|first: char| first.is_alphanumeric()));
    let keys = keys.filter_map(|line| line.split_once(':'));
    keys.last().map(|(key, _)| key.trim_end())
}
