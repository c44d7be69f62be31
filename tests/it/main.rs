//! The one integration test binary.

mod access;
mod config;
mod deadline;
mod errors;
mod load;
mod observing;
mod stopping;
mod support;
mod transport_errors;
