//! What the demonstration tells the service: real purchases, an invented service business with planted
//! effects, and the nine stories.
//!
//! | module | what |
//! |---|---|
//! | [`cdnow`] | 6,919 real purchases of 2,357 buyers of CDs |
//! | [`business`] | a bookkeeping and IT care firm over three years, from a seeded generator |
//! | [`stories`] | nine customers and the class and advice each must get |
//! | [`edition`] | which edition a database holds, so that no other is told to it |
//! | [`mod@shift`] | moves all of it by whole weeks, so that it ends last week |
//! | [`load`] | sends it through the public gRPC API; safe to run again |
//! | [`mod@try_lines`] | what to try next, as lines to paste |
//!
//! Apart from `load` nothing here does I/O or reads a clock: the same shift gives the same facts, bit by
//! bit. The purchases' dollars are shown as the reporting currency, [`CURRENCY`].

pub mod business;
pub mod cdnow;
mod chance;
pub mod dataset;
pub mod edition;
mod journal;
pub mod load;
pub mod shift;
pub mod stories;
pub mod try_lines;

pub use dataset::{Dataset, InvalidFixture, everything};
pub use shift::{Shift, shift_for};
pub use try_lines::try_lines;

/// The currency of every amount, the default reporting currency.
pub const CURRENCY: &str = "EUR";
