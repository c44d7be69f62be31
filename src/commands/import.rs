//! `customer-quality import`: reads CSV and JSON Lines files and records their content. `docs/import.md`
//! describes it. Running it twice or interrupting it is safe.

pub mod after;
pub mod args;
pub mod batcher;
pub mod bundle;
pub mod columns;
pub mod command;
mod customer_name;
pub mod decoder;
pub mod directory;
pub mod fields;
mod fill_down;
pub mod help;
pub mod importer;
pub mod interrupt;
pub mod item;
pub mod json_line;
mod known;
pub mod layout;
pub mod lines;
pub mod mapping;
pub mod message;
pub mod names;
pub mod nearest;
pub mod outcome;
mod pass;
pub mod progress;
mod reader;
pub mod record;
pub mod refused;
mod repeats;
pub mod report;
mod row;
pub mod send;
pub mod source;
pub mod split;
pub mod tally;
mod total_row;
pub mod undo;
pub mod value;
pub mod writing;

pub use args::ImportArgs;
pub use command::run;
