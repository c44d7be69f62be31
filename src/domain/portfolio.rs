//! Figures over all active customers that pay us in the same way, taken at a month boundary. One
//! customer's answer is compared with them.

use crate::customer::{Mode, Peers, Status};
use crate::economics::Economics;
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::time::{Month, Time, Window, end_of};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Under this many values there are no cutoffs, no median, and nothing counts as recorded.
pub const BASIS_MIN_VALUES: usize = 5;

/// Months that the figures look back on.
pub const BASIS_MONTHS: i32 = 12;

/// The figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// They were taken at the beginning of this month.
    pub boundary: Month,
    /// Over customers of this group.
    pub peers: Peers,
    /// Over so many customers.
    pub customer_count: u32,
    /// Contribution of the twelve months before the boundary from which on a customer is in the top
    /// fifth.
    pub contribution_cutoff: Option<Micros>,
    /// Value brought up to the boundary from which on a customer is in the top fifth.
    pub brought_cutoff: Option<Micros>,
    /// The middle one of the realised values above zero.
    pub median_value: Option<Micros>,
    /// Mean acquisition cost of those whom nobody brought.
    pub mean_acquisition_cost: Micros,
    /// What was recorded within the twelve months.
    pub recorded: BTreeSet<Recorded>,
}

/// Kinds of fact whose absence means none, once they are recorded for anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Recorded {
    /// Effort.
    Effort,
    /// Any cost.
    Cost,
    /// Acquisition cost.
    AcquisitionCost,
    /// Referrals.
    Referral,
}

/// What one customer adds to the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The group they belong to; `None` if they are not an active customer.
    pub peers: Option<Peers>,
    /// Contribution of the twelve months before the boundary.
    pub contribution: Micros,
    /// Realised value up to the boundary.
    pub value: Micros,
    /// Acquisition cost up to the boundary.
    pub acquisition_cost: Micros,
    /// What was recorded within the twelve months.
    pub recorded: BTreeSet<Recorded>,
}

/// The last moment that counts for figures taken at the beginning of `boundary`.
#[must_use]
pub fn boundary_time(boundary: Month) -> Time {
    end_of(boundary.plus(-1).last_day())
}

impl Share {
    /// What somebody who was no customer then adds: nothing.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self {
            peers: None,
            contribution: 0,
            value: 0,
            acquisition_cost: 0,
            recorded: BTreeSet::new(),
        }
    }

    /// What the customer of `view` adds to the figures of `boundary`; the view must stand at
    /// [`boundary_time`].
    #[must_use]
    pub fn of(view: View<'_>, boundary: Month, settings: &Settings) -> Self {
        let year = Window::complete_before(boundary, BASIS_MONTHS);
        let to_date = Economics::of(view, Window::until(view.day()), settings);
        let peers = match (view.status(), view.mode()) {
            (Status::Active, Mode::Invoiced) => Some(Peers::Invoiced),
            (Status::Active, Mode::Purchasing) => Some(Peers::Purchasing),
            _ => None,
        };
        Self {
            peers,
            contribution: Economics::of(view, year, settings).contribution(),
            value: to_date.value(),
            acquisition_cost: to_date.acquisition_cost,
            recorded: recorded(view, year),
        }
    }
}

fn recorded(view: View<'_>, year: Window) -> BTreeSet<Recorded> {
    let flow = view.flow(year);
    let referred = view
        .referrals()
        .iter()
        .any(|referral| year.contains(referral.time.date_naive()));
    [
        (Recorded::Effort, flow.get(FlowKind::EffortCount) > 0),
        (Recorded::Cost, flow.get(FlowKind::CostCount) > 0),
        (
            Recorded::AcquisitionCost,
            flow.get(FlowKind::AcquisitionCostMicros) > 0,
        ),
        (Recorded::Referral, referred),
    ]
    .into_iter()
    .filter_map(|(kind, found)| found.then_some(kind))
    .collect()
}

/// Contribution of the twelve months before `boundary`, as seen then: decides on the top fifth.
#[must_use]
pub fn contribution_at_boundary(view: View<'_>, boundary: Month, settings: &Settings) -> Micros {
    let view = view.moved_to(boundary_time(boundary));
    Economics::of(
        view,
        Window::complete_before(boundary, BASIS_MONTHS),
        settings,
    )
    .contribution()
}

impl Basis {
    /// The figures of `boundary` over those of `customers` that belong to `peers`. Each comes with the
    /// value they brought and whether they were brought by somebody.
    #[must_use]
    pub fn of(boundary: Month, peers: Peers, customers: &[(Share, Micros, bool)]) -> Self {
        let members: Vec<&(Share, Micros, bool)> = customers
            .iter()
            .filter(|customer| customer.0.peers == Some(peers))
            .collect();
        let enough = members.len() >= BASIS_MIN_VALUES;
        let cutoff = |values: Vec<Micros>| if enough { top_fifth(values) } else { None };
        let own: Vec<Micros> = members
            .iter()
            .filter(|member| !member.2)
            .map(|member| member.0.acquisition_cost)
            .collect();
        Self {
            boundary,
            peers,
            customer_count: members.len() as u32,
            contribution_cutoff: cutoff(
                members.iter().map(|member| member.0.contribution).collect(),
            ),
            brought_cutoff: cutoff(members.iter().map(|member| member.1).collect()),
            median_value: median(members.iter().map(|member| member.0.value).collect()),
            mean_acquisition_cost: mean(&own),
            recorded: members
                .iter()
                .filter(|_| enough)
                .flat_map(|member| member.0.recorded.iter().copied())
                .collect(),
        }
    }

    /// Figures over nobody.
    #[must_use]
    pub fn empty(boundary: Month, peers: Peers) -> Self {
        Self::of(boundary, peers, &[])
    }

    /// Whether `contribution` (of the twelve months before the boundary) is in the top fifth.
    #[must_use]
    pub fn top_by_contribution(&self, contribution: Micros) -> bool {
        self.contribution_cutoff
            .is_some_and(|cutoff| contribution >= cutoff)
    }

    /// Whether `brought` (up to the boundary) is in the top fifth.
    #[must_use]
    pub fn top_by_brought(&self, brought: Micros) -> bool {
        self.brought_cutoff.is_some_and(|cutoff| brought >= cutoff)
    }
}

/// The value from which on one is among the highest fifth, rounded up, ties in, and above zero.
fn top_fifth(mut values: Vec<Micros>) -> Option<Micros> {
    values.sort_unstable_by(|a, b| b.cmp(a));
    let places = values.len().div_ceil(5);
    places
        .checked_sub(1)
        .and_then(|last| values.get(last))
        .map(|cutoff| (*cutoff).max(1))
}

/// The middle value of those above zero; of an even number the mean of the two, rounded down.
fn median(values: Vec<Micros>) -> Option<Micros> {
    let mut positive: Vec<Micros> = values.into_iter().filter(|value| *value > 0).collect();
    if positive.len() < BASIS_MIN_VALUES {
        return None;
    }
    positive.sort_unstable();
    let middle = positive.len() / 2;
    let upper = positive[middle];
    Some(if positive.len() % 2 == 1 {
        upper
    } else {
        i64::midpoint(positive[middle - 1], upper)
    })
}

fn mean(values: &[Micros]) -> Micros {
    let sum: i128 = values.iter().map(|value| i128::from(*value)).sum();
    if values.is_empty() {
        0
    } else {
        crate::money::saturate(sum / values.len() as i128)
    }
}
