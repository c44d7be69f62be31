//! Customer Quality: how good is this customer for us?

pub mod config;
pub mod demo;
pub mod error;
pub mod pb;
pub mod rpc;
pub mod server;
pub mod store;
pub mod telemetry;
