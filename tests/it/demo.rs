//! The demonstration: its data keep their promises and are loaded once.
#[path = "../../examples/demo/generator/mod.rs"]
mod generator;

mod answers;
mod cdnow;
mod core;
pub(crate) mod data;
mod effects;
pub(crate) mod expected;
mod gaps;
mod lateness;
mod ledger;
mod lines;
mod load;
mod removal;
mod rules;
mod same;
mod sorted;
mod stories;
mod truth;
