//! A tree at one moment, as numbers.

use super::Brought;
use crate::economics::Economics;
use crate::forest::{Forest, part_of};
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::payments::Payments;
use crate::ratio::{ONE, Ppm};
use crate::time::Window;

/// The value of one customer up to one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RealisedValue {
    /// Contribution to date.
    pub contribution: Micros,
    /// The cost of winning them.
    pub acquisition_cost: Micros,
    /// Whether they were ever billed or bought.
    pub is_billed: bool,
    /// Whether they have paid, do not owe, and have contributed more than zero to date.
    pub pays_their_way: bool,
}

impl RealisedValue {
    /// Computes it from `view`.
    #[must_use]
    pub fn of(view: View<'_>, settings: &Settings) -> Self {
        let economics = Economics::of(view, Window::until(view.day()), settings);
        let contribution = economics.contribution();
        Self {
            contribution,
            acquisition_cost: economics.acquisition_cost,
            is_billed: is_billed(view),
            pays_their_way: contribution > 0 && has_paid(view, settings),
        }
    }

    /// Contribution less acquisition cost.
    #[must_use]
    pub fn value(&self) -> Micros {
        self.contribution.saturating_sub(self.acquisition_cost)
    }
}

/// A tree at one moment, as numbers. The first member is the customer, and the others are everyone they
/// brought.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) forest: Forest,
    /// The positions in the tree of the members present.
    pub(super) places: Vec<usize>,
    pub(super) values: Vec<RealisedValue>,
    pub(super) came_by_referral: Vec<Ppm>,
    /// Whether the first member had been referred.
    pub(super) is_referred: bool,
}

/// The values of a tree at one moment. The lists run over the members present then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeValues {
    /// The positions in the tree of the members present.
    pub places: Vec<usize>,
    /// The own realised value of each member.
    pub own: Vec<Micros>,
    /// The value of each member together with everyone they brought.
    pub totals: Vec<Micros>,
    /// The number of customers that each member brought.
    pub counts: Vec<i64>,
    /// The level of each member below the first.
    pub levels: Vec<u32>,
    /// The part of its own value that the first member keeps, in the split that adds up.
    pub kept_of_own: Micros,
    /// The value that the first member gets from the customers they brought.
    pub from_referrals: Micros,
    /// An estimate of the value that would be missing without the first member.
    pub incremental: Micros,
}

impl Snapshot {
    /// The figures of everyone the first member brought.
    pub(super) fn brought(&self) -> Brought {
        let mut brought = Brought::default();
        for (place, value) in self.values.iter().enumerate().skip(1) {
            brought.value = brought.value.saturating_add(value.value());
            brought.count += 1;
            let paying = i64::from(value.pays_their_way);
            brought.billed += i64::from(value.is_billed);
            brought.paying += paying;
            if self.forest.referrer(place) == Some(0) {
                brought.direct += 1;
                brought.direct_paying += paying;
            }
        }
        brought
    }

    /// The parts of `own` that are credited to the first member: of its own value, and of the customers they
    /// brought.
    pub(super) fn credited(&self, own: &[Micros], passed_up: Ppm) -> (Micros, Micros) {
        let credits = self.forest.credits(own, passed_up);
        let (kept_of_own, from_referrals) = (credits.kept_of_own[0], credits.from_referrals[0]);
        if !self.is_referred {
            return (kept_of_own, from_referrals);
        }
        // The first member passes on a share to its referrer, who is outside of this tree.
        let kept_of = |value: Micros| value - part_of(value, passed_up);
        let kept_of_own = kept_of(own[0]);
        let through = own[0].saturating_add(from_referrals);
        (kept_of_own, kept_of(through) - kept_of_own)
    }

    /// The values of every member.
    pub(super) fn values(self, passed_up: Ppm, mean_acquisition_cost: Micros) -> TreeValues {
        let own: Vec<Micros> = self.values.iter().map(RealisedValue::value).collect();
        let (kept_of_own, from_referrals) = self.credited(&own, passed_up);
        let costs = self.values.iter().map(|value| value.acquisition_cost);
        let saved: Vec<Micros> = costs
            .map(|cost| saved(mean_acquisition_cost, cost))
            .collect();
        let incremental = self
            .forest
            .incremental(&own, &self.came_by_referral, &saved);
        TreeValues {
            incremental: incremental[0],
            totals: self.forest.totals(&own),
            counts: self.forest.brought_counts(),
            levels: self.forest.levels(),
            own,
            kept_of_own,
            from_referrals,
            places: self.places,
        }
    }
}

/// A sum over purchases to date. For referred customers only sums are loaded, and no single purchases.
fn purchases(view: View<'_>, kind: FlowKind) -> i64 {
    view.sum(Window::until(view.day()), kind)
}

/// Whether they were ever billed or bought.
fn is_billed(view: View<'_>) -> bool {
    view.ledgers().next().is_some() || purchases(view, FlowKind::PurchaseCount) > 0
}

/// Whether they have paid us anything and do not owe.
fn has_paid(view: View<'_>, settings: &Settings) -> bool {
    let bought = purchases(view, FlowKind::PurchaseMicros) > 0;
    let payments = Payments::of(view, settings);
    (bought || payments.has_payment) && !payments.owes(settings)
}

/// The cost that was saved because a referral won a customer: `mean`, the mean acquisition cost, less the
/// `acquisition_cost` of this customer, and at least zero.
#[must_use]
pub fn saved(mean: Micros, acquisition_cost: Micros) -> Micros {
    mean.saturating_sub(acquisition_cost).max(0)
}

/// The chance that a referred customer would not have come without the referral. It follows from the chance
/// that they would have come anyway, in basis points; if that is not given, the model's default counts.
#[must_use]
pub fn came_by_referral(would_have_come_anyway_bps: Option<i32>, settings: &Settings) -> Ppm {
    let anyway =
        would_have_come_anyway_bps.map_or(settings.numbers.would_have_come_anyway_bps, i64::from);
    ONE - anyway * 100
}
