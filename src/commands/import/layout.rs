//! How a file is to be decoded: by its own column names, or by a mapping.

use crate::import::mapping::Mapping;

/// How to decode a file.
#[derive(Clone, Debug)]
pub enum Layout {
    /// The columns have the importer's names.
    Native {
        /// The kind of all rows, for a file without a column `kind`.
        kind: Option<String>,
    },
    /// The columns have the meaning that a mapping gives them.
    Mapped(Box<Mapping>),
}
