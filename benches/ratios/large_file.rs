//! `customer-quality import` of a large file: the rate at the beginning and at the end, the time of a
//! check that writes nothing, and the memory of the importer.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio::time::sleep;

use crate::imported;
use crate::invented::Order;
use crate::report::note;
use crate::service::{BATCH, RunningService};

/// Facts that are made at a time.
const SLICE: usize = 40 * BATCH;

/// The default number of rows.
const ROWS: usize = 1_000_000;

/// The time between two looks at the importer's memory.
const LOOK: Duration = Duration::from_millis(50);

pub(crate) async fn measure(service: &RunningService, rows: Option<usize>) {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let slices = rows.unwrap_or(ROWS).div_ceil(SLICE);
    let sizes = [("small.csv", slices.div_ceil(20)), ("large.csv", slices)];
    for (name, slices) in sizes {
        let path = folder.path().join(name);
        let made = |slice| Order::ByCustomer.slice(name, slice, SLICE);
        imported::write(&path, (0..slices).map(made));
        let rows = slices * SLICE;
        let size = fs::metadata(&path).map_or(0, |file| file.len() / 1_000_000);
        note(&format!("{name}: {rows} rows, {size} MB"));
        let mut check = imported::command(service, &path);
        check.arg("--check");
        run("import --check", check, rows).await;
        run("import", imported::command(service, &path), rows).await;
        run("import again", imported::command(service, &path), rows).await;
    }
}

async fn run(what: &str, mut command: Command, rows: usize) {
    let started = Instant::now();
    let mut importer = command.spawn().expect("the program runs");
    let status = format!("/proc/{}/status", importer.id().expect("it runs"));
    let mut peak = 0;
    let ended = loop {
        tokio::select! {
            ended = importer.wait() => break ended,
            () = sleep(LOOK) => peak = peak.max(kilobytes(Path::new(&status))),
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    assert!(
        ended.is_ok_and(|ended| ended.success()),
        "every row is taken"
    );
    note(&format!(
        "  {what}: {seconds:.1} s, {:.0} rows in a second, {} MB",
        rows as f64 / seconds,
        peak / 1000
    ));
}

/// The largest memory of a process so far. 0 when it has ended.
fn kilobytes(status: &Path) -> u64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(0)
}
