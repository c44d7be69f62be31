//! What one person said of a trait last.

use crate::time::Time;

/// One assessor's latest rating of a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Who.
    pub assessor: &'a str,
    /// 1 to 5.
    pub rating: i32,
    /// When.
    pub time: Time,
    /// Why; may be empty.
    pub note: &'a str,
}
