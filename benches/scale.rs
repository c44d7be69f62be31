//! The service at a given size. `cargo bench --bench scale -- 100000` generates that number of customers
//! and runs the service as a process of its own over a durable Postgres. It prints the cost of every task
//! above its floor. `docs/benchmarks.md` explains each row. Nothing here passes or fails by time.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and ends where something does not work"
)]

#[path = "scale/ask.rs"]
mod ask;
#[expect(dead_code, reason = "tests use all of it")]
#[path = "../tests/it/support/bodies.rs"]
mod bodies;
#[path = "scale/child.rs"]
mod child;
#[path = "ratios/echo.rs"]
mod echo;
#[path = "scale/everybody.rs"]
mod everybody;
#[path = "scale/follow.rs"]
mod follow;
#[path = "scale/latency.rs"]
mod latency;
#[path = "scale/lists.rs"]
mod lists;
#[path = "scale/load.rs"]
mod load;
#[expect(dead_code, reason = "the small benchmark uses all of it")]
#[path = "ratios/measure.rs"]
mod measure;
#[path = "scale/midnight.rs"]
mod midnight;
#[path = "scale/people.rs"]
mod people;
#[path = "scale/processor.rs"]
mod processor;
#[expect(dead_code, reason = "tests use all of it")]
#[path = "../tests/it/support/random.rs"]
mod random;
#[path = "scale/reads.rs"]
mod reads;
#[path = "scale/running.rs"]
mod running;
#[path = "scale/table.rs"]
mod table;

use std::env::args;

use people::People;
use running::Running;

/// The default number of customers.
const CUSTOMERS: usize = 10_000;

fn main() {
    let arguments: Vec<String> = args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == child::SERVE) {
        run(child::serve(&arguments[1..]));
        return;
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("nothing is measured here: cargo bench --bench scale -- 100000");
        return;
    }
    let size = arguments.iter().find_map(|argument| argument.parse().ok());
    run(measure(People::new(size.unwrap_or(CUSTOMERS))));
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(work);
}

async fn measure(people: People) {
    let mut running = Running::start(people).await;
    table::machine(&running).await;
    load::load(&mut running).await;
    everybody::first(&mut running).await;
    table::heading();
    reads::from_memory(&running).await;
    lists::measure(&running).await;
    follow::measure(&mut running).await;
    latency::measure(&mut running).await;
    lists::recording(&running).await;
    everybody::anew(&mut running).await;
    reads::computed(&mut running).await;
    midnight::measure(&mut running).await;
    running.stop();
}
