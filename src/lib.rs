//! Customer Quality: how good is this customer for us?

pub mod answer;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
pub mod evaluator;
pub mod pb;
pub mod rpc;
pub mod server;
pub mod service;
pub mod store;
pub mod telemetry;
