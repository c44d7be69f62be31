//! The times of the publications in force, and their ages.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Time;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use crate::clock::Clock;

/// A kind of published figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// The portfolio figures: medians, cutoffs, ranks.
    Portfolio,
    /// The referral figures of every customer who brought somebody.
    Referral,
}

/// Their names, in the order of the variants of `Publication`.
const NAMES: [&str; 2] = ["portfolio", "referral"];

const NEVER: i64 = i64::MIN;
const MICROS_PER_SECOND: f64 = 1_000_000.0;

/// The time of each publication, in microseconds since 1970.
#[derive(Clone, Debug)]
struct Times(Arc<[AtomicI64; 2]>);

pub(super) struct Publications(Times);

impl Publications {
    pub(super) fn new(meter: &Meter, clock: Clock) -> Self {
        let times = Times(Arc::new([const { AtomicI64::new(NEVER) }; 2]));
        let shown = times.clone();
        let time = meter
            .f64_observable_gauge("customerquality.publication.time")
            .with_unit("s")
            .with_description("When the newest figures were published, in seconds since 1970.")
            .with_callback(move |time| {
                for (name, micros) in shown.known() {
                    time.observe(micros as f64 / MICROS_PER_SECOND, &[name]);
                }
            });
        let _ = time.build();
        let shown = times.clone();
        let age = meter
            .f64_observable_gauge("customerquality.publication.age")
            .with_unit("s")
            .with_description("How long ago the newest figures were published.")
            .with_callback(move |age| {
                let now = clock.now().timestamp_micros();
                for (name, micros) in shown.known() {
                    // The database's clock may be ahead of this machine's.
                    let passed = now.saturating_sub(micros).max(0);
                    age.observe(passed as f64 / MICROS_PER_SECOND, &[name]);
                }
            });
        let _ = age.build();
        Self(times)
    }

    /// Records a publication. The newest one counts, in whichever order the times arrive.
    pub(super) fn published(&self, publication: Publication, time: Time) {
        self.0.0[publication as usize].fetch_max(time.timestamp_micros(), Ordering::Relaxed);
    }
}

impl Times {
    /// The times of the publications that exist, with their names.
    fn known(&self) -> impl Iterator<Item = (KeyValue, i64)> {
        let times = NAMES.iter().zip(self.0.iter()).map(|(name, time)| {
            let name = KeyValue::new("publication", *name);
            (name, time.load(Ordering::Relaxed))
        });
        times.filter(|(_, micros)| *micros != NEVER)
    }
}
