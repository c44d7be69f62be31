//! Referral figures: the value of each customer with everyone they brought, kept up to date by differences.
//!
//! Each customer in the forest of referrals has [`Figures`]: their own numbers, and sums over everyone below
//! them. A change of one customer's numbers changes only the sums of the customers above. So [`publish`]
//! needs the figures of the changed customers and of everyone above them. Each publication adds up: over all
//! customers, the sum of the credited values is exactly the sum of the realised values.

use std::collections::{BTreeMap, BTreeSet};

use crate::class::Class;
use crate::forest::{Circle, Forest, NOBODY, part_of};
use crate::money::Micros;
use crate::ratio::Ppm;
use crate::tree::Brought;

/// The number of levels with sums of their own.
pub const LEVELS: usize = 10;

/// The classes in the order of [`Level::classes`].
pub const CLASSES: [Class; 5] = [
    Class::Ideal,
    Class::Good,
    Class::Ok,
    Class::Bad,
    Class::InsufficientData,
];

/// One customer's own numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The customer who brought them.
    pub referrer: Option<String>,
    /// The share of a value that goes to the referrer.
    pub passed_up: Ppm,
    /// Realised value to date.
    pub value: Micros,
    /// Realised value up to the boundary of the portfolio figures.
    pub value_at_boundary: Micros,
    /// Contribution of the twelve months before that boundary, with gifts left out.
    pub contribution: Micros,
    /// Whether they were ever billed or bought.
    pub is_billed: bool,
    /// Whether they pay their way.
    pub pays_their_way: bool,
    /// Their class; `None` for prospects.
    pub class: Option<Class>,
}

/// Everyone at one level below a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// The number of customers.
    pub count: i64,
    /// The sum of their realised values.
    pub value: Micros,
    /// The number of customers of each class, in the order of [`CLASSES`].
    pub classes: [i64; CLASSES.len()],
}

/// Sums over everyone below a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Realised value to date.
    pub value: Micros,
    /// Realised value up to the boundary.
    pub value_at_boundary: Micros,
    /// The number of customers.
    pub count: i64,
    /// The number of customers they brought directly.
    pub direct: i64,
    /// The number of these who pay their way.
    pub direct_paying: i64,
    /// The number of customers at all levels who were ever billed or bought.
    pub billed: i64,
    /// The number of customers at all levels who pay their way.
    pub paying: i64,
    /// The part of their values that flows to the customer, who passes on a share of it.
    pub value_inflow: Micros,
    /// The part of their contributions before the boundary that flows to the customer.
    pub contribution_inflow: Micros,
    /// Sums by level, beginning with the customers brought directly. Deeper levels are in the other sums
    /// only.
    pub levels: [Level; LEVELS],
}

/// One customer's own numbers and the sums below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The customer's own numbers.
    pub own: Own,
    /// The sums over everyone below.
    pub below: Below,
}

impl Own {
    /// The part of `value` that the customer keeps after the referrer has got their share.
    #[must_use]
    pub fn kept_of(&self, value: Micros) -> Micros {
        match self.referrer {
            Some(_) => value - part_of(value, self.passed_up),
            None => value,
        }
    }
}

impl Below {
    fn add(&mut self, other: &Self, sign: i64) {
        let add = |sum: &mut i64, number: i64| *sum = sum.saturating_add(sign * number);
        add(&mut self.value, other.value);
        add(&mut self.value_at_boundary, other.value_at_boundary);
        add(&mut self.count, other.count);
        add(&mut self.direct, other.direct);
        add(&mut self.direct_paying, other.direct_paying);
        add(&mut self.billed, other.billed);
        add(&mut self.paying, other.paying);
        add(&mut self.value_inflow, other.value_inflow);
        add(&mut self.contribution_inflow, other.contribution_inflow);
        for (level, other) in self.levels.iter_mut().zip(&other.levels) {
            add(&mut level.count, other.count);
            add(&mut level.value, other.value);
            for (count, number) in level.classes.iter_mut().zip(other.classes) {
                add(count, number);
            }
        }
    }
}

impl Figures {
    /// The value that is credited to the customer, in the split that adds up.
    #[must_use]
    pub fn credited_value(&self) -> Micros {
        self.own
            .kept_of(self.own.value.saturating_add(self.below.value_inflow))
    }

    /// The part of the credited value that comes from the customers they brought.
    #[must_use]
    pub fn from_referrals(&self) -> Micros {
        self.credited_value()
            .saturating_sub(self.own.kept_of(self.own.value))
    }

