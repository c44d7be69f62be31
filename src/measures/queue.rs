//! The queue of standings: its length, its age, the rate at which standings are made, and the time that the
//! rest will take. Length and age come from the last look at the queue. Looks are rare, so the age keeps
//! growing between them; a queue that nobody looks at any more therefore shows as old.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use opentelemetry::metrics::Meter;
use tokio::time::Instant;

/// The shortest period over which a rate is measured.
const RATE_OVER: Duration = Duration::from_secs(2);

/// The result of a look at the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The number of customers in the queue.
    pub waiting: u64,
    /// The time since the oldest mark in the queue. A customer who is marked again gets a new mark.
    pub oldest: Duration,
}

/// The backlog state of the queue.
#[derive(Debug, Default)]
struct Backlog {
    found: Option<(Found, Instant)>,
    /// The standings made since the rate was last measured.
    made: u64,
    rate_taken: Option<Instant>,
    /// The standings made in a second.
    rate: Option<f64>,
}

pub(super) struct Queue(Arc<Mutex<Backlog>>);

impl Queue {
    pub(super) fn new(meter: &Meter) -> Self {
        let backlog = Arc::<Mutex<Backlog>>::default();
        let gauge = |name: &'static str, unit: &'static str, help: &'static str, read: Read| {
            let backlog = Arc::clone(&backlog);
            let gauge = meter.f64_observable_gauge(name).with_unit(unit);
            // A gauge with an unknown value shows nothing.
            let gauge = gauge.with_description(help).with_callback(move |shown| {
                if let Some(number) = read(&lock(&backlog)) {
                    shown.observe(number, &[]);
                }
            });
            // The meter keeps the callback, so the handle can be dropped.
            let _ = gauge.build();
        };
        gauge(
            "customerquality.standings.queue.length",
            "{customer}",
            "Customers whose standing waits to be made anew, of all processes, when last looked at.",
            Backlog::waiting,
        );
        gauge(
            "customerquality.standings.queue.age",
            "s",
            "How long the customer has waited who was marked first and not again since; 0 if none waits.",
            Backlog::age,
        );
        gauge(
            "customerquality.standings.rate",
            "{customer}/s",
            "Standings that this process made in a second, between its last looks at the queue.",
            |backlog| backlog.rate,
        );
        gauge(
            "customerquality.standings.time_left",
            "s",
            "How long this process alone needs for the queue at that rate; missing while it makes none.",
            Backlog::time_left,
        );
        Self(backlog)
    }

    pub(super) fn made(&self, count: u64) {
        lock(&self.0).made += count;
    }

    pub(super) fn found(&self, found: Found) {
        lock(&self.0).look(found, Instant::now());
    }
}

/// Reads one number from the backlog state.
type Read = fn(&Backlog) -> Option<f64>;

fn lock(backlog: &Mutex<Backlog>) -> MutexGuard<'_, Backlog> {
    backlog.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Backlog {
    fn look(&mut self, found: Found, now: Instant) {
        self.found = Some((found, now));
        let since = self.rate_taken.map(|taken| now - taken);
        if since.is_some_and(|since| since < RATE_OVER) {
            return;
        }
        self.rate = since.map(|since| self.made as f64 / since.as_secs_f64());
        (self.made, self.rate_taken) = (0, Some(now));
    }

    fn waiting(&self) -> Option<f64> {
        Some(self.found?.0.waiting as f64)
    }

    fn age(&self) -> Option<f64> {
        let (found, then) = self.found?;
        let age = match found.waiting {
            0 => Duration::ZERO,
            _ => found.oldest + then.elapsed(),
        };
        Some(age.as_secs_f64())
    }

    fn time_left(&self) -> Option<f64> {
        let waiting = self.waiting()?;
        let rate = self.rate.unwrap_or_default();
        if waiting == 0.0 {
            return Some(0.0);
        }
        (rate > 0.0).then(|| waiting / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(waiting: u64, seconds: u64) -> Found {
        Found {
            waiting,
            oldest: Duration::from_secs(seconds),
        }
    }

    #[track_caller]
    fn check(backlog: &Backlog, [waiting, age, rate, left]: [Option<u64>; 4]) {
        let seen = [
            backlog.waiting(),
            backlog.age(),
            backlog.rate,
            backlog.time_left(),
        ];
        let seen = seen.map(|number| number.map(|number| number.round() as u64));
        assert_eq!(seen, [waiting, age, rate, left]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_queue_has_a_rate_after_two_looks_and_a_time_left_while_it_is_worked_off() {
        let mut backlog = Backlog::default();
        check(&backlog, [None; 4]);
        backlog.made += 7;
        backlog.look(found(500, 3), Instant::now());
        check(&backlog, [Some(500), Some(3), None, None]);
        backlog.made += 300;
        tokio::time::advance(Duration::from_secs(3)).await;
        check(&backlog, [Some(500), Some(6), None, None]);
        backlog.look(found(200, 6), Instant::now());
        check(&backlog, [Some(200), Some(6), Some(100), Some(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_queue_at_which_nobody_looks_grows_old_and_an_empty_one_does_not() {
        let mut backlog = Backlog::default();
        backlog.look(found(1, 0), Instant::now());
        tokio::time::advance(Duration::from_mins(1)).await;
        check(&backlog, [Some(1), Some(60), None, None]);
        backlog.look(found(0, 0), Instant::now());
        tokio::time::advance(Duration::from_mins(1)).await;
        check(&backlog, [Some(0), Some(0), Some(0), Some(0)]);
    }

    #[tokio::test(start_paused = true)]
    async fn looks_in_quick_succession_keep_the_rate() {
        let mut backlog = Backlog::default();
        backlog.look(found(100, 0), Instant::now());
        backlog.made += 40;
        tokio::time::advance(Duration::from_secs(2)).await;
        backlog.look(found(60, 2), Instant::now());
        tokio::time::advance(Duration::from_millis(10)).await;
        backlog.look(found(60, 2), Instant::now());
        check(&backlog, [Some(60), Some(2), Some(20), Some(3)]);
    }
}
