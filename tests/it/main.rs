//! The integration tests, in one binary.

// Marked as tests, so that helpers may unwrap too.
#[cfg(test)]
mod cli;