    /// The figures that an evaluation of the customer needs.
    #[must_use]
    pub fn brought(&self) -> Brought {
        let below = &self.below;
        let own = &self.own;
        let through = own.contribution.saturating_add(below.contribution_inflow);
        Brought {
            value: below.value,
            count: below.count,
            direct: below.direct,
            direct_paying: below.direct_paying,
            billed: below.billed,
            paying: below.paying,
            value_at_boundary: below.value_at_boundary,
            credited_contribution: own
                .kept_of(through)
                .saturating_sub(own.kept_of(own.contribution)),
        }
    }

    /// Whether the customer is in the forest of referrals at all.
    #[must_use]
    pub fn is_in_forest(&self) -> bool {
        self.own.referrer.is_some() || self.below.count > 0
    }

    /// The sums that the customer adds to those of their referrer.
    fn passed_up(&self) -> Below {
        let (own, below) = (&self.own, &self.below);
        let part = |own_part: Micros, inflow: Micros| {
            part_of(own_part.saturating_add(inflow), own.passed_up)
        };
        let mut levels = [Level::default(); LEVELS];
        levels[0] = self.level();
        levels[1..].copy_from_slice(&below.levels[..LEVELS - 1]);
        let paying = i64::from(own.pays_their_way);
        Below {
            value: below.value.saturating_add(own.value),
            value_at_boundary: below
                .value_at_boundary
                .saturating_add(own.value_at_boundary),
            count: below.count + 1,
            direct: 1,
            direct_paying: paying,
            billed: below.billed + i64::from(own.is_billed),
            paying: below.paying + paying,
            value_inflow: part(own.value, below.value_inflow),
            contribution_inflow: part(own.contribution, below.contribution_inflow),
            levels,
        }
    }

    /// The customer as a level of one.
    fn level(&self) -> Level {
        Level {
            count: 1,
            value: self.own.value,
            classes: CLASSES.map(|class| i64::from(self.own.class == Some(class))),
        }
    }
}

/// The figures that change if the customers of `changes` get these own numbers. `stored` holds the figures so
/// far of all these customers and of everyone above them, by their old and their new referrers. A customer
/// without stored figures has brought nobody so far.
///
/// # Errors
/// [`Circle`] if a chain of the new referrers does not end.
pub fn publish(
    stored: &BTreeMap<String, Figures>,
    changes: &BTreeMap<String, Own>,
) -> Result<BTreeMap<String, Figures>, Circle> {
    let touched = touched(stored, changes);
    let nothing = Figures::default();
    let mut figures: BTreeMap<&str, Figures> = BTreeMap::new();
    for id in &touched {
        let mut now = stored.get(*id).unwrap_or(&nothing).clone();
        if let Some(own) = changes.get(*id) {
            now.own = own.clone();
        }
        figures.insert(id, now);
    }
    for id in &touched {
        let Some(before) = stored.get(*id) else {
            continue;
        };
        let referrer = before.own.referrer.as_deref();
        if let Some(above) = referrer.and_then(|above| figures.get_mut(above)) {
            above.below.add(&before.passed_up(), -1);
        }
    }
    for id in leaves_first(&figures)? {
        let Some(now) = figures.get(id) else {
            continue;
        };
        let (above, passed) = (now.own.referrer.clone(), now.passed_up());
        if let Some(above) = above.and_then(|above| figures.get_mut(above.as_str())) {
            above.below.add(&passed, 1);
        }
    }
    Ok(figures
        .into_iter()
        .filter(|(id, now)| stored.get(*id).unwrap_or(&nothing) != now)
        .map(|(id, now)| (id.to_owned(), now))
        .collect())
}

/// The changed customers and everyone above them, by the old and the new referrers.
fn touched<'a>(
    stored: &'a BTreeMap<String, Figures>,
    changes: &'a BTreeMap<String, Own>,
) -> BTreeSet<&'a str> {
    let mut touched = BTreeSet::new();
    let mut waiting: Vec<&str> = changes.keys().map(String::as_str).collect();
    while let Some(id) = waiting.pop() {
        if !touched.insert(id) {
            continue;
        }
        let before = stored.get(id).and_then(|it| it.own.referrer.as_deref());
        let after = changes.get(id).map(|own| own.referrer.as_deref());
        waiting.extend(before);
        waiting.extend(after.flatten());
    }
    touched
}

/// The customers of `figures`, each before their referrer.
fn leaves_first<'a>(figures: &BTreeMap<&'a str, Figures>) -> Result<Vec<&'a str>, Circle> {
    let ids: Vec<&str> = figures.keys().copied().collect();
    let place = |id: &str| ids.binary_search(&id).ok().map(|place| place as u32);
    let above = figures.values().map(|now| {
        let referrer = now.own.referrer.as_deref();
        referrer.and_then(place).unwrap_or(NOBODY)
    });
    let forest = Forest::new(above.collect())?;
    Ok(forest.leaves_first().map(|at| ids[at]).collect())
}
