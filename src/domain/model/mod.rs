//! Models: scoring as data. A document is parsed once into numbers that cannot be wrong.

mod document;
mod numbers;
mod parse;
mod shipped;

pub use document::Condition;
pub use parse::InvalidModel;
pub use shipped::{SHIPPED, Shipped};

use crate::company::Company;
use crate::customer::{Customer, Mode};
use crate::fact::Trait;
use crate::ratio::{Curve, Ppm};
use serde::Deserialize;

/// A model, ready to score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its id.
    pub id: String,
    /// Its version, from 1.
    pub version: i32,
    /// What it is for.
    pub description: String,
    /// For whom it answers while active.
    pub applies_when: Condition,
    /// Its pillars in order.
    pub pillars: Vec<Pillar>,
    /// The numbers that signals rest on.
    pub settings: Settings,
    /// The numbers that classes rest on.
    pub classes: Classes,
}

/// A group of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pillar {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// To whom it applies.
    pub applies_when: Condition,
    /// Its criteria in order.
    pub criteria: Vec<Criterion>,
}

/// One question of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its id, unique within the model.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What to ask where nothing is known.
    pub question: String,
    /// The number it reads.
    pub signal: SignalKind,
    /// Its weight; only its share of the sum of weights matters.
    pub weight: i64,
    /// What the number is worth.
    pub curve: Curve,
    /// To whom it applies.
    pub applies_when: Condition,
    /// What to do where nothing is known.
    pub missing: MissingPolicy,
}

/// What a criterion without evidence is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MissingPolicy {
    /// The mean of the observed, at most neutral.
    #[default]
    Exclude,
    /// Half.
    Neutral,
    /// Nothing.
    Worst,
    /// Without it there are no points at all.
    Require,
}

/// The number a criterion reads. How each is computed stands at [`crate::signal`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented where they are computed")]
pub enum SignalKind {
    NegotiationValueRecognition,
    NegotiationDiscountAsked,
    NegotiationRounds,
    Punctuality,
    AccountingEffort,
    Margin,
    Rating(Trait),
    Expansion(String),
    SpendGrowth,
    WalletShare,
    FewerVendors,
    PayingReferrals,
    Brought,
    Unbilled,
    MinutesPerRevenue,
    CostToAcquire,
    PurchaseRecency,
    PurchaseRhythm,
    PurchaseDays,
    Value,
}

/// The numbers that signals rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the company set for itself; no part of the document (see [`Model::of_company`]).
    pub company: Company,
    /// What late money costs a year.
    pub late_money_rate: Ppm,
    /// Days overdue after which money leaves contribution until it is paid.
    pub written_off_after_days: i64,
    /// Days after which a rating weighs half.
    pub rating_half_life_days: i64,
    /// Months after which a rating no longer counts.
    pub rating_max_age_months: u32,
    /// The rating that evidence is shrunk towards.
    pub rating_prior: Ppm,
    /// How many assessors that is worth.
    pub rating_prior_weight: Ppm,
    /// Invoices on time that evidence is shrunk with.
    pub punctuality_prior_on_time: Ppm,
    /// Invoices due that evidence is shrunk with.
    pub punctuality_prior_due: Ppm,
    /// Share of a value that is passed up to the referrer.
    pub referral_passed_up: Ppm,
    /// Chance that a referred customer would have come anyway, where not told; basis points.
    pub would_have_come_anyway_bps: i32,
}

/// The numbers that classes rest on. Points are half-open bands: BAD, then OK, then GOOD.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "documented at the rules in `crate::class`")]
pub struct Classes {
    pub ok_from: i64,
    pub good_from: i64,
    pub min_coverage: Ppm,
    pub min_coverage_for_ok: Ppm,
    pub nice_min_rating: i32,
    pub on_time_share: Ppm,
    pub brought_times_median: Ppm,
    pub hide_max_rating: i32,
    pub value_max_rating: i32,
    pub proof_days_apart: i64,
    pub overdue_max_days: i64,
    pub held_points: i64,
    pub held_days: i64,
}

impl Condition {
    /// Whether it holds for `customer`, who pays us as `mode` says.
    #[must_use]
    pub fn holds(&self, customer: &Customer, mode: Mode) -> bool {
        let one_of = |wanted: &[String], values: &[String]| {
            values.iter().any(|value| wanted.contains(value))
        };
        (self.kind.is_empty() || self.kind.contains(&customer.kind))
            && (self.mode.is_empty() || self.mode.contains(&mode))
            && (self.buys_as.is_empty() || self.buys_as.contains(&customer.buys_as))
            && self.attributes.iter().all(|(key, wanted)| {
                customer
                    .attributes
                    .get(key)
                    .is_some_and(|values| one_of(wanted, values))
            })
    }

    /// Whether it holds for everybody.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

impl Model {
    /// The same model for `company`.
    #[must_use]
    pub fn of_company(mut self, company: Company) -> Self {
        self.settings.company = company;
        self
    }

    /// All criteria in order, with their pillars.
    pub fn criteria(&self) -> impl Iterator<Item = (&Pillar, &Criterion)> {
        self.pillars.iter().flat_map(|pillar| {
            pillar
                .criteria
                .iter()
                .map(move |criterion| (pillar, criterion))
        })
    }
}

/// The first of `models` whose condition holds; those with a condition should come first.
#[must_use]
pub fn applicable<'a>(
    models: impl IntoIterator<Item = &'a Model>,
    customer: &Customer,
    mode: Mode,
) -> Option<&'a Model> {
    models
        .into_iter()
        .find(|model| model.applies_when.holds(customer, mode))
}
