//! The workplace of an import test: a service in memory, and a folder for files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Parser;
use commands::{
    failure::Failure,
    import::{ImportArgs, command::import, interrupt::Interrupt, tally::Tally},
};
use futures::stream;
use tempfile::TempDir;

use super::fake::Fake;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    import: ImportArgs,
}

pub(crate) struct Desk {
    pub(crate) fake: Fake,
    server: String,
    pub(crate) folder: TempDir,
}

pub(crate) type End = Result<(Tally, Vec<PathBuf>), Failure>;

impl Desk {
    pub(crate) async fn new() -> Self {
        let fake = Fake::default();
        let server = fake.start().await.server;
        Self {
            fake,
            server,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) async fn import(&self, files: &[&Path], flags: &[&str]) -> End {
        self.import_until(files, flags, Interrupt::from_presses(stream::empty()))
            .await
    }

    pub(crate) async fn import_until(
        &self,
        files: &[&Path],
        flags: &[&str],
        stop: Interrupt,
    ) -> End {
        let files = files.iter().map(|file| file.to_str().unwrap());
        let words = ["import", "--server", &self.server].into_iter();
        let words = words.chain(flags.iter().copied()).chain(files);
        let done = import(&Arguments::parse_from(words).import, || Ok(stop)).await?;
        Ok((done.tally, done.refused))
    }
}

pub(crate) fn csv(header: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

pub(crate) fn purchases(count: usize) -> String {
    let line = |at| format!("purchase,C-{},2026-01-01,{at}.50,EUR", at % 50);
    csv(
        "kind,customer_id,occur_time,amount,currency",
        (0..count).map(line),
    )
}
