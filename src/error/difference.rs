//! How a recorded fact and a new one differ.

/// A field in which a recorded fact and a new one differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path of the field within the fact.
    pub field: String,
    /// The recorded value, in words.
    pub there: String,
    /// The new value, in words.
    pub here: String,
}
