//! A tree as numbers at one moment. It needs no histories, so a tree of any size can be held.

use super::{Brought, kept_when_referred};
use crate::economics::Economics;
use crate::forest::{Circle, Forest};
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::payments::Payments;
use crate::ratio::{ONE, Ppm};
use crate::time::Window;

/// What one customer has been worth up to one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// Contribution to date.
    pub contribution: Micros,
    /// What winning them cost.
    pub acquisition_cost: Micros,
    /// Whether they were ever billed or bought.
    pub is_billed: bool,
    /// Whether they have paid, do not owe, and contribute more than nothing to date.
    pub pays_their_way: bool,
}

impl Worth {
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
pub struct Weighed {
    pub(super) forest: Forest,
    /// The members present, by place in the tree.
    pub(super) places: Vec<usize>,
    pub(super) worths: Vec<Worth>,
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

impl Weighed {
    /// Members, all present: by whom each was brought (see [`Forest::new`]), the first by nobody of them;
    /// what each is worth, and the chance that each would not have come without the referral.
    ///
    /// # Errors
    /// [`Circle`] if following the referrers does not end.
    pub fn new(
        referrers: Vec<u32>,
        worths: Vec<Worth>,
        came_by_referral: Vec<Ppm>,
        is_referred: bool,
    ) -> Result<Self, Circle> {
        Ok(Self {
            forest: Forest::new(referrers)?,
            places: (0..worths.len()).collect(),
            worths,
            came_by_referral,
            is_referred,
        })
    }

    /// What everyone they brought is worth.
    #[must_use]
    pub fn brought(&self) -> Brought {
        let mut brought = Brought::default();
        for (place, worth) in self.worths.iter().enumerate().skip(1) {
            brought.value = brought.value.saturating_add(worth.value());
            brought.count += 1;
            let paying = i64::from(worth.pays_their_way);
            brought.billed += i64::from(worth.is_billed);
            brought.paying += paying;
            if self.forest.referrer(place) == Some(0) {
                brought.direct += 1;
                brought.direct_paying += paying;
            }
        }
        brought
    }

    /// The values of everyone in it.
    #[must_use]
    pub fn values(self, passed_up: Ppm, mean_acquisition_cost: Micros) -> TreeValues {
        let own: Vec<Micros> = self.worths.iter().map(Worth::value).collect();
        let credits = self.forest.credits(&own, passed_up);
        let (mut kept_of_own, mut from_referrals) =
            (credits.kept_of_own[0], credits.from_referrals[0]);
        if self.is_referred {
            let through = kept_of_own.saturating_add(from_referrals);
            (kept_of_own, from_referrals) = kept_when_referred(own[0], through, passed_up);
        }
        let saved = |worth: &Worth| (mean_acquisition_cost - worth.acquisition_cost).max(0);
        let saved: Vec<Micros> = self.worths.iter().map(saved).collect();
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

/// The chance that somebody would not have come without the referral, from the chance that they would
/// have come anyway, if told; basis points.
#[must_use]
pub fn came_by_referral(would_have_come_anyway_bps: Option<i32>, settings: &Settings) -> Ppm {
    let anyway =
        would_have_come_anyway_bps.map_or(settings.numbers.would_have_come_anyway_bps, i64::from);
    ONE - anyway * 100
}
