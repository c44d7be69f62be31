//! The limits of time in the store.

use std::time::Duration;

/// The longest time that a statement may run for any caller; units of work set a shorter limit.
pub(super) const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// How long a call waits for a connection before it gives up.
pub(super) const ACQUIRE_LIMIT: Duration = Duration::from_secs(2);

/// How long a migration waits for another process that migrates.
pub(super) const MIGRATION_PATIENCE: Duration = Duration::from_mins(2);
