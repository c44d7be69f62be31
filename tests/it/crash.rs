//! The service under real conditions. Kills at bad moments must leave every acknowledged fact in place and
//! counted once. The service also meets the signals, variables and collectors of its machine.

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
