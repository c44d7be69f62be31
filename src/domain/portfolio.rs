//! Portfolio figures: figures over all customers who pay us in the same way, taken at a month boundary. The
//! evaluation of a customer compares the customer with them.

mod share;

pub use share::{Share, contribution_at_boundary};

use crate::customer::Peers;
use crate::money::Micros;
use crate::time::{Day, Month, Time, days_between, end_of};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// With fewer values there are no cutoffs and no median, and nothing counts as recorded.
pub const BASIS_MIN_VALUES: usize = 5;

/// Months that the figures look back on.
pub const BASIS_MONTHS: i32 = 12;

/// The portfolio figures of one group of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The month at whose beginning they were taken.
    pub boundary: Month,
    /// The group of customers.
    pub peers: Peers,
    /// The number of customers.
    pub customer_count: u32,
    /// The least contribution in the top fifth. It is that of the twelve months before the boundary, with
    /// gifts left out.
    pub contribution_cutoff: Option<Micros>,
    /// The least value brought up to the boundary that is in the top fifth.
    pub brought_cutoff: Option<Micros>,
    /// The median of the realised values above zero.
    pub median_value: Option<Micros>,
    /// The mean acquisition cost of customers without a referrer.
    pub mean_acquisition_cost: Micros,
    /// The kinds of fact that were recorded for at least half of the customers: acquisition cost at any time,
    /// the other kinds within the twelve months.
    pub recorded: BTreeSet<RecordedKind>,
    /// The day of the last payment of any customer of the group.
    pub last_payment: Option<Day>,
    /// The outcomes of the customers of six months before the boundary.
    pub outcomes: Vec<Outcome>,
}

/// Customers with the same halves six months before a boundary, and how many of them were still customers at
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How the money half looked then.
    pub money: Half,
    /// How the owner half looked then.
    pub owner: Half,
    /// How many customers there were then.
    pub here: i64,
    /// How many of them were still customers six months later.
    pub stayed: i64,
}

/// The outcome of one customer in the six months before a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// How the money half looked at the beginning of these months.
    pub money: Half,
    /// How the owner half looked at the beginning of these months.
    pub owner: Half,
    /// Whether they were still a customer at the end.
    pub stayed: bool,
}

/// How one half of the question whether they stay looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Half {
    /// Too little is known about it.
    Unknown,
    /// It looks good.
    ChecksOut,
    /// It does not look good.
    DoesNot,
    /// It does not apply.
    NotApplicable,
}

/// The kinds of fact whose absence means that there was nothing, if they are recorded for half of all
/// customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordedKind {
    /// Effort.
    Effort,
    /// Any cost.
    Cost,
    /// Acquisition cost.
    AcquisitionCost,
    /// Payments of invoices.
    Payment,
}

impl RecordedKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::Effort,
        Self::Cost,
        Self::AcquisitionCost,
        Self::Payment,
    ];
}

/// One customer's share, and their place in the forest of referrals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Their share.
    pub share: Share,
    /// The value of everyone they brought, up to the boundary.
    pub brought: Micros,
    /// Whether they have a referrer.
    pub is_referred: bool,
}

/// The figures of both groups of customers at one boundary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioFigures {
    /// Over customers who get invoices.
    pub invoiced: Basis,
    /// Over customers who buy on the spot.
    pub purchasing: Basis,
}

/// The last moment that counts for figures taken at the beginning of `boundary`.
#[must_use]
pub fn boundary_time(boundary: Month) -> Time {
    end_of(boundary.plus(-1).last_day())
}

impl PortfolioFigures {
    /// The figures of `boundary` over `customers`. `before` gives the figures in force, if any.
    #[must_use]
    pub fn of_all(boundary: Month, customers: &[Member], before: Option<&Self>) -> Self {
        let of = |peers| {
            let before = before.map(|before| before.of(peers));
            Basis::of(boundary, peers, customers, before)
        };
        Self {
            invoiced: of(Peers::Invoiced),
            purchasing: of(Peers::Purchasing),
        }
    }

    /// The figures of no customers.
    #[must_use]
    pub fn empty(boundary: Month) -> Self {
        Self::of_all(boundary, &[], None)
    }

    /// The month at whose beginning they were taken.
    #[must_use]
    pub fn boundary(&self) -> Month {
        self.invoiced.boundary
    }

    /// The figures of one group.
    #[must_use]
    pub fn of(&self, peers: Peers) -> &Basis {
        match peers {
            Peers::Invoiced => &self.invoiced,
            Peers::Purchasing => &self.purchasing,
        }
    }

    /// Whether they differ from `other`, the figures in force: they are of another month, or a number differs
    /// by more than a hundredth. A smaller difference changes no answer that an owner would notice, but every
    /// customer would have to be evaluated anew.
    #[must_use]
    pub fn differ_from(&self, other: &Self) -> bool {
        self.invoiced.differs_from(&other.invoiced)
            || self.purchasing.differs_from(&other.purchasing)
    }
}

