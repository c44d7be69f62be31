//! Customer Quality: how good is this customer for us?

pub mod cli;
pub mod pb;
