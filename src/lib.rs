//! Customer Quality: how good is this customer for us?
//!
//! # The map
//!
//! This crate, the service, is a thin shell around a pure core. Several folders of `src/` are crates of their
//! own, with a `Cargo.toml` each. The program in `src/main.rs` joins the service and the commands.
//!
//! | crate | content |
//! |---|---|
//! | [`domain`] | the core. It turns facts into history, signals, score, class and values. It has no I/O, no clock, no database and no protobuf, as its list of dependencies shows |
//! | [`client`] | the wire types and the calls to the service, for any Rust program |
//! | [`postgres`] | the private Postgres, which starts if no `DATABASE_URL` is set |
//! | `commands` | the commands for people. They call the service over gRPC, like any other caller |
//!
//! The modules of this crate:
//!
//! | module | content |
//! |---|---|
//! | [`rpc`] | one file per RPC, with the steps decode, load, compute and encode. `convert` converts between wire and core; `status` alone maps errors to gRPC statuses |
//! | [`evaluate`] | evaluates customers as they are now: loads what an evaluation rests on and asks the core. Caches answers in memory |
//! | [`past`] | evaluates customers as they were at a past time, with everybody below them |
//! | [`models`] | the registry of models, and the company's hour that they calculate with |
//! | [`portfolio`], [`referrals`] | the published figures, and the answers made from them |
//! | [`standings`] | keeps one standing per customer in the background, for lists and rankings |
//! | [`feeds`] | counts arriving facts by source and kind, and notices which feed has gone quiet |
//! | [`store`] | Postgres: the only module that names `sea_orm` |
//! | [`server`] | the transport: the layers around every call, limits, health, the admin port, the stop |
//! | [`service`] | the service as a whole, from start to stop, and the demonstration |
//! | [`measures`], [`stage`] | the metrics of all layers; the spans of the parts of a call |
//! | [`config`], [`telemetry`], [`clock`], [`error`] | settings; logs, traces and metrics; the clock; the errors of calls |
//!
//! # What must not happen
//!
//! - The core never depends on the clock, the database or the wire.
//! - The store depends on the core and on nothing above itself. No handler names the database.
//! - No command depends on the service, only on the client.
//! - No write happens outside of a unit of work (`store::unit`). A unit of work completes even if its
//!   caller leaves.
//!
//! `tests/it/tidy.rs` checks these rules, and the sizes of files.

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
