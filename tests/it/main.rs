//! All integration tests, as one program: one file per subject.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also within its helpers"
)]

mod access;
mod cli;
mod config;
mod deadline;
mod demo;
mod embedded;
mod errors;
mod load;
mod observing;
mod stopping;
mod store;
mod support;
mod tidy;
mod tracing;
mod transport_errors;
