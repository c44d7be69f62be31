//! Writes the stories and the firm of the demonstration as the lines of a JSON Lines file. Days count from
//! the last day of the data, which is day 0. Nothing here reads a clock, and the same seed gives the same
//! bytes on every platform.
//!
//! | module | what |
//! |---|---|
//! | [`business`] | a bookkeeping and IT care firm over three years, from a seeded generator |
//! | [`stories`] | nine customers, each made for the class and advice they must get |
//! | `journal` | writes down the facts of one customer |
//! | `line`, `calendar`, `chance` | a line of the file, its days, and chance with a seed |
pub(crate) mod business;
mod calendar;
mod chance;
mod journal;
mod line;
pub(crate) mod stories;
