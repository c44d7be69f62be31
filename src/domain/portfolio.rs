//! Figures over all customers that pay us in the same way, taken at a month boundary. One customer's answer
//! is compared with them.

use crate::customer::{Peers, Standing};
use crate::economics::Economics;
use crate::history::{FlowKind, View};
use crate::model::Settings;
use crate::money::Micros;
use crate::standing::Stands;
use crate::time::{Day, Month, Time, Window, days_between, end_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Contribution of the twelve months before the boundary, gifts left out, from which on a customer is
    /// in the top fifth.
    pub contribution_cutoff: Option<Micros>,
    /// Value brought up to the boundary from which on a customer is in the top fifth.
    pub brought_cutoff: Option<Micros>,
    /// The middle one of the realised values above zero.
    pub median_value: Option<Micros>,
    /// Mean acquisition cost of those whom nobody brought.
    pub mean_acquisition_cost: Micros,
    /// What was recorded within the twelve months for at least half of them.
    pub recorded: BTreeSet<Recorded>,
    /// The day of anybody's last payment.
    pub last_payment: Option<Day>,
    /// Who was a customer six months before the boundary, and how many still were at it.
    pub outcomes: Vec<Outcome>,
}

/// Customers of one kind six months before a boundary, and how many of them still were customers at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How the money looked then.
    pub money: Half,
    /// How the owner looked then.
    pub owner: Half,
    /// How many were customers then.
    pub here: i64,
    /// How many of them still were six months later.
    pub stayed: i64,
}

/// What became of one customer in the six months before a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// How the money looked before them.
    pub money: Half,
    /// How the owner looked before them.
    pub owner: Half,
    /// Whether they still were a customer after them.
    pub stayed: bool,
}

/// How one half of whether they stay looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Half {
    /// Too little of it is known.
    Unknown,
    /// It looks good.
    ChecksOut,
    /// It does not.
    DoesNot,
    /// It does not apply.
    NotApplicable,
}

/// Kinds of fact whose absence means none, where they are recorded for half of all customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Recorded {
    /// Effort.
    Effort,
    /// Any cost.
    Cost,
    /// Acquisition cost.
    AcquisitionCost,
    /// Payments of invoices.
    Payment,
}

/// What one customer adds to the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The group they belong to; `None` if they were no customer then, or without revenue.
    pub peers: Option<Peers>,
    /// Contribution of the twelve months before the boundary, gifts left out.
    pub contribution: Micros,
    /// Realised value up to the boundary.
    pub value: Micros,
    /// Acquisition cost up to the boundary.
    pub acquisition_cost: Micros,
    /// What was recorded within the twelve months.
    pub recorded: BTreeSet<Recorded>,
    /// The day of their last payment.
    pub last_payment: Option<Day>,
    /// What became of them in the six months before the boundary; `None` if they were no customer before.
    pub fate: Option<(Fate, Peers)>,
}

/// One customer's share with the value they brought and whether they were brought by somebody.
pub type Member = (Share, Micros, bool);

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
            last_payment: None,
            fate: None,
        }
    }

    /// What the customer of `view` adds to the figures of `boundary`; the view must stand at
    /// [`boundary_time`].
    #[must_use]
    pub fn of(view: View<'_>, boundary: Month, settings: &Settings) -> Self {
        let year = Window::complete_before(boundary, BASIS_MONTHS);
        let to_date = Economics::of(view, Window::until(view.day()), settings);
        let standing = Stands::of(view, &settings.numbers).standing;
        let is_customer = !matches!(standing, Standing::Prospect | Standing::Past);
        Self {
            peers: (is_customer && view.has_revenue()).then(|| view.mode().peers()),
            contribution: Economics::of(view, year, settings).earned(),
            value: to_date.value(),
            acquisition_cost: to_date.acquisition_cost,
            recorded: recorded(view, year),
            last_payment: view
                .ledgers()
                .filter_map(|ledger| ledger.last_payment(view.time()))
                .max()
                .map(|time| time.date_naive()),
            fate: None,
        }
    }
}

