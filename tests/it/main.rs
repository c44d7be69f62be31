//! The one integration test binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also within its helpers"
)]

mod access;
mod config;
mod deadline;
mod errors;
mod load;
mod observing;
mod stopping;
mod support;
mod tracing;
mod transport_errors;
