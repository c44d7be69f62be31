//! Writes the demonstration's files, `stories.jsonl` and `firm.jsonl`, into this folder. Run it with `cargo
//! run --example generate-demo`.
mod generator;

use generator::{business, stories};
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/demo");
    fs::write(folder.join("stories.jsonl"), stories::text())?;
    fs::write(folder.join("firm.jsonl"), business::text(business::SEED))
}
