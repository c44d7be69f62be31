//! The forest of referrals, and the values that flow along it. The computations are linear in the number of
//! customers, use exact integers and do not recurse.

use std::collections::BTreeMap;

use crate::money::{Micros, saturate};
use crate::ratio::{ONE, Ppm};

/// Marks a customer without a referrer.
pub const NOBODY: u32 = u32::MAX;

/// A forest of customers, numbered from 0. Each was brought by at most one other customer, the referrer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    referrer: Vec<u32>,
    /// All customers, each before their referrer.
    leaves_first: Vec<u32>,
}

/// The referrals form a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{customers} customers lie on a circle of referrals")]
pub struct Circle {
    /// The number of customers on a circle.
    pub customers: usize,
}

/// The split of values that adds up: `kept_of_own + from_referrals`, summed over all customers, is exactly
/// the sum of all own values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credits {
    /// The part of their own value that each customer keeps.
    pub kept_of_own: Vec<Micros>,
    /// The value that each customer gets from the customers they brought.
    pub from_referrals: Vec<Micros>,
}

impl Forest {
    /// Builds a forest in which `referrer[i]` brought customer `i`, or is [`NOBODY`].
    ///
    /// # Errors
    /// [`Circle`] if a chain of referrers does not end.
    pub fn new(referrer: Vec<u32>) -> Result<Self, Circle> {
        let mut waiting = vec![0u32; referrer.len()];
        for above in referrer.iter().filter(|above| **above != NOBODY) {
            waiting[*above as usize] += 1;
        }
        let mut leaves_first: Vec<u32> = Vec::with_capacity(referrer.len());
        leaves_first.extend((0..referrer.len() as u32).filter(|at| waiting[*at as usize] == 0));
        let mut next = 0;
        while let Some(at) = leaves_first.get(next) {
            let above = referrer[*at as usize];
            if above != NOBODY {
                waiting[above as usize] -= 1;
                if waiting[above as usize] == 0 {
                    leaves_first.push(above);
                }
            }
            next += 1;
        }
        if leaves_first.len() < referrer.len() {
            return Err(Circle {
                customers: referrer.len() - leaves_first.len(),
            });
        }
        Ok(Self {
            referrer,
            leaves_first,
        })
    }

    /// Builds the forest of the customers `ids`, numbered in their order. Each of `edges` is a pair: the
    /// referrer and the customer they brought. An edge to or from a customer outside `ids` is left out.
    ///
    /// # Errors
    /// [`Circle`] if a chain of referrers does not end.
    pub fn between<'a>(
        ids: impl Iterator<Item = &'a str>,
        edges: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Circle> {
        let place: BTreeMap<&str, u32> = ids.zip(0..).collect();
        let mut referrers = vec![NOBODY; place.len()];
        for (referrer, referred) in edges {
            if let Some((above, at)) = place.get(referrer).zip(place.get(referred)) {
                referrers[*at as usize] = *above;
            }
        }
        Self::new(referrers)
    }

    /// The number of customers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.referrer.len()
    }

    /// Whether there are no customers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.referrer.is_empty()
    }

    /// The referrer of customer `at`.
    #[must_use]
    pub fn referrer(&self, at: usize) -> Option<usize> {
        let above = self.referrer[at];
        (above != NOBODY).then_some(above as usize)
    }

    /// The customers, each before their referrer.
    pub fn leaves_first(&self) -> impl Iterator<Item = usize> {
        self.leaves_first.iter().map(|at| *at as usize)
    }

    /// For each customer, `own` plus the values of everyone they brought, at every level.
    #[must_use]
    pub fn totals(&self, own: &[Micros]) -> Vec<Micros> {
        let mut totals = own.to_vec();
        for at in &self.leaves_first {
            if let Some(above) = self.referrer(*at as usize) {
                totals[above] = totals[above].saturating_add(totals[*at as usize]);
            }
        }
        totals
    }

    /// For each customer, the number of customers they brought, at every level.
    #[must_use]
    pub fn brought_counts(&self) -> Vec<i64> {
        let totals = self.totals(&vec![1; self.len()]);
        totals.into_iter().map(|with_self| with_self - 1).collect()
    }

    /// For each customer, the number of levels above them; 0 without a referrer.
    #[must_use]
    pub fn levels(&self) -> Vec<u32> {
        let mut levels = vec![0; self.len()];
        for at in self.leaves_first.iter().rev() {
            if let Some(above) = self.referrer(*at as usize) {
                levels[*at as usize] = levels[above] + 1;
            }
        }
        levels
    }

    /// Splits values geometrically: of all value that flows through a customer, the share `passed_up` goes to
    /// the referrer, rounded towards zero, and the rest stays. A customer without a referrer keeps
    /// everything.
    #[must_use]
    pub fn credits(&self, own: &[Micros], passed_up: Ppm) -> Credits {
        let mut through = own.to_vec();
        let mut credits = Credits {
            kept_of_own: own.to_vec(),
            from_referrals: vec![0; own.len()],
        };
        for at in self.leaves_first.iter().map(|at| *at as usize) {
            let mut kept = through[at];
            if let Some(above) = self.referrer(at) {
                let up = part_of(through[at], passed_up);
                through[above] = through[above].saturating_add(up);
                kept -= up;
                credits.kept_of_own[at] -= part_of(own[at], passed_up);
            }
            credits.from_referrals[at] = kept - credits.kept_of_own[at];
        }
        credits
    }

    /// Estimates for each customer the value that would be missing without them. It is the value of the
    /// customers they brought, at every level, where each referral counts by the chance that the customer
    /// would not have come anyway. To it comes the amount `saved` by not having to win the customers they
    /// brought directly.
    #[must_use]
    pub fn incremental(
        &self,
        own: &[Micros],
        came_by_referral: &[Ppm],
        saved: &[Micros],
    ) -> Vec<Micros> {
        let mut flowing = vec![0i64; own.len()];
        let mut saving = vec![0i64; own.len()];
        for at in self.leaves_first.iter().map(|at| *at as usize) {
            if let Some(above) = self.referrer(at) {
                let up = part_of(own[at].saturating_add(flowing[at]), came_by_referral[at]);
                flowing[above] = flowing[above].saturating_add(up);
                saving[above] = saving[above].saturating_add(saved[at]);
            }
        }
        flowing
            .iter()
            .zip(saving)
            .map(|(flow, saved)| flow.saturating_add(saved))
            .collect()
    }
}

/// `part` of `value`, rounded towards zero.
pub(crate) fn part_of(value: Micros, part: Ppm) -> Micros {
    saturate(i128::from(value) * i128::from(part) / i128::from(ONE))
}

/// The rank of each value among all, 1 for the highest. Equal values share a rank.
#[must_use]
pub fn ranks(values: &[Micros]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by_key(|at| std::cmp::Reverse(values[*at]));
    let mut ranks = vec![0; values.len()];
    for (place, at) in order.iter().enumerate() {
        let tied = place > 0 && values[order[place - 1]] == values[*at];
        ranks[*at] = if tied {
            ranks[order[place - 1]]
        } else {
            place as u32 + 1
        };
    }
    ranks
}
