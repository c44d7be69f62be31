//! A customer with everyone they brought, and what those are worth at any moment.

use crate::economics::{Economics, realised_value};
use crate::forest::{Forest, NOBODY};
use crate::history::{History, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::ratio::{ONE, Ppm};
use crate::time::{Time, Window};

/// One customer in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Their history.
    pub history: &'a History,
    /// The member who brought them, by place; always an earlier place. `None` for the first.
    pub referrer: Option<usize>,
    /// When they were referred. Of the first member: by somebody outside of the tree, if at all.
    pub referral_time: Option<Time>,
    /// Chance that they would have come anyway, if told; basis points.
    pub would_have_come_anyway_bps: Option<i32>,
}

/// A customer, first, with everyone they brought, each after the one who brought them.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    members: Vec<Member<'a>>,
    /// Of a tree that is too large to hold: what it was worth when it was last summed.
    kept: Option<Brought>,
}

/// What a tree is worth to its first member at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Realised value of everyone they brought.
    pub value: Micros,
    /// How many they brought, at every level.
    pub count: i64,
    /// How many they brought directly.
    pub direct: i64,
    /// How many of those have contributed more than nothing to date.
    pub paying: i64,
}

impl<'a> Tree<'a> {
    /// A tree of `members`.
    #[must_use]
    pub fn new(members: Vec<Member<'a>>) -> Self {
        Self {
            members,
            kept: None,
        }
    }

    /// A customer who brought too many to hold: what they brought is `kept` from an earlier sum.
    #[must_use]
    pub fn of_many(history: &'a History, referral_time: Option<Time>, kept: Brought) -> Self {
        Self {
            kept: Some(kept),
            ..Self::of_one(history, referral_time)
        }
    }

    /// A customer who brought nobody.
    #[must_use]
    pub fn of_one(history: &'a History, referral_time: Option<Time>) -> Self {
        Self::new(vec![Member {
            history,
            referrer: None,
            referral_time,
            would_have_come_anyway_bps: None,
        }])
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

    /// The members that were in the tree at `at`, renumbered, with their old places.
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

    /// What everyone they brought is worth at `at`.
    #[must_use]
    pub fn brought(&self, at: Time, settings: &Settings) -> Brought {
        if self.members.len() == 1 {
            return self.kept.unwrap_or_default();
        }
        let (forest, places) = self.at(at);
        let mut brought = Brought::default();
        for (place, view) in self.views(&places, at).enumerate().skip(1) {
            let economics = Economics::of(view, Window::until(view.day()), settings);
            brought.value = brought.value.saturating_add(economics.value());
            brought.count += 1;
            if forest.referrer(place) == Some(0) {
                brought.direct += 1;
                brought.paying += i64::from(economics.contribution() > 0);
            }
        }
        brought
    }

    /// What of the contributions of those they brought within `window` is credited to them. Of a tree
    /// too large to hold it is taken to make up for any loss.
    #[must_use]
    pub fn credited_contribution(&self, at: Time, window: Window, settings: &Settings) -> Micros {
        if self.members.len() == 1 {
            return if self.kept.is_some() { Micros::MAX } else { 0 };
        }
        let (forest, places) = self.at(at);
        let contributions: Vec<Micros> = self
            .views(&places, at)
            .map(|view| Economics::of(view, window, settings).contribution())
            .collect();
        let credits = forest.credits(&contributions, settings.referral_passed_up);
        let from_referrals = credits.from_referrals[0];
        if self.is_referred(at) {
            // The first member passes on its part to somebody outside of this tree.
            let through = from_referrals.saturating_add(credits.kept_of_own[0]);
            kept_when_referred(contributions[0], through, settings.referral_passed_up).1
        } else {
            from_referrals
        }
    }

    /// Whether somebody had brought the first member at `at`.
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
        let (forest, places) = self.at(at);
        let own: Vec<Micros> = self
            .views(&places, at)
            .map(|view| realised_value(view, settings))
            .collect();
        let credits = forest.credits(&own, settings.referral_passed_up);
        let (mut kept_of_own, mut from_referrals) =
            (credits.kept_of_own[0], credits.from_referrals[0]);
        if self.is_referred(at) {
            let through = kept_of_own.saturating_add(from_referrals);
            (kept_of_own, from_referrals) =
                kept_when_referred(own[0], through, settings.referral_passed_up);
        }
        let came_by_referral: Vec<Ppm> = places
            .iter()
            .map(|place| came_by_referral(&self.members[*place], settings))
            .collect();
        let saved: Vec<Micros> = self
            .views(&places, at)
            .map(|view| {
                let spent =
                    Economics::of(view, Window::until(view.day()), settings).acquisition_cost;
                (mean_acquisition_cost - spent).max(0)
            })
            .collect();
        TreeValues {
            incremental: forest.incremental(&own, &came_by_referral, &saved)[0],
            totals: forest.totals(&own),
            counts: forest.brought_counts(),
            levels: forest.levels(),
            own,
            kept_of_own,
            from_referrals,
            places,
        }
    }
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

/// What a referred customer keeps of their own, and of what flows through them from others.
fn kept_when_referred(own: Micros, through: Micros, passed_up: Ppm) -> (Micros, Micros) {
    let part = |value: Micros| crate::forest::part_of(value, passed_up);
    let kept_of_own = own - part(own);
    (kept_of_own, through - part(through) - kept_of_own)
}

/// The chance that a member would not have come without the referral.
#[must_use]
pub fn came_by_referral(member: &Member<'_>, settings: &Settings) -> Ppm {
    let anyway = member
        .would_have_come_anyway_bps
        .unwrap_or(settings.would_have_come_anyway_bps);
    ONE - i64::from(anyway) * 100
}
