//! `customer-quality import`: reads CSV and JSON Lines files and tells the service what is in them.
//! `docs/import.md` says how; safe to run twice and to interrupt.

pub mod after;
pub mod args;
pub mod body;
mod choices;
pub mod columns;
mod columns_of_money;
mod columns_of_people;
pub mod command;
pub mod fields;
pub mod importer;
pub mod interrupt;
pub mod item;
pub mod json_line;
pub mod lanes;
pub mod lines;
pub mod mapping;
mod mapping_check;
pub mod names;
pub mod plan;
pub mod progress;
pub mod record;
pub mod refused;

mod row;
pub mod send;
pub mod source;
pub mod split;
pub mod tally;
pub mod understand;
pub mod undo;

pub use args::ImportArgs;
pub use command::run;
