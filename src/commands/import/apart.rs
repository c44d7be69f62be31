//! Finds the sums whose rows do not stand together, before anything is recorded: a part of a total is no total.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use crate::import::item::Flat;

/// The sums of a file, row by row.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The sums that have a part in the last row, by the place of the item in the mapping.
    open: BTreeMap<usize, u64>,
    ended: BTreeSet<u64>,
    apart: BTreeSet<u64>,
}

impl Scan {
    /// Takes the items of a row. None if it cannot be read.
    pub(super) fn row(&mut self, flats: Option<&[Flat]>) {
        let repeats = flats.into_iter().flatten().filter_map(|flat| {
            let repeat = flat.repeat.as_ref().filter(|it| it.sum.is_some())?;
            Some((repeat.place, repeat.id()))
        });
        let here: BTreeMap<usize, u64> = repeats.collect();
        for (place, sum) in mem::take(&mut self.open) {
            if here.get(&place) != Some(&sum) {
                self.ended.insert(sum);
            }
        }
        for sum in here.values() {
            if self.ended.contains(sum) {
                self.apart.insert(*sum);
            }
        }
        self.open = here;
    }

    /// The sums whose rows do not stand together.
    pub(super) fn apart(self) -> BTreeSet<u64> {
        self.apart
    }
}
