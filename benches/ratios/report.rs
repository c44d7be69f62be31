//! The table: one line for each measurement, and the peak memory of its step.

use std::fs;
use std::thread::available_parallelism;

use crate::measure::Compared;

/// Prints the machine and the database of the measurement.
pub(crate) fn machine(database: &str) {
    let cores = available_parallelism().map_or(0, usize::from);
    println!("machine: {cores} cores for the service, its callers and its database");
    println!("database: {database}");
}

/// The head of a table.
pub(crate) fn heading() {
    println!();
    println!(
        "{:<44} {:<36} {:>11} {:>11} {:>9} {:>9}",
        "what", "floor", "takes", "floor takes", "ratio", "peak"
    );
}

/// A line of the table, with the peak memory since [`begin_step`].
pub(crate) fn line(what: &str, floor: &str, compared: Compared) {
    println!(
        "{what:<44} {floor:<36} {:>11} {:>11} {:>9} {:>6} MB",
        time(compared.takes),
        time(compared.floor_takes),
        ratio(compared.ratio),
        peak_bytes() / 1_000_000
    );
}

/// A remark beside the table.
pub(crate) fn note(text: &str) {
    println!("  {text}");
}

fn time(seconds: f64) -> String {
    let micros = seconds * 1e6;
    if micros < 1.0 {
        format!("{:.2} ns", micros * 1e3)
    } else if micros < 100.0 {
        format!("{micros:.2} µs")
    } else if micros < 100_000.0 {
        format!("{micros:.0} µs")
    } else {
        format!("{:.0} ms", micros / 1e3)
    }
}

fn ratio(ratio: f64) -> String {
    format!("{ratio:.2}")
}

/// The peak memory of this process since [`begin_step`].
pub(crate) fn peak_bytes() -> u64 {
    status("VmHWM:")
}

/// The memory that this process holds now.
pub(crate) fn held_bytes() -> u64 {
    status("VmRSS:")
}

/// Resets the peak memory. If the system does not allow that, peaks only grow.
pub(crate) fn begin_step() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
