//! The table: one line for each measurement.

use std::thread::available_parallelism;
use std::time::Duration;

use crate::ask::Timed;
use crate::measure::Samples;
use crate::running::Running;

/// Prints the machine and the database of the measurement.
pub(crate) async fn machine(running: &Running) {
    let cores = available_parallelism().map_or(0, usize::from);
    println!("machine: {cores} cores for the service, its callers and its database");
    let settings = "SELECT 'Postgres ' || current_setting('server_version') || ', fsync '
        || current_setting('fsync') || ', shared_buffers ' || current_setting('shared_buffers')
        || ', max_wal_size ' || current_setting('max_wal_size') || ', ' || now()::date";
    let answer = sqlx::query_scalar::<_, String>(settings);
    let answer = answer.fetch_one(&mut running.connection().await).await;
    println!("database: {}", answer.expect("the database answers"));
    let people = running.people;
    println!(
        "customers: {}, one of whom brought {}",
        people.size,
        people.tree()
    );
    note(&load());
}

/// The load of the machine.
pub(crate) fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(1).collect();
    format!("load of the machine: {}", load.concat())
}

/// The head of the table.
pub(crate) fn heading() {
    println!();
    let columns = format!(
        "{:>9} {:>9} {:>6} {:>11}",
        "takes", "floor", "ratio", "quartiles"
    );
    println!("{:<73} {:<38} by processor time", "", "by the clock");
    println!(
        "{:<42} {:<30} {columns} {columns} {:>8}",
        "what", "floor", "service"
    );
}

/// A line of the table, by the clock and by processor time: the median of the turns, and the quartiles of
/// their ratios to the sums of `floors`.
pub(crate) fn line(
    running: &Running,
    what: &str,
    floor: &str,
    (takes, floors): (&Timed, &[&Timed]),
) {
    let clock: Vec<&Samples> = floors.iter().map(|floor| &floor.clock).collect();
    let processor: Vec<&Samples> = floors.iter().map(|floor| &floor.processor).collect();
    println!(
        "{what:<42} {floor:<30} {} {} {:>5} MB",
        compared(&takes.clock, &clock),
        compared(&takes.processor, &processor),
        running.memory().0
    );
}

fn compared(takes: &Samples, floors: &[&Samples]) -> String {
    let sum = |turn: usize| floors.iter().map(|floor| floor.0[turn]).sum::<f64>();
    let floor = Samples((0..takes.0.len()).map(sum).collect());
    let ratios = takes.0.iter().zip(&floor.0);
    let mut ratios: Vec<f64> = ratios.map(|(takes, floor)| takes / floor).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let quartile = |of: usize| ratios[(ratios.len() - 1) * of / 4];
    format!(
        "{:>9} {:>9} {:>6.2} {:>5.2}-{:<5.2}",
        time(takes.middle()),
        time(floor.middle()),
        quartile(2),
        quartile(1),
        quartile(3)
    )
}

/// A remark beside the table.
pub(crate) fn note(text: &str) {
    println!("  {text}");
}

/// Prints the rate of `count` things in the time `took`.
pub(crate) fn rate(what: &str, count: usize, took: Duration) {
    let seconds = took.as_secs_f64();
    note(&format!(
        "{what}: {count} in {seconds:.1} s, {:.0} in a second",
        count as f64 / seconds
    ));
}

fn time(seconds: f64) -> String {
    let micros = seconds * 1e6;
    if micros < 100.0 {
        format!("{micros:.2} µs")
    } else if micros < 100_000.0 {
        format!("{micros:.0} µs")
    } else {
        format!("{:.0} ms", micros / 1e3)
    }
}
