//! Customer Quality: how good is this customer for us?
//!
//! # The map
//!
//! The package at the root is a thin shell around a pure core. The core is the crate [`domain`]
//! (`src/domain/`): facts in; history, signals, score, class and values out. It knows no I/O, no clock,
//! no database and no protobuf, and its list of dependencies proves it.
//!
//! | module | what lives there |
//! |---|---|
//! | [`rpc`] | one file per RPC: decode, load, compute, encode; `convert` between wire and core; `status`, the one place where an error becomes a gRPC status |
//! | [`answer`] | loads what an answer rests on and asks the core; keeps portfolio figures |
//! | [`evaluator`] | makes one standing per customer in the background, for lists and rankings |
//! | [`feeds`] | has counted what comes by source and kind, and hears which feed has gone quiet |
//! | [`store`] | Postgres: the only module that names `sea_orm` and `sqlx`; `embedded`, the private Postgres |
//! | [`server`] | the transport: layers around every call, limits, health, admin port, stopping |
//! | [`service`] | everything put together, from start to stop; the demonstration |
//! | [`cli`] | the commands for people; callers like any other, over gRPC |
//! | [`demo`] | the demonstration's files, and by how many weeks they are moved |
//! | [`measures`], [`stage`] | what is counted, by every layer; the spans of a call's parts |
//! | [`config`], [`telemetry`], [`clock`], [`error`], [`tokens`] | settings; logs, traces, metrics; the one clock; why a call failed; files of tokens |
//! | [`pb`] | the generated wire types |
//!
//! # What must stay absent
//!
//! - The core never learns the time, the database or the wire.
//! - The store knows the core and nothing above itself; no handler names the database.
//! - No command knows the store.
//! - No write happens outside of a unit of work (`store::unit`), which a caller who goes away cannot
//!   cut in half.
//!
//! `tests/it/tidy.rs` holds these rules, and the sizes of files.

pub mod answer;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
pub mod evaluator;
pub mod feeds;
pub mod measures;
pub mod pb;
pub mod rpc;
pub mod server;
pub mod service;
pub mod stage;
pub mod store;
pub mod telemetry;
pub mod tokens;
