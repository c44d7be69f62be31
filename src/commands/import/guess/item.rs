//! An item of a first mapping, and how YAML writes it.

use std::fmt::Write as _;

/// An item of the mapping.
#[derive(Debug)]
pub(super) struct Item {
    /// Its kind.
    pub(super) kind: String,
    /// Its conditions.
    pub(super) when: Vec<String>,
    /// Other keys, such as `once_per`.
    pub(super) keys: Vec<String>,
    /// Its fields and their rules.
    pub(super) fields: Vec<(&'static str, String)>,
}

impl Item {
    /// The item as YAML.
    pub(super) fn yaml(&self) -> String {
        let mut text = format!("  - kind: {}\n", self.kind);
        if !self.when.is_empty() {
            text.push_str("    when:\n");
            for condition in &self.when {
                let _ = writeln!(text, "      - {condition}");
            }
        }
        for key in &self.keys {
            let _ = writeln!(text, "    {key}");
        }
        text.push_str("    fields:\n");
        for (field, rule) in &self.fields {
            let _ = writeln!(text, "      {field}: {rule}");
        }
        if self.fields.is_empty() {
            text.truncate(text.len() - "\n".len());
            text.push_str(" {}\n");
        }
        text
    }
}
