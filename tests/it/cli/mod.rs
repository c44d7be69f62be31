//! The command line: its pure parts by tables, its calls against a small service in memory.

mod amounts_and_days;
mod card;
mod card_findings;
mod card_samples;
mod client;
mod desk;
pub(crate) mod encrypted;
mod errors;
mod fake;
mod import_edges;
mod import_end_to_end;
mod import_kinds;
mod import_mapping;
mod import_refusals;
mod import_rows;
mod import_undo;
mod json;
mod names;
mod oracle;
mod pen_and_paper;
mod questions;
mod records;
mod sorted;
mod top;
mod tree;
mod worksheet;
mod worksheet_written;
