//! What one person said of a trait last.

use crate::time::Time;

/// One assessor's latest rating of a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The person who rated.
    pub assessor: &'a str,
    /// The rating, 1 to 5.
    pub rating: i32,
    /// When they rated.
    pub time: Time,
    /// The reason; may be empty.
    pub note: &'a str,
}
