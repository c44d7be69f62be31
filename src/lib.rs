//! Customer Quality: how good is this customer for us?

pub mod demo;
pub mod pb;
