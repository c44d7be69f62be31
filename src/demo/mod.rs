//! What the demonstration tells the service: real purchases, and an invented service business with
//! planted effects.
//!
//! | module | what |
//! |---|---|
//! | [`cdnow`] | 6,919 real purchases of 2,357 buyers of CDs |
//! | [`business`] | a bookkeeping and IT care firm over three years, from a seeded generator |
//! | [`mod@shift`] | moves all of it by whole weeks, so that it ends last week |
//!
//! Nothing here does I/O or reads a clock: the same shift gives the same facts, bit by
//! bit. The purchases' dollars are shown as the reporting currency, [`CURRENCY`].

pub mod business;
pub mod cdnow;
mod chance;
pub mod dataset;
mod journal;
pub mod shift;

pub use dataset::{Dataset, InvalidFixture};
pub use shift::{Shift, shift_for};

/// The currency of every amount, the default reporting currency.
pub const CURRENCY: &str = "EUR";
