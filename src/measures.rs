//! Every metric except calls, each with its name, unit and help. All layers count here, and nowhere else;
//! `server::metrics` counts the calls. No attribute names a customer.
//!
//! Names follow the conventions of OpenTelemetry, units follow UCUM. Prometheus shows dots as underscores,
//! seconds as a suffix, and counters with `_total`.

mod pool;
mod publication;
mod queue;

use std::fmt;
use std::sync::Arc;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Meter, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;

use crate::clock::Clock;
pub use pool::{PoolMeasures, PoolState};
pub use publication::Publication;
use publication::Publications;
pub use queue::Found as QueueFound;
use queue::Queue;

/// The outcome for a fact that a caller sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The fact was new.
    Recorded,
    /// The fact was recorded before with the same content.
    Duplicate,
    /// The fact cannot be recorded, or its batch must be recorded as a whole and contains such a fact.
    Refused,
}

/// The origin of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The answer came from memory.
    Memory,
    /// The answer was computed for the caller.
    Computed,
}

/// The instruments. Cheap to clone. Nobody reads those of [`Measures::default`].
#[derive(Clone)]
pub struct Measures(Arc<Instruments>);

struct Instruments {
    meter: Meter,
    facts: Counter<u64>,
    answers: Counter<u64>,
    standings: Counter<u64>,
    class_changes: Counter<u64>,
    retries: Counter<u64>,
    queue: Queue,
    publications: Publications,
}

impl Measures {
    /// Registers the instruments with `meter`, which must happen once for each meter. `clock` gives the age
    /// of publications.
    pub fn new(meter: &Meter, clock: Clock) -> Self {
        let counter = |name: &'static str, unit: &'static str, help: &'static str| {
            let counter = meter.u64_counter(name).with_unit(unit);
            counter.with_description(help).build()
        };
        let instruments = Instruments {
            meter: meter.clone(),
            facts: counter(
                "customerquality.facts",
                "{fact}",
                "Facts sent to be recorded, by what became of them. Facts of calls that failed for no fault \
                 of the caller, and of those that only validate, are left out.",
            ),
            answers: counter(
                "customerquality.answers",
                "{answer}",
                "Answers about single customers given to callers, by where they came from.",
            ),
            standings: counter(
                "customerquality.standings.made",
                "{customer}",
                "Standings made anew by this process.",
            ),
            class_changes: counter(
                "customerquality.class.changes",
                "{change}",
                "Changes of a customer's class that were written, by their cause.",
            ),
            retries: counter(
                "customerquality.units.retries",
                "{retry}",
                "Units of work that were tried once more, by why the attempt before failed.",
            ),
            queue: Queue::new(meter),
            publications: Publications::new(meter, clock),
        };
        // A series that starts at 0 shows its first increment as one.
        for outcome in [Outcome::Recorded, Outcome::Duplicate, Outcome::Refused] {
            instruments.facts.add(0, &[outcome.attribute()]);
        }
        for origin in [Origin::Memory, Origin::Computed] {
            instruments.answers.add(0, &[origin.attribute()]);
        }
        instruments.standings.add(0, &[]);
        Self(Arc::new(instruments))
    }

    /// Counts facts that callers sent. Each fact counts once, with one outcome.
    pub fn facts(&self, outcome: Outcome, count: usize) {
        self.0.facts.add(count as u64, &[outcome.attribute()]);
    }

    /// Counts answers about single customers that callers get.
    pub fn answers(&self, origin: Origin, count: usize) {
        self.0.answers.add(count as u64, &[origin.attribute()]);
    }

    /// Counts standings that were made. The rate of the queue follows from it.
    pub fn standings_made(&self, count: usize) {
        self.0.standings.add(count as u64, &[]);
        self.0.queue.made(count as u64);
    }

    /// Records what a look at the queue of standings found. The age keeps growing between looks.
    pub fn queue(&self, found: QueueFound) {
        self.0.queue.found(found);
    }

    /// Counts changes of class that were written. `cause` is one of a few names.
    pub fn class_changes(&self, cause: &'static str, count: usize) {
        let cause = KeyValue::new("cause", cause);
        self.0.class_changes.add(count as u64, &[cause]);
    }

    /// Counts a unit of work that is tried again. `cause` is one of a few names.
    pub fn retried(&self, cause: &'static str) {
        self.0.retries.add(1, &[KeyValue::new("cause", cause)]);
    }

    /// Records the time at which the figures in force were published.
    pub fn published(&self, publication: Publication, time: domain::time::Time) {
        self.0.publications.published(publication, time);
    }

    /// Registers the instruments of a pool of at most `max` connections. `state` must not block.
    pub fn pool(
        &self,
        name: &'static str,
        max: u32,
        state: impl Fn() -> PoolState + Send + Sync + 'static,
    ) -> PoolMeasures {
        PoolMeasures::new(&self.0.meter, name, max, state)
    }
}

impl Default for Measures {
    /// Instruments that nobody reads.
    fn default() -> Self {
        let unread = SdkMeterProvider::builder().build();
        Self::new(&unread.meter("unread"), Clock::system())
    }
}

impl fmt::Debug for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measures").finish_non_exhaustive()
    }
}

impl Outcome {
    fn attribute(self) -> KeyValue {
        let outcome = match self {
            Self::Recorded => "recorded",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
        };
        KeyValue::new("outcome", outcome)
    }
}

impl Origin {
    fn attribute(self) -> KeyValue {
        let origin = match self {
            Self::Memory => "memory",
            Self::Computed => "computed",
        };
        KeyValue::new("origin", origin)
    }
}
