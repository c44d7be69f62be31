//! How a file is to be decoded: by its own column names, or by a mapping.

use crate::import::mapping::Mapping;

/// How a file is to be decoded.
#[derive(Clone, Debug)]
pub enum Layout {
    /// Its columns have the names that the importer knows.
    Native {
        /// The kind of all rows, for a file without a column `kind`.
        kind: Option<String>,
    },
    /// A mapping says what is where.
    Mapped(Box<Mapping>),
}
