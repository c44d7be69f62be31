//! The service as a process of its own. It runs the same code as the command `serve`, but its clock can be
//! moved.

use std::io::BufRead;
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use customer_quality::clock::Clock;
use customer_quality::config::Flags;
use customer_quality::service::{self, Content};
use nix::sys::signal::{Signal, raise};

/// The first argument of a process that runs the service.
pub(crate) const SERVE: &str = "serve";

/// The resolution of the moved clock.
const TICK: Duration = Duration::from_millis(1);

/// Runs the service on `[address, data folder, megabytes of answers]` until its input ends. Each line of
/// the input sets the lead of its clock in microseconds.
pub(crate) async fn serve(arguments: &[String]) {
    let [address, folder, memory] = arguments else {
        println!("an address, a folder and a size are needed");
        return;
    };
    let flags = [
        ("listen", address.as_str()),
        ("admin", "off"),
        ("data-folder", folder),
        ("answer-memory", memory),
        ("drain-delay", "0s"),
        ("log-level", "error"),
    ];
    let flags = flags.iter().fold(Flags::default(), |flags, (name, value)| {
        flags.with(name, *value)
    });
    let clock = Clock::fixed(Clock::system().now());
    let moved = clock.clone();
    let (ahead, steps) = std::sync::mpsc::channel();
    thread::spawn(move || listen(&ahead));
    thread::spawn(move || {
        let mut ahead = TimeDelta::zero();
        loop {
            ahead = steps.try_iter().last().unwrap_or(ahead);
            moved.set(Clock::system().now() + ahead);
            thread::sleep(TICK);
        }
    });
    let ended = Box::pin(service::run(&flags, Content::Callers, clock)).await;
    ended.expect("the service runs");
}

fn listen(ahead: &std::sync::mpsc::Sender<TimeDelta>) {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let micros = line.trim().parse().expect("microseconds");
        let _ = ahead.send(TimeDelta::microseconds(micros));
    }
    raise(Signal::SIGTERM).expect("it stops as it would for the system");
}
