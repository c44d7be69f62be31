//! Any bytes are read to their end, and every line belongs to a record.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/cli/import_total.rs"]
mod import_total;

fuzz_target!(|bytes: &[u8]| assert_eq!(import_total::fault(bytes), None));