fn recorded(view: View<'_>, year: Window) -> BTreeSet<Recorded> {
    let flow = view.flow(year);
    let paid = view.ledgers().any(|ledger| {
        let last = ledger.last_payment(view.time());
        last.is_some_and(|time| year.contains(time.date_naive()))
    });
    [
        (Recorded::Effort, flow.get(FlowKind::EffortCount) > 0),
        (Recorded::Cost, flow.get(FlowKind::CostCount) > 0),
        (
            Recorded::AcquisitionCost,
            view.flow(Window::until(view.day()))
                .get(FlowKind::AcquisitionCostMicros)
                > 0,
        ),
        (Recorded::Payment, paid),
    ]
    .into_iter()
    .filter_map(|(kind, found)| found.then_some(kind))
    .collect()
}

/// Contribution of the twelve months before `boundary`, as seen then, gifts left out: decides on the top
/// fifth.
#[must_use]
pub fn contribution_at_boundary(view: View<'_>, boundary: Month, settings: &Settings) -> Micros {
    let view = view.moved_to(boundary_time(boundary));
    Economics::of(
        view,
        Window::complete_before(boundary, BASIS_MONTHS),
        settings,
    )
    .earned()
}

impl Basis {
    /// The figures of `boundary` over those of `customers` that belong to `peers`. Each comes with the
    /// value they brought and whether they were brought by somebody.
    #[must_use]
    pub fn of(boundary: Month, peers: Peers, customers: &[Member]) -> Self {
        let members: Vec<&Member> = customers
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
            recorded: if enough {
                recorded_by_half(&members)
            } else {
                BTreeSet::new()
            },
            last_payment: members
                .iter()
                .filter_map(|member| member.0.last_payment)
                .max(),
            outcomes: outcomes(customers, peers),
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

    /// The day since which no payment of anybody is recorded, if that was so long before the boundary that
    /// the payments are missing rather than unpaid.
    #[must_use]
    pub fn payments_quiet_since(&self, after_days: i64) -> Option<Day> {
        let last = self.last_payment?;
        (days_between(last, self.boundary.first_day()) > after_days).then_some(last)
    }

    /// All outcomes together.
    #[must_use]
    pub fn all_outcomes(&self) -> (i64, i64) {
        let sum = |sum: (i64, i64), one: &Outcome| (sum.0 + one.here, sum.1 + one.stayed);
        self.outcomes.iter().fold((0, 0), sum)
    }

    /// Whether `brought` (up to the boundary) is in the top fifth.
    #[must_use]
    pub fn top_by_brought(&self, brought: Micros) -> bool {
        self.brought_cutoff.is_some_and(|cutoff| brought >= cutoff)
    }
}

fn recorded_by_half(members: &[&Member]) -> BTreeSet<Recorded> {
    let all = [
        Recorded::Effort,
        Recorded::Cost,
        Recorded::AcquisitionCost,
        Recorded::Payment,
    ];
    let has = |kind: &Recorded| {
        let count = members
            .iter()
            .filter(|member| member.0.recorded.contains(kind))
            .count();
        2 * count >= members.len()
    };
    all.into_iter().filter(has).collect()
}

/// Counts by the halves before, of those who belonged to `peers`, also if they have left since.
fn outcomes(customers: &[Member], peers: Peers) -> Vec<Outcome> {
    let mut counts: BTreeMap<(Half, Half), (i64, i64)> = BTreeMap::new();
    for (share, _, _) in customers {
        let Some((fate, _)) = share.fate.filter(|(_, group)| *group == peers) else {
            continue;
        };
        let count = counts.entry((fate.money, fate.owner)).or_default();
        count.0 += 1;
        count.1 += i64::from(fate.stayed);
    }
    let outcome = |((money, owner), (here, stayed))| Outcome {
        money,
        owner,
        here,
        stayed,
    };
    counts.into_iter().map(outcome).collect()
}

/// The value from which on one is among the highest fifth, rounded up, ties in, and above zero; none
/// where ties would put more than two fifths there.
fn top_fifth(mut values: Vec<Micros>) -> Option<Micros> {
    values.sort_unstable_by(|a, b| b.cmp(a));
    let places = values.len().div_ceil(5);
    let cutoff = places.checked_sub(1).and_then(|last| values.get(last))?;
    let cutoff = (*cutoff).max(1);
    let within = values.partition_point(|value| *value >= cutoff);
    (5 * within <= 2 * values.len()).then_some(cutoff)
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
