//! The edition of the demonstration in a database. A recorded fact never changes. If the same keys now
//! carry other facts, a database with an earlier edition cannot take them.

/// The edition of these data. Raise it by one whenever a fact or a customer of the demonstration changes.
pub const EDITION: i64 = 2;

/// Whether a database can take this edition: it holds no demonstration, or it holds this edition. The first
/// edition stored only its shift and no edition number, so `kept` is none there.
pub const fn can_be_sent(holds_some: bool, kept: Option<i64>) -> bool {
    match (holds_some, kept) {
        (false, _) => true,
        (true, Some(edition)) => edition == EDITION,
        (true, None) => false,
    }
}
