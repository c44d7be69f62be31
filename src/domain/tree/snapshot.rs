//! A tree as numbers at one moment.

use super::Brought;
use crate::economics::Economics;
use crate::forest::{Forest, part_of};
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::payments::Payments;
use crate::ratio::{ONE, Ppm};
use crate::time::Window;

/// What one customer has been worth up to one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RealisedValue {
    /// Contribution to date.
    pub contribution: Micros,
    /// What winning them cost.
    pub acquisition_cost: Micros,
    /// Whether they were ever billed or bought.
    pub is_billed: bool,
    /// Whether they have paid, do not owe, and contribute more than nothing to date.
    pub pays_their_way: bool,
}

impl RealisedValue {
    /// Reads it from `view`.
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

    /// Realised value.
    #[must_use]
    pub fn value(&self) -> Micros {
        self.contribution.saturating_sub(self.acquisition_cost)
    }
}

/// A customer, first, with everyone they brought, as numbers at one moment.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) forest: Forest,
    /// The members present, by place in the tree.
    pub(super) places: Vec<usize>,
    pub(super) values: Vec<RealisedValue>,
    pub(super) came_by_referral: Vec<Ppm>,
    /// Whether somebody had brought the first member.
    pub(super) is_referred: bool,
}

/// Values of a tree at one moment. The lists run over the members present then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeValues {
    /// The members present, by place in the tree.
    pub places: Vec<usize>,
    /// Own realised value of each.
    pub own: Vec<Micros>,
    /// Own plus everyone they brought, of each.
    pub totals: Vec<Micros>,
    /// How many each brought.
    pub counts: Vec<i64>,
    /// Levels below the first member.
    pub levels: Vec<u32>,
    /// What the first member keeps of its own value in the split that adds up.
    pub kept_of_own: Micros,
    /// What the first member gets from those they brought.
    pub from_referrals: Micros,
    /// The estimate of what would be missing without the first member.
    pub incremental: Micros,
}

impl Snapshot {
    /// What everyone they brought is value.
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

    /// What of `own` is credited to the first member: of its own, and of those they brought.
    pub(super) fn credited(&self, own: &[Micros], passed_up: Ppm) -> (Micros, Micros) {
        let credits = self.forest.credits(own, passed_up);
        let (kept_of_own, from_referrals) = (credits.kept_of_own[0], credits.from_referrals[0]);
        if !self.is_referred {
            return (kept_of_own, from_referrals);
        }
        // The first member passes on its part to somebody outside of this tree.
        let kept_of = |value: Micros| value - part_of(value, passed_up);
        let kept_of_own = kept_of(own[0]);
        let through = own[0].saturating_add(from_referrals);
        (kept_of_own, kept_of(through) - kept_of_own)
    }

    /// The values of everyone in it.
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

/// Purchases to date. Of those who were brought only what adds up is loaded, no single purchase.
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

/// What is saved by not having to win a customer oneself, who cost `acquisition_cost` to win where the mean is
/// `mean`.
#[must_use]
pub fn saved(mean: Micros, acquisition_cost: Micros) -> Micros {
    mean.saturating_sub(acquisition_cost).max(0)
}

/// The chance that somebody would not have come without the referral, from the chance that they would
/// have come anyway, if given; basis points.
#[must_use]
pub fn came_by_referral(would_have_come_anyway_bps: Option<i32>, settings: &Settings) -> Ppm {
    let anyway =
        would_have_come_anyway_bps.map_or(settings.numbers.would_have_come_anyway_bps, i64::from);
    ONE - anyway * 100
}
