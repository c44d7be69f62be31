//! How times are taken: what is compared takes turns with its floor, so that whatever else the machine
//! does meanwhile meets both, and the middle of all turns counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// How often something and its floor take turns.
pub(crate) const TURNS: usize = 7;

/// Seconds that one of something takes, next to its floor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared {
    pub(crate) takes: f64,
    pub(crate) floor_takes: f64,
    pub(crate) ratio: f64,
    /// The ratio below which a quarter of the turns are, and that above which another quarter are.
    pub(crate) quartiles: (f64, f64),
}

impl Compared {
    /// The same as a share of the floor's rate.
    pub(crate) fn share(&self, of_what: &str) -> String {
        let (low, high) = self.quartiles;
        let [share, least, most] = [self.ratio, high, low].map(|ratio| 1.0 / ratio);
        format!("{share:.2} {of_what}, quartiles {least:.2} to {most:.2}")
    }
}

/// Seconds of one, turn by turn.
#[derive(Debug, Default)]
pub(crate) struct Samples(pub(crate) Vec<f64>);

impl Samples {
    /// Takes the time of `work`, which does `count` of them.
    pub(crate) fn take<T>(&mut self, count: usize, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.push(started.elapsed(), count);
        done
    }

    pub(crate) fn push(&mut self, elapsed: Duration, count: usize) {
        self.0.push(elapsed.as_secs_f64() / count as f64);
    }

    /// The middle of all turns.
    pub(crate) fn middle(&self) -> f64 {
        at(&self.0, 1, 2)
    }

    /// The middle of the turns, and the middle of their ratios to the floor's turns.
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

/// The value that `part` of `parts` of all values do not pass.
fn at(values: &[f64], part: usize, parts: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let place = values.len() * part / parts;
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// One of several that work at the same time.
pub(crate) trait Worker: Send + 'static {
    /// Does the piece of work with this number.
    fn work(&mut self, number: usize) -> impl Future<Output = ()> + Send;
}

/// Lets all `workers` work for as long as `more` says so of the next piece's number. Returns them with
/// the time it took and how many pieces they did.
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

/// Goes on for `time` from now.
pub(crate) fn lasting(time: Duration) -> impl Fn(usize) -> bool + Clone + Send + 'static {
    let end = Instant::now() + time;
    move |_| Instant::now() < end
}
