//! The transport around the RPCs: who may connect and call, how much and for how long, what is
//! measured, whether we are ready, and how the service stops. No RPC of its own lives here.

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

/// The largest message taken and sent, in bytes; `GetSystemInfo` publishes it.
pub const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
