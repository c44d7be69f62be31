//! The service as its users run it: killed at bad moments, where what was acknowledged stays and counts
//! once, and among the signals, variables and collectors of the machine it runs on.

mod collector;
mod files;
mod health;
pub(crate) mod house;
mod import_broken;
mod import_killed;
mod ledger;
mod logged;
mod noticed;
mod processes;
mod sheet;
mod signals;
mod starting;
mod stopping;
mod storm;
mod writer;

use std::io::Write;

/// Says what was found, also when all is well.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
