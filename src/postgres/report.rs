//! How it is said what takes long.

/// Takes a line on what takes long, such as fetching Postgres.
pub type Report = dyn Fn(&str) + Send + Sync;
