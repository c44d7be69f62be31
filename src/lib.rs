//! Customer Quality: how good is this customer for us?

pub mod error;
pub mod pb;
pub mod store;
