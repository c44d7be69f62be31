//! Which edition of the demonstration a database holds. A recorded fact never changes, so facts that
//! read otherwise under the same keys cannot be sent to a database that holds an earlier edition.

/// The edition of these data: one more whenever a fact or a customer of the demonstration changes.
pub const EDITION: i64 = 2;

/// Whether this edition can be sent to a database: one that holds no demonstration, or this edition. The
/// first edition left only its shift.
pub const fn can_be_sent(holds_some: bool, kept: Option<i64>) -> bool {
    match (holds_some, kept) {
        (false, _) => true,
        (true, Some(edition)) => edition == EDITION,
        (true, None) => false,
    }
}