impl Basis {
    /// The figures of `boundary` over the `customers` that belong to `peers`. A kind that is recorded by
    /// `before`, the figures in force, stays recorded at a lower share than it needs to begin.
    #[must_use]
    pub fn of(boundary: Month, peers: Peers, customers: &[Member], before: Option<&Self>) -> Self {
        let members: Vec<&Member> = customers
            .iter()
            .filter(|customer| customer.share.peers == Some(peers))
            .collect();
        let enough = members.len() >= BASIS_MIN_VALUES;
        let cutoff = |values: Vec<Micros>| if enough { top_fifth(values) } else { None };
        let own: Vec<Micros> = members
            .iter()
            .filter(|member| !member.is_referred)
            .map(|member| member.share.acquisition_cost)
            .collect();
        let of_all = |value: fn(&Member) -> Micros| members.iter().map(|it| value(it)).collect();
        Self {
            boundary,
            peers,
            customer_count: members.len() as u32,
            contribution_cutoff: cutoff(of_all(|member| member.share.contribution)),
            brought_cutoff: cutoff(of_all(|member| member.brought)),
            median_value: median(of_all(|member| member.share.value)),
            mean_acquisition_cost: mean(&own),
            recorded: if enough {
                recorded_by_half(&members, before)
            } else {
                BTreeSet::new()
            },
            last_payment: members
                .iter()
                .filter_map(|member| member.share.last_payment)
                .max(),
            outcomes: outcomes(customers, peers),
        }
    }

    /// The figures of no customers.
    #[must_use]
    pub fn empty(boundary: Month, peers: Peers) -> Self {
        Self::of(boundary, peers, &[], None)
    }

    fn differs_from(&self, other: &Self) -> bool {
        let counts = |basis: &Self| {
            let (here, stayed) = basis.all_outcomes();
            [i64::from(basis.customer_count), here, stayed]
        };
        let amounts = |basis: &Self| {
            [
                basis.contribution_cutoff,
                basis.brought_cutoff,
                basis.median_value,
                Some(basis.mean_acquisition_cost),
            ]
        };
        let apart = |(one, other): (Option<i64>, Option<i64>)| match (one, other) {
            (Some(one), Some(other)) => far_apart(one, other),
            (one, other) => one != other,
        };
        self.boundary != other.boundary
            || self.recorded != other.recorded
            || self.last_payment.map(Month::of) != other.last_payment.map(Month::of)
            || amounts(self).into_iter().zip(amounts(other)).any(apart)
            || counts(self)
                .into_iter()
                .zip(counts(other))
                .any(|(one, other)| far_apart(one, other))
    }

    /// Whether `contribution` is in the top fifth. It must be that of the twelve months before the boundary.
    #[must_use]
    pub fn top_by_contribution(&self, contribution: Micros) -> bool {
        self.contribution_cutoff
            .is_some_and(|cutoff| contribution >= cutoff)
    }

    /// The day since which no payment of any customer of the group is recorded, if it is more than
    /// `after_days` before the boundary. The payments are then missing rather than not made.
    #[must_use]
    pub fn payments_quiet_since(&self, after_days: i64) -> Option<Day> {
        let last = self.last_payment?;
        (days_between(last, self.boundary.first_day()) > after_days).then_some(last)
    }

    /// The sum of all outcomes: how many customers there were, and how many stayed.
    #[must_use]
    pub fn all_outcomes(&self) -> (i64, i64) {
        let sum = |sum: (i64, i64), one: &Outcome| (sum.0 + one.here, sum.1 + one.stayed);
        self.outcomes.iter().fold((0, 0), sum)
    }

    /// Whether `brought`, the value up to the boundary, is in the top fifth.
    #[must_use]
    pub fn top_by_brought(&self, brought: Micros) -> bool {
        self.brought_cutoff.is_some_and(|cutoff| brought >= cutoff)
    }
}

/// The kinds that are recorded for at least half of `members`. A kind that was recorded `before` stays so
/// down to two fifths, so that one customer more or less does not switch it back and forth.
fn recorded_by_half(members: &[&Member], before: Option<&Basis>) -> BTreeSet<RecordedKind> {
    let is_recorded = |(place, kind): &(usize, RecordedKind)| {
        let has = |member: &&&Member| member.share.recorded[*place];
        let count = members.iter().filter(has).count();
        let was = before.is_some_and(|before| before.recorded.contains(kind));
        2 * count >= members.len() || (was && 5 * count >= 2 * members.len())
    };
    let all = RecordedKind::ALL.into_iter().enumerate();
    all.filter(is_recorded).map(|(_, kind)| kind).collect()
}

/// Whether two numbers differ by more than a hundredth of the second.
fn far_apart(one: i64, other: i64) -> bool {
    let (one, other) = (i128::from(one), i128::from(other));
    100 * (one - other).abs() > other.abs()
}

/// The outcomes of the customers who belonged to `peers` six months before, by their halves then. Customers
/// who have left since count too.
fn outcomes(customers: &[Member], peers: Peers) -> Vec<Outcome> {
    let mut counts: BTreeMap<(Half, Half), (i64, i64)> = BTreeMap::new();
    for Member { share, .. } in customers {
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

/// The least value in the top fifth. The number of places is rounded up, ties count in, and the value must be
/// above zero. `None` if ties would put more than two fifths there.
fn top_fifth(mut values: Vec<Micros>) -> Option<Micros> {
    values.sort_unstable_by(|a, b| b.cmp(a));
    let places = values.len().div_ceil(5);
    let cutoff = places.checked_sub(1).and_then(|last| values.get(last))?;
    let cutoff = (*cutoff).max(1);
    let within = values.partition_point(|value| *value >= cutoff);
    (5 * within <= 2 * values.len()).then_some(cutoff)
}

/// The median of the values above zero; of an even number it is the mean of the two middle ones, rounded
/// down.
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
