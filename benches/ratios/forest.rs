//! A million customers in a forest of referrals. All computations about it are compared with one pass that
//! adds up the same arrays.

use std::hint::black_box;

use domain::forest::{Forest, NOBODY, ranks};
use domain::ratio::ONE;

use crate::measure::{Samples, TURNS};
use crate::random::Random;
use crate::report::{self, begin_step, held_bytes, peak_bytes};

const NODES: usize = 1_000_000;
const PASSED_UP: i64 = ONE / 2;
const FLOOR: &str = "one pass adding up its arrays";

/// The measured times.
#[derive(Default)]
struct Times {
    order: Samples,
    totals: Samples,
    credits: Samples,
    counts: Samples,
    levels: Samples,
    ranks: Samples,
    all: Samples,
    floor: Samples,
}

pub(crate) fn measure() {
    report::heading();
    one_shape("60 % brought by nobody", 600_000);
    one_shape("one deep tree", 0);
}

fn one_shape(shape: &str, brought_by_nobody: u64) {
    let (referrers, own) = plant(brought_by_nobody);
    let mut times = Times::default();
    let before = held_bytes();
    begin_step();
    for _ in 0..TURNS {
        let sum = times.floor.take(1, || pass(&referrers, &own));
        black_box(sum);
        let arrays = referrers.clone();
        let mut all = Samples::default();
        all.take(1, || values(arrays, &own, &mut times));
        times.all.0.extend(all.0);
    }
    let bytes = peak_bytes().saturating_sub(before) / NODES as u64;
    let what = format!("forest of a million, {shape}");
    report::line(&what, FLOOR, times.all.compared_with(&times.floor));
    for (part, samples) in [
        ("order", &times.order),
        ("totals", &times.totals),
        ("credits", &times.credits),
        ("counts", &times.counts),
        ("levels", &times.levels),
        ("ranks", &times.ranks),
    ] {
        report::line(
            &format!("  of it {part}"),
            FLOOR,
            samples.compared_with(&times.floor),
        );
    }
    report::note(&format!(
        "{bytes} bytes per customer at most, beside the referrers and own values given"
    ));
}

/// A random forest. An earlier customer, drawn at random, brings each customer, or nobody does. The numbers
/// of customers do not follow the order of joining.
fn plant(brought_by_nobody: u64) -> (Vec<u32>, Vec<i64>) {
    let mut random = Random(17);
    let mut names: Vec<u32> = (0..NODES as u32).collect();
    for at in (1..NODES).rev() {
        names.swap(at, random.below(at as u64 + 1) as usize);
    }
    let mut referrers = vec![NOBODY; NODES];
    for at in 1..NODES {
        if random.below(1_000_000) >= brought_by_nobody {
            referrers[names[at] as usize] = names[random.below(at as u64) as usize];
        }
    }
    let own = (0..NODES).map(|_| random.below(2_000_000_000) as i64 - 500_000_000);
    (referrers, own.collect())
}

fn pass(referrers: &[u32], own: &[i64]) -> i64 {
    let sums = black_box(referrers).iter().zip(black_box(own));
    sums.fold(0, |sum: i64, (referrer, own)| {
        sum.wrapping_add(i64::from(*referrer)).wrapping_add(*own)
    })
}

fn values(referrers: Vec<u32>, own: &[i64], times: &mut Times) {
    let forest = times.order.take(1, || Forest::new(referrers));
    let forest = forest.expect("a forest");
    let totals = times.totals.take(1, || forest.totals(own));
    let credits = times.credits.take(1, || forest.credits(own, PASSED_UP));
    let counts = times.counts.take(1, || forest.brought_counts());
    let levels = times.levels.take(1, || forest.levels());
    let ranked = times.ranks.take(1, || ranks(&totals));
    black_box((totals, credits, counts, levels, ranked));
}
