//! Decides when customers join and by whom they are brought. The number that each referrer brings is fixed,
//! so that the shape of the forest does not depend on the seed.
use super::chance::Chance;

/// The number of customers over the three years.
pub(super) const CUSTOMERS: usize = 78;
/// The first customers, whom the firm won itself.
const FOUNDERS: usize = 12;
/// The number that each referrer brings: 36 of 78 customers bring 57; 16 of them bring two thirds of these;
/// 42 customers bring nobody.
const BROUGHT: [usize; 36] = [
    6, 5, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1,
];
/// Days that a customer waits before recommending the firm.
const SETTLED_DAYS: i32 = 45;

/// A future customer with two hidden figures around 0. Their standard deviation is about 1,000.
#[derive(Clone, Copy)]
pub(super) struct Seedling {
    /// The day of joining.
    pub(super) joined: i32,
    /// The index of the referrer.
    pub(super) referrer: Option<usize>,
    /// How pleasant they are to work with.
    pub(super) quality: i64,
    /// How large they are.
    pub(super) size: i64,
}

/// All customers in the order of joining.
pub(super) fn grow(chance: &mut Chance) -> Vec<Seedling> {
    let mut labels: Vec<usize> = BROUGHT
        .iter()
        .enumerate()
        .flat_map(|(r, count)| vec![r; *count])
        .collect();
    chance.shuffle(&mut labels);
    let brought_count = labels.len();
    let mut is_brought: Vec<bool> = (FOUNDERS..CUSTOMERS)
        .map(|place| place - FOUNDERS < brought_count)
        .collect();
    chance.shuffle(&mut is_brought);
    let mut holders = [None; BROUGHT.len()];
    let mut forest: Vec<Seedling> = Vec::with_capacity(CUSTOMERS);
    for place in 0..CUSTOMERS {
        let joined = join_day(place);
        let brought = place >= FOUNDERS && is_brought[place - FOUNDERS];
        let label = if brought { labels.pop() } else { None };
        let referrer =
            label.and_then(|label| holder(label, &mut holders, (&forest, joined), chance));
        forest.push(seedling(joined, referrer.map(|r| (r, forest[r])), chance));
    }
    forest
}

fn join_day(place: usize) -> i32 {
    let place = place as i32;
    let founders = FOUNDERS as i32;
    if place < founders {
        return -1_095 + 4 * place;
    }
    let rest = CUSTOMERS as i32 - founders;
    -1_000 + (place - founders) * 955 / (rest - 1)
}

/// The customer behind a label. A new label takes the nicest of three customers who have brought nobody
/// yet.
fn holder(
    label: usize,
    holders: &mut [Option<usize>],
    (forest, joined): (&[Seedling], i32),
    chance: &mut Chance,
) -> Option<usize> {
    if holders[label].is_none() {
        let free: Vec<usize> = (0..forest.len())
            .filter(|p| forest[*p].joined <= joined - SETTLED_DAYS && !holders.contains(&Some(*p)))
            .collect();
        let asked = [
            chance.pick(&free)?,
            chance.pick(&free)?,
            chance.pick(&free)?,
        ];
        holders[label] = asked
            .into_iter()
            .max_by_key(|place| (forest[*place].quality, *place));
    }
    holders[label]
}

/// Customers bring similar customers: three fifths of the size come from the referrer, and two fifths of
/// the quality.
fn seedling(joined: i32, referrer: Option<(usize, Seedling)>, chance: &mut Chance) -> Seedling {
    let (quality, size) = (chance.bell(), chance.bell());
    match referrer {
        None => Seedling {
            joined,
            referrer: None,
            quality,
            size,
        },
        Some((place, by)) => Seedling {
            joined,
            referrer: Some(place),
            quality: (4 * by.quality + 9 * quality) / 10,
            size: (6 * by.size + 8 * size) / 10,
        },
    }
}
