//! A customer with everyone they brought, and the values of these customers at any moment.

mod snapshot;

pub use snapshot::{RealisedValue, TreeValues, came_by_referral, saved};

use crate::economics::{Economics, realised_value};
use crate::forest::{Forest, NOBODY};
use crate::history::{History, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::portfolio::{BASIS_MONTHS, boundary_time};
use crate::time::{Month, Time, Window};
use snapshot::Snapshot;

/// One customer in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The customer's history.
    pub history: &'a History,
    /// The position of the member who brought them, which is always an earlier one; `None` for the first
    /// member.
    pub referrer: Option<usize>,
    /// When they were referred. The first member may have been referred too, by somebody outside of the tree.
    pub referral_time: Option<Time>,
    /// The chance that they would have come anyway, in basis points, if given.
    pub would_have_come_anyway_bps: Option<i32>,
}

/// A customer and everyone they brought. The customer comes first, and every other member after their
/// referrer.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    members: Vec<Member<'a>>,
}

/// The figures of everyone a customer brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Realised value of everyone they brought.
    pub value: Micros,
    /// The number of customers they brought, at every level.
    pub count: i64,
    /// The number of customers they brought directly.
    pub direct: i64,
    /// The number of these who pay their way.
    pub direct_paying: i64,
    /// The number of customers at every level who were ever billed or bought.
    pub billed: i64,
    /// The number of customers at every level who pay their way (see [`RealisedValue::pays_their_way`]).
    pub paying: i64,
    /// Realised value of everyone they brought, up to the boundary of the portfolio figures.
    pub value_at_boundary: Micros,
    /// The customer's share of the contributions of everyone they brought, in the twelve months before the
    /// boundary of the portfolio figures. Gifts are left out.
    pub credited_contribution: Micros,
}

impl<'a> Tree<'a> {
    /// A tree of `members`.
    #[must_use]
    pub fn new(members: Vec<Member<'a>>) -> Self {
        Self { members }
    }

    /// The members.
    #[must_use]
    pub fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// The first member's history.
    #[must_use]
    pub fn root(&self) -> &'a History {
        self.members[0].history
    }

    /// The forest of the members that were in the tree at `at`, and for each of its customers the position in
    /// this tree.
    fn at(&self, at: Time) -> (Forest, Vec<usize>) {
        let mut places: Vec<Option<u32>> = Vec::with_capacity(self.members.len());
        let mut referrers = Vec::new();
        let mut old_places = Vec::new();
        for (place, member) in self.members.iter().enumerate() {
            let referrer = match member.referrer {
                None => Some(NOBODY),
                Some(above) => {
                    places[above].filter(|_| member.referral_time.is_some_and(|time| time <= at))
                }
            };
            places.push(referrer.map(|above| {
                referrers.push(above);
                old_places.push(place);
                old_places.len() as u32 - 1
            }));
        }
        let forest = Forest::new(referrers).unwrap_or_else(|_| Forest::default());
        (forest, old_places)
    }

    fn views(&self, places: &[usize], at: Time) -> impl Iterator<Item = View<'a>> {
        places
            .iter()
            .map(move |place| self.members[*place].history.at(at))
    }

    /// The figures of everyone the first member had brought by `at`: the values at that time, and those
    /// before `boundary`, the month of the portfolio figures.
    #[must_use]
    pub fn brought(&self, at: Time, boundary: Month, settings: &Settings) -> Brought {
        if self.members.len() == 1 {
            return Brought::default();
        }
        let snapshot = self.snapshot(at, settings);
        let then: Vec<View<'_>> = self
            .views(&snapshot.places, boundary_time(boundary))
            .collect();
        let values = then.iter().skip(1);
        let values = values.map(|view| realised_value(*view, settings));
        let window = Window::complete_before(boundary, BASIS_MONTHS);
        let contributions: Vec<Micros> = then
            .iter()
            .map(|view| Economics::of(*view, window, settings).earned())
            .collect();
        Brought {
            value_at_boundary: values.fold(0, Micros::saturating_add),
            credited_contribution: snapshot
                .credited(&contributions, settings.numbers.referral_passed_up)
                .1,
            ..snapshot.brought()
        }
    }

    /// The tree at `at`, as numbers.
    fn snapshot(&self, at: Time, settings: &Settings) -> Snapshot {
        let (forest, places) = self.at(at);
        let values = self.views(&places, at);
        Snapshot {
            values: values
                .map(|view| RealisedValue::of(view, settings))
                .collect(),
            came_by_referral: places
                .iter()
                .map(|place| self.members[*place].would_have_come_anyway_bps)
                .map(|anyway| came_by_referral(anyway, settings))
                .collect(),
            is_referred: self.is_referred(at),
            forest,
            places,
        }
    }

    /// Whether the first member had been referred by `at`.
    #[must_use]
    pub fn is_referred(&self, at: Time) -> bool {
        self.members[0].referral_time.is_some_and(|time| time <= at)
    }

    /// The tree's values at `at`, for everyone in it.
    #[must_use]
    pub fn values(
        &self,
        at: Time,
        settings: &Settings,
        mean_acquisition_cost: Micros,
    ) -> TreeValues {
        self.snapshot(at, settings)
            .values(settings.numbers.referral_passed_up, mean_acquisition_cost)
    }
}
