//! Customer Quality: how good is this customer for us?

pub mod clock;
pub mod error;
pub mod pb;
pub mod rpc;
pub mod store;
