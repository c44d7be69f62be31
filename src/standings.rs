//! Standings: what is kept of everybody's evaluation for lists and rankings, made in the background, and the
//! changes of class that come of it.

mod look;
mod make;
mod pass;
mod worker;

pub use worker::Worker;
