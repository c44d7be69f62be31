//! The metrics of a pool of database connections, named by the conventions of OpenTelemetry.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};

/// The bucket limits of the histogram of waits, in seconds. Most calls do not wait at all.
const SECONDS: [f64; 11] = [
    0.000_1, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0,
];

/// The connections of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolState {
    /// Connections in use.
    pub used: u32,
    /// Connections that are free.
    pub idle: u32,
}

/// The instruments of a pool. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PoolMeasures {
    wait: Histogram<f64>,
    timeouts: Counter<u64>,
    name: [KeyValue; 1],
}

impl PoolMeasures {
    pub(super) fn new(
        meter: &Meter,
        name: &'static str,
        max: u32,
        state: impl Fn() -> PoolState + Send + Sync + 'static,
    ) -> Self {
        let pool = KeyValue::new("db.client.connection.pool.name", name);
        let in_state = |state| KeyValue::new("db.client.connection.state", state);
        let used = [pool.clone(), in_state("used")];
        let idle = [pool.clone(), in_state("idle")];
        let count = meter
            .i64_observable_up_down_counter("db.client.connection.count")
            .with_unit("{connection}")
            .with_description("Connections to the database, by whether they are used or idle.")
            .with_callback(move |count| {
                let now = state();
                count.observe(i64::from(now.used), &used);
                count.observe(i64::from(now.idle), &idle);
            });
        let _ = count.build();
        let whole = [pool.clone()];
        let most = meter
            .i64_observable_up_down_counter("db.client.connection.max")
            .with_unit("{connection}")
            .with_description("The most connections to the database that there may be at once.")
            .with_callback(move |most| most.observe(i64::from(max), &whole));
        let _ = most.build();
        let wait = meter
            .f64_histogram("db.client.connection.wait_time")
            .with_unit("s")
            .with_description("How long it took to get a connection to the database.")
            .with_boundaries(SECONDS.to_vec())
            .build();
        let timeouts = meter
            .u64_counter("db.client.connection.timeouts")
            .with_unit("{timeout}")
            .with_description("Waits for a connection to the database that were given up.")
            .build();
        let name = [pool];
        timeouts.add(0, &name);
        Self {
            wait,
            timeouts,
            name,
        }
    }

    /// Records the time that a caller waited for its connection.
    pub fn waited(&self, took: Duration) {
        self.wait.record(took.as_secs_f64(), &self.name);
    }

    /// Counts a caller that got no connection in time.
    pub fn gave_up(&self) {
        self.timeouts.add(1, &self.name);
    }
}
