//! A private Postgres that the service starts itself when no `DATABASE_URL` is given.
//!
//! [`Cluster::start`] finds the Postgres programs or fetches them, creates the cluster once, serves
//! it on a unix socket (never on a network port), and restarts the server when it dies. It holds
//! for the data folder:
//!
//! - one service at a time, by a lock that ends with the service however it ends;
//! - a killed service leaves a server behind, which the next start adopts;
//! - a killed first start leaves nothing that the next start would take for a cluster;
//! - a folder that had a cluster is never begun anew;
//! - only the owner may enter it, because whoever reaches the socket is trusted.
//!
//! As root the server runs as the owner of its data: the user `customer-quality`, else `postgres`.
//! Nothing of the system is changed unless asked ([`Options::install`]).

mod cluster;
mod environment;
mod error;
mod find;
mod folder;
mod launch;
mod memory;
mod postmaster;
mod provision;
mod report;
mod server_log;
mod server_user;
mod supervise;

pub use cluster::{Cluster, Options};
pub use environment::{Environment, default_data_folder};
pub use error::EmbeddedError;
pub use launch::STOP_LIMIT;
pub use report::Report;
pub use supervise::ServerState;
