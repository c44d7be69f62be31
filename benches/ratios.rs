//! Measures the cost of the service as a ratio to floors that do the least possible work. An answer is
//! compared with an echo and with reading the same rows, recording with COPY, and the values of a forest
//! with one pass over the same numbers. `docs/benchmarks.md` explains each row. Nothing here passes or
//! fails by time.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and ends where something does not work"
)]

#[expect(dead_code, reason = "tests use all of it")]
#[path = "../tests/it/support/bodies.rs"]
mod bodies;
#[path = "ratios/core.rs"]
mod core;
#[expect(dead_code, clippy::unwrap_used, reason = "tests use all of it")]
#[path = "../tests/it/support/facts.rs"]
mod core_facts;
#[path = "ratios/echo.rs"]
mod echo;
#[path = "ratios/evaluation.rs"]
mod evaluation;
#[path = "ratios/facts.rs"]
mod facts;
#[path = "ratios/forest.rs"]
mod forest;
#[path = "ratios/imported.rs"]
mod imported;
#[path = "ratios/invented.rs"]
mod invented;
#[path = "ratios/large_file.rs"]
mod large_file;
#[path = "ratios/measure.rs"]
mod measure;
#[path = "ratios/overload.rs"]
mod overload;
#[path = "ratios/portfolio.rs"]
mod portfolio;
#[path = "../tests/it/support/random.rs"]
mod random;
#[path = "ratios/report.rs"]
mod report;
#[path = "ratios/scores.rs"]
mod scores;
#[path = "ratios/service.rs"]
mod service;
#[path = "ratios/standings.rs"]
mod standings;

use std::env::{args, current_exe};
use std::process::Command;

use service::RunningService;

/// The parts that can run alone: `cargo bench --bench ratios -- forest`.
const PARTS: [&str; 5] = ["service", "facts", "overload", "forest", "core"];

/// The part that takes minutes and runs only alone: `cargo bench --bench ratios -- file 1000000`.
const FILE: &str = "file";

/// Each part runs in a process of its own, so that its memory is only its own.
fn main() {
    let arguments: Vec<String> = args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("nothing is measured here: cargo bench --bench ratios");
        return;
    }
    if arguments.iter().any(|argument| argument == FILE) {
        let rows = arguments.iter().find_map(|argument| argument.parse().ok());
        run(measure_file(rows));
        return;
    }
    let asked = arguments
        .iter()
        .find(|argument| PARTS.contains(&argument.as_str()));
    if let Some(part) = asked {
        measure_part(part);
        return;
    }
    for part in PARTS {
        let program = current_exe().expect("this program has a path");
        let measured = Command::new(program).args(["--bench", part]).status();
        assert!(
            measured.is_ok_and(|ended| ended.success()),
            "{part} could not be measured"
        );
    }
}

fn measure_part(part: &str) {
    match part {
        "forest" => forest::measure(),
        "core" => core::measure(),
        "facts" => run(measure_facts()),
        "overload" => run(measure_overload()),
        _ => run(measure_service()),
    }
}

fn run(measurement: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(measurement);
}

async fn measure_overload() {
    let service = RunningService::start().await;
    report::machine(&service.describe().await);
    service.load().await;
    overload::measure(&service).await;
    service.stop().await;
}

async fn measure_service() {
    let service = RunningService::start().await;
    report::machine(&service.describe().await);
    let loaded = service.load().await;
    report::heading();
    report::note(&loaded.describe("facts loaded"));
    scores::measure(&service).await;
    standings::measure(&service).await;
    service.stop().await;
}

async fn measure_file(rows: Option<usize>) {
    let service = RunningService::start().await;
    report::machine(&service.describe().await);
    large_file::measure(&service, rows).await;
    service.stop().await;
}

async fn measure_facts() {
    let service = RunningService::start().await;
    report::machine(&service.describe().await);
    service.load().await;
    report::heading();
    facts::measure(&service).await;
    imported::measure(&service).await;
    service.stop().await;
}
