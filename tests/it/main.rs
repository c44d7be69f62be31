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
mod crash;
mod deadline;
mod demo;
mod embedded;
mod errors;
mod get_customer;
mod get_system_info;
mod list_customers;
mod list_facts;
mod load;
mod observing;
mod record_facts;
mod record_facts_partly;
mod record_facts_refused;
mod retract_fact;
mod stopping;
mod store;
mod support;
mod tidy;
mod tracing;
mod transport_errors;
mod upsert_customers;
