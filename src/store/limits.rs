//! How long the store waits for what.

use std::time::Duration;

/// No statement runs longer, whoever waits for it; units of work set less.
pub(super) const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// How long a call waits for a connection before it gives up.
pub(super) const ACQUIRE_LIMIT: Duration = Duration::from_secs(2);

/// How long a migration waits for another process that migrates.
pub(super) const MIGRATION_PATIENCE: Duration = Duration::from_mins(2);
