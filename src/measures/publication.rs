//! When the figures in force were published, and how old they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Time;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use crate::clock::Clock;

/// Figures that are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// Those of the portfolio: medians, cutoffs, ranks.
    Portfolio,
    /// Those of everyone who brought somebody.
    Referral,
}

/// Their names, in the order of `Publication`.
const NAMES: [&str; 2] = ["portfolio", "referral"];

const NEVER: i64 = i64::MIN;
const MICROS_PER_SECOND: f64 = 1_000_000.0;

/// The micros since 1970 of each publication.
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
                    // The database's clock may be ahead of ours.
                    let passed = now.saturating_sub(micros).max(0);
                    age.observe(passed as f64 / MICROS_PER_SECOND, &[name]);
                }
            });
        let _ = age.build();
        Self(times)
    }

    /// A publication is never replaced by an older one, in whichever order they are heard of.
    pub(super) fn published(&self, publication: Publication, time: Time) {
        self.0.0[publication as usize].fetch_max(time.timestamp_micros(), Ordering::Relaxed);
    }
}

impl Times {
    /// Those that were published, with their names.
    fn known(&self) -> impl Iterator<Item = (KeyValue, i64)> {
        let times = NAMES.iter().zip(self.0.iter()).map(|(name, time)| {
            let name = KeyValue::new("publication", *name);
            (name, time.load(Ordering::Relaxed))
        });
        times.filter(|(_, micros)| *micros != NEVER)
    }
}
