//! The one place that reads the system's clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use domain::time::Time;

/// Gives the present time, to the microsecond.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The time at which the clock stands still, in microseconds since 1970; `None` for the system's clock.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `time`; its clones stand still with it.
    pub fn fixed(time: Time) -> Self {
        Self {
            fixed: Some(Arc::new(AtomicI64::new(time.timestamp_micros()))),
        }
    }

    /// Moves a fixed clock, and all its clones, to `time`. It has no effect on the system's clock.
    pub fn set(&self, time: Time) {
        if let Some(fixed) = &self.fixed {
            fixed.store(time.timestamp_micros(), Ordering::Relaxed);
        }
    }

    /// The present time.
    pub fn now(&self) -> Time {
        let micros = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::Relaxed),
            None => system_micros(),
        };
        Time::from_timestamp_micros(micros).unwrap_or(Time::UNIX_EPOCH)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
fn system_micros() -> i64 {
    // A clock before 1970 is wrong anyway. Reading it as 1970 means that no recorded fact can lie in its
    // future.
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.map_or(0, |passed| {
        i64::try_from(passed.as_micros()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_clock_tells_whole_microseconds_and_goes_on() {
        let (first, second) = (Clock::system().now(), Clock::system().now());
        assert!(first > Time::UNIX_EPOCH && second >= first);
        assert_eq!(first.timestamp_subsec_nanos() % 1_000, 0);
    }

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_set() {
        let clock = Clock::fixed(Time::UNIX_EPOCH);
        let clone = clock.clone();
        assert_eq!(clone.now(), Time::UNIX_EPOCH);
        let later = Time::UNIX_EPOCH + chrono::TimeDelta::days(1);
        clock.set(later);
        assert_eq!(clone.now(), later);
    }
}
