//! A private Postgres that the service starts itself when no `DATABASE_URL` is given.
//!
//! [`Cluster::start`] finds the Postgres programs or fetches them, creates the cluster once, serves it on a
//! unix socket (never on a network port), and restarts the server when it dies. For the data folder it
//! guarantees:
//!
//! - One service at a time uses the folder. Its lock ends with the service, however that ends.
//! - If a service is killed, the next start adopts its server.
//! - If a first start is killed, the next start does not mistake its remains for a cluster.
//! - If a folder has lost its cluster, no new one is created in it.
//! - Only the owner may enter the folder, because everybody who reaches the socket is trusted.
//!
//! As root, the server runs as the owner of its data: the user `customer-quality`, else `postgres`. The
//! system is not changed unless [`Options::install`] asks for it.

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
