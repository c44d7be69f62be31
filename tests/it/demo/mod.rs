//! The demonstration: what its data promise.
mod cdnow;
mod effects;
mod gaps;
mod ledger;
mod rules;
mod same;
mod stories;
