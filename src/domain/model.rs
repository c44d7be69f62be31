//! Models: scoring as data. A document is parsed once into numbers that cannot be wrong.

mod condition;
mod document;
mod invalid;
mod number;
mod parse;
mod rule;
mod settings;
mod shipped;

pub use condition::Condition;
pub use invalid::InvalidModel;
pub use number::{Number, Unit};
pub use parse::FORMAT;
pub use rule::{Answer, ClassRule, ClassRules, Count, HalfRole, Leads, Question, Reading, Sign};
pub use settings::{Lines, Numbers};
pub use shipped::{SHIPPED, Shipped};

use crate::company::Company;
use crate::customer::{Customer, Mode, Standing};
use crate::fact::Trait;
use crate::history::View;
use crate::money::Micros;
use crate::ratio::Curve;
use crate::time::{Day, Window};
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// The numbers that everything rests on.
    pub settings: Settings,
    /// How a class is found.
    pub classes: ClassRules,
}

/// A group of criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pillar {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The half of whether they stay that it is.
    pub half: Option<HalfRole>,
    /// How much it counts in readings of several pillars.
    pub readings: BTreeMap<Reading, i64>,
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
    /// Whether it is over and cannot be mended: such reasons come last.
    pub lasting: bool,
}

/// What a criterion without evidence is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MissingPolicy {
    /// What the observed and half of the missing weight give together, at most half.
    #[default]
    Exclude,
    /// Half.
    Neutral,
    /// Nothing.
    Worst,
    /// Without it there are no points at all.
    Require,
}

/// The number a criterion reads, in documents under the same name. How each is computed stands at
/// [`crate::signal`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// What everything is computed with: the model's numbers and the company's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the company set for itself; no part of the document (see [`Model::of_company`]).
    pub company: Company,
    /// What signals, points and the outlook rest on.
    pub numbers: Numbers,
    /// Where findings draw their lines.
    pub lines: Lines,
    /// What a rating is worth, by its mean.
    pub rating_curve: Curve,
}

impl Settings {
    /// Months after which a rating no longer counts.
    #[must_use]
    pub fn rating_max_age(&self) -> u32 {
        self.numbers.rating_max_age_months as u32
    }

    /// Months that most signals look back on, beside the current one.
    #[must_use]
    pub fn look_back_months(&self) -> i32 {
        self.numbers.look_back_months as i32
    }

    /// The window that most signals look back on, in words: `since November 2025`, or of who came later
    /// `so far`. It is longer than its months by the current one, so no number of months is said.
    #[must_use]
    pub fn lately(&self, view: View<'_>) -> String {
        self.lately_since(view.onboard_day(), view.day())
    }

    /// The same at `day` of who came on the day of `onboard`.
    pub(crate) fn lately_since(&self, onboard: Option<Day>, day: Day) -> String {
        let window = Window::trailing(self.look_back_months(), day);
        let came_later = onboard.is_some_and(|onboard| onboard > window.first);
        if came_later {
            return "so far".to_owned();
        }
        format!("since {}", crate::words::month(window.first))
    }

    /// The same where payments are not recorded: no invoice is written off, and none costs for being late.
    #[must_use]
    pub fn taking_invoices_for_paid(&self) -> Self {
        let mut settings = self.clone();
        settings.numbers.written_off_after_days = i64::MAX;
        settings.numbers.late_money_rate = 0;
        settings
    }

    /// An amount in words.
    #[must_use]
    pub fn money(&self, micros: Micros) -> String {
        crate::words::money(micros, self.company.currency)
    }
}

/// What conditions ask about a customer.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The customer's own fields.
    pub customer: &'a Customer,
    /// How they pay us.
    pub mode: Mode,
    /// Where they stand with us.
    pub standing: Standing,
    /// Whether nothing is recorded but ratings, words and actions.
    pub only_people_have_spoken: bool,
}

impl Condition {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, about: &Circumstances<'_>) -> bool {
        let one_of = |wanted: &[String], values: &[String]| {
            values.iter().any(|value| wanted.contains(value))
        };
        (self.kind.is_empty() || self.kind.contains(&about.customer.kind))
            && (self.mode.is_empty() || self.mode.contains(&about.mode))
            && (self.standing.is_empty() || self.standing.contains(&about.standing))
            && (self.buys_as.is_empty() || self.buys_as.contains(&about.customer.buys_as))
            && self
                .only_people_have_spoken
                .is_none_or(|wanted| wanted == about.only_people_have_spoken)
            && self.attributes.iter().all(|(key, wanted)| {
                about
                    .customer
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
