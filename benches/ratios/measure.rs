//! Takes times. A measured task and its floor take turns, so that other load on the machine affects both.
//! The median of all turns counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// The number of times that a task and its floor take turns.
pub(crate) const TURNS: usize = 7;

/// Seconds for one unit of work, and for one unit of its floor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared {
    pub(crate) takes: f64,
    pub(crate) floor_takes: f64,
    pub(crate) ratio: f64,
    /// The lower and the upper quartile of the turns' ratios.
    pub(crate) quartiles: (f64, f64),
}

impl Compared {
    /// The rate as a share of the floor's rate.
    pub(crate) fn share(&self, of_what: &str) -> String {
        let (low, high) = self.quartiles;
        let [share, least, most] = [self.ratio, high, low].map(|ratio| 1.0 / ratio);
        format!("{share:.2} {of_what}, quartiles {least:.2} to {most:.2}")
    }
}

/// Seconds for one unit of work, turn by turn.
#[derive(Debug, Default)]
pub(crate) struct Samples(pub(crate) Vec<f64>);

impl Samples {
    /// Takes the time of `work`, which does `count` units.
    pub(crate) fn take<T>(&mut self, count: usize, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.push(started.elapsed(), count);
        done
    }

    pub(crate) fn push(&mut self, elapsed: Duration, count: usize) {
        self.0.push(elapsed.as_secs_f64() / count as f64);
    }

    /// The median of all turns.
    pub(crate) fn middle(&self) -> f64 {
        at(&self.0, 1, 2)
    }

    /// The median of the turns, and the median of their ratios to the floor's turns.
    pub(crate) fn compared_with(&self, floor: &Self) -> Compared {
        let ratios = self.0.iter().zip(&floor.0);
        let ratios: Vec<f64> = ratios.map(|(takes, floor)| takes / floor).collect();
        Compared {
            takes: self.middle(),
            floor_takes: floor.middle(),
            quartiles: (at(&ratios, 1, 4), at(&ratios, 3, 4)),
            ratio: at(&ratios, 1, 2),
        }
    }

    pub(crate) fn describe(&self, what: &str) -> String {
        format!("{what}: {:.0} in a second", 1.0 / self.middle())
    }
}

/// The quantile `part` of `parts` of the values.
fn at(values: &[f64], part: usize, parts: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let place = values.len() * part / parts;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// A worker that runs at the same time as others.
pub(crate) trait Worker: Send + 'static {
    /// Does the piece of work with this number.
    fn work(&mut self, number: usize) -> impl Future<Output = ()> + Send;
}

/// Runs all `workers` as long as `more` returns true for the number of the next piece of work. Returns the
/// workers with the elapsed time and the number of pieces.
pub(crate) async fn together<W: Worker>(
    workers: Vec<W>,
    more: impl Fn(usize) -> bool + Clone + Send + 'static,
) -> (Vec<W>, Duration, usize) {
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for mut worker in workers {
        let (next, more) = (Arc::clone(&next), more.clone());
        tasks.spawn(async move {
            let mut done = 0;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if !more(number) {
                    return (worker, done);
                }
                worker.work(number).await;
                done += 1;
            }
        });
    }
    let (mut workers, mut done) = (Vec::new(), 0);
    while let Some(ended) = tasks.join_next().await {
        let (worker, count) = ended.expect("a worker ends");
        workers.push(worker);
        done += count;
    }
    (workers, started.elapsed(), done)
}

/// Continues for `time` from now.
pub(crate) fn lasting(time: Duration) -> impl Fn(usize) -> bool + Clone + Send + 'static {
    let end = Instant::now() + time;
    move |_| Instant::now() < end
}
