//! The transport around the RPCs: access, connections, limits, deadlines, metrics, readiness, and the stop of
//! the service. It has no RPCs of its own.

mod accept;
mod admin;
mod auth;
mod connection;
mod end;
mod files;
mod health;
mod layer;
mod listener;
mod methods;
mod metrics;
mod places;
mod reflection;
mod room;
mod serve;
mod signal;

pub use auth::{Auth, AuthError};
pub use health::Readiness;
pub use listener::{BindError, Listeners};
pub use serve::{Backend, Ended, ServeError, Server};
pub use signal::Signals;

/// The largest message in bytes, accepted or sent; `GetSystemInfo` publishes it.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
