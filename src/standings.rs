//! Standings: the row kept of every customer's evaluation for lists and rankings. They are made in the
//! background, and so are the records of changes of class that follow from them.

mod look;
mod make;
mod pass;
mod worker;

pub use pass::PASSES;
pub use worker::Worker;
