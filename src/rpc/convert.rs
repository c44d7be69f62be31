//! Converts wire messages to the core's types and back. A message that passes becomes a value of the core,
//! and no later code checks it again. Every message is destructured field by field, so that a new field of
//! the contract does not compile until this code reads it.

pub(crate) mod attribute;
pub(crate) mod basis;
mod body;
pub(crate) mod check;
pub(crate) mod classification;
pub(crate) mod customer;
pub(crate) mod fact;
pub(crate) mod feed;
pub(crate) mod finding;
mod key;
mod money;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod options;
pub(crate) mod referral;
pub(crate) mod retraction;
pub(crate) mod rule;
pub(crate) mod score;
pub(crate) mod standing;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod time;

pub(crate) use check::{Check, Read, Terms};
