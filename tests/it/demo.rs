//! The demonstration: what its data promise, and that they are loaded once.
mod answers;
mod cdnow;
mod core;
mod effects;
mod gaps;
mod lateness;
mod ledger;
mod lines;
mod load;
mod rules;
mod same;
mod sorted;
mod stories;
mod truth;
