//! Seeded chance on integers only. The same seed gives the same bytes on every platform.
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A random stream.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// Stream number `stream` of a seed. Each purpose and customer has its own stream, so that a change in
    /// one place leaves the others unchanged.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number from 0 up to but without `end`. It is 0 if `end` is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * end as u128;
        (wide >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(0) as usize) as i64
    }

    /// A day, as [`Self::between`].
    pub(super) fn day(&mut self, low: i32, high: i32) -> i32 {
        self.between(low.into(), high.into()) as i32
    }

    /// True in `per_mille` of a thousand cases.
    pub(super) fn hits(&mut self, per_mille: i64) -> bool {
        self.between(0, 999) < per_mille
    }

    /// A number around 0 from a bell curve with a standard deviation of 1,000: the sum of twelve dice.
    pub(super) fn bell(&mut self) -> i64 {
        (0..12).map(|_| self.between(0, 1000)).sum::<i64>() - 6_000
    }

    /// One of the items.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.below(items.len())).copied()
    }

    /// Puts the items into a random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
