//! How slow steps are reported.

/// Receives a line of text about a slow step, such as fetching Postgres.
pub type Report = dyn Fn(&str) + Send + Sync;
