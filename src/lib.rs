//! Customer Quality: how good is this customer for us?
//!
//! # The map
//!
//! This crate, the service, is a thin shell around a pure core. Around it in `src/` are crates of their own,
//! each with its files and its `Cargo.toml` in one folder; the program of `src/main.rs` puts the service and
//! the commands together.
//!
//! | crate | what lives there |
//! |---|---|
//! | [`domain`] | the core: facts in; history, signals, score, class and values out. It knows no I/O, no clock, no database and no protobuf, and its list of dependencies proves it |
//! | [`client`] | the wire types, and calls to the service, for any Rust program |
//! | [`postgres`] | the private Postgres, which is started where the service was given none |
//! | `commands` | the commands for people; callers like any other, over gRPC |
//!
//! And in this crate:
//!
//! | module | what lives there |
//! |---|---|
//! | [`rpc`] | one file per RPC: decode, load, compute, encode; `convert` between wire and core; `status`, the one place where an error becomes a gRPC status |
//! | [`evaluate`] | evaluates customers as they are now: loads what an answer rests on and asks the core; keeps answers in memory |
//! | [`past`] | evaluates customers as they were, with everybody below them |
//! | [`models`] | the registry of models, and the company's hour that they count by |
//! | [`portfolio`], [`referrals`] | the figures that are published, and what is answered from them |
//! | [`standings`] | keeps one standing per customer in the background, for lists and rankings |
//! | [`feeds`] | has counted what comes by source and kind, and hears which feed has gone quiet |
//! | [`store`] | Postgres: the only module that names `sea_orm` |
//! | [`server`] | the transport: layers around every call, limits, health, admin port, stopping |
//! | [`service`] | everything put together, from start to stop; the demonstration |
//! | [`measures`], [`stage`] | what is counted, by every layer; the spans of a call's parts |
//! | [`config`], [`telemetry`], [`clock`], [`error`] | settings; logs, traces, metrics; the one clock; why a call failed |
//!
//! # What must stay absent
//!
//! - The core never learns the time, the database or the wire.
//! - The store knows the core and nothing above itself; no handler names the database.
//! - No command knows the service: it depends on the client only.
//! - No write happens outside of a unit of work (`store::unit`), which a caller who goes away cannot
//!   cut in half.
//!
//! `tests/it/tidy.rs` holds these rules, and the sizes of files.

pub mod clock;
pub mod config;
pub mod error;
pub mod evaluate;
pub mod feeds;
pub mod measures;
pub mod models;
pub mod past;
pub mod portfolio;
pub mod referrals;
pub mod rpc;
pub mod server;
pub mod service;
pub mod stage;
pub mod standings;
pub mod store;
pub mod telemetry;

pub use client::pb;
