//! Signals: the numbers that criteria read, each with the evidence it rests on.
//!
//! A signal is missing if nothing is known. An absence of facts is evidence only under two conditions: such
//! facts are recorded for half of the customers who pay in the same way, and the customer has been with us
//! for six months.

mod effort;
mod money;
mod negotiation;
mod purchase;
mod rating;
mod referral;
mod said;
mod verdict;
mod wallet;

pub use money::PaymentsMissing;
pub use negotiation::{Deal, deal};
pub use rating::{latest_between, latest_ratings, ratings, ratings_between, shrunken_between};
pub use said::{meaning, said};
pub use verdict::Verdict;
pub use wallet::{Growth, growth};

use crate::economics::Economics;
use crate::history::{Flow, View};
use crate::model::{Circumstances, Settings, SignalKind};
use crate::portfolio::{Basis, RecordedKind};
use crate::ratio::{Curve, ONE, Ppm};
use crate::standing::circumstances;
use crate::time::{Day, Time, Window, day_months_before, days_between, months_between};
use crate::tree::Brought;

/// The input of signals: a customer at a moment, and the figures to compare with. Values that many signals
/// need are computed once and kept here.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The customer's history at the moment.
    pub view: View<'a>,
    /// The value of the customers they brought, at the moment.
    pub brought: Brought,
    /// The figures to compare with.
    pub basis: &'a Basis,
    /// The model's numbers.
    pub settings: &'a Settings,
    /// Whether sentences are wanted beside numbers. Past moments need none.
    pub words: bool,
    /// The properties that conditions of the model test.
    pub about: Circumstances<'a>,
    /// The day the relationship began.
    pub onboard: Option<Day>,
    /// Only ratings after this time count.
    pub oldest_rating: Time,
    /// The sums of the last twelve months, or of as many as the model says.
    pub flow: Flow,
    /// Money and hours of these months.
    pub economics: Economics,
}

/// A signal with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The number; `None` if there is no number but the worth is clear.
    pub value: Option<Ppm>,
    /// The worth of the number.
    pub worth: Worth,
    /// Its unit.
    pub unit: &'static str,
    /// How many facts it rests on.
    pub count: i64,
    /// When the newest of these facts occurred.
    pub time: Option<Time>,
    /// The signal in words.
    pub sentence: String,
}

/// The worth of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// The worth that the curve gives to this number.
    Curve(Ppm),
    /// Zero: there is no sensible number, and the signal is bad.
    Worst,
    /// One: there is no sensible number, and the signal is good.
    Best,
}

impl Observed {
    fn measured(value: Ppm, unit: &'static str) -> Self {
        Self {
            value: Some(value),
            worth: Worth::Curve(value),
            unit,
            count: 0,
            time: None,
            sentence: String::new(),
        }
    }

    fn without_number(worth: Worth, unit: &'static str) -> Self {
        Self {
            value: None,
            worth,
            ..Self::measured(0, unit)
        }
    }

    fn resting_on(self, count: i64, time: Option<Time>) -> Self {
        Self {
            count,
            time,
            ..self
        }
    }

    /// Adds the sentence, if `subject` asks for words.
    fn said(self, subject: &Subject<'_>, sentence: impl FnOnce() -> String) -> Self {
        let sentence = if subject.words {
            sentence()
        } else {
            String::new()
        };
        Self { sentence, ..self }
    }

    /// Whether it rests on an absence of facts.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        self.count == 0
    }

    /// Its worth on `curve`, from 0 to one million.
    #[must_use]
    pub fn worth_on(&self, curve: &Curve) -> Ppm {
        match self.worth {
            Worth::Curve(value) => curve.at(value),
            Worth::Worst => 0,
            Worth::Best => ONE,
        }
    }
}

impl<'a> Subject<'a> {
    /// The subject for the customer of `view`. `brought` is the value of the customers they brought.
    #[must_use]
    pub fn new(view: View<'a>, brought: Brought, basis: &'a Basis, settings: &'a Settings) -> Self {
        let year = Window::trailing(settings.look_back_months(), view.day());
        let flow = view.flow(year);
        Self {
            view,
            brought,
            basis,
            settings,
            words: true,
            about: circumstances(view, &settings.numbers),
            onboard: view.onboard_day(),
            oldest_rating: day_months_before(view.time(), settings.rating_max_age()),
            flow,
            economics: Economics::of_flow(view, year, &flow, settings),
        }
    }

    /// The same subject for numbers alone.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self {
            words: false,
            ..*self
        }
    }

    /// The window of the last twelve months, or of as many as the model says.
    #[must_use]
    pub fn year(&self) -> Window {
        self.economics.window
    }

    /// The same window in words (see [`Settings::lately`]).
    fn lately(&self) -> String {
        self.settings.lately_since(self.onboard, self.view.day())
    }

    fn tenure_days(&self) -> Option<i64> {
        self.onboard.map(|day| days_between(day, self.view.day()))
    }

    fn tenure_months(&self) -> Option<i64> {
        self.onboard.map(|day| months_between(day, self.view.day()))
    }

    fn with_us_six_months(&self) -> bool {
        self.tenure_days()
            .is_some_and(|days| days >= self.settings.numbers.new_for_days)
    }

    /// Whether the absence of facts of `kind` means that there was nothing.
    fn absence_counts(&self, kind: RecordedKind) -> bool {
        self.with_us_six_months() && self.basis.recorded.contains(&kind)
    }
}

/// Computes one signal; `None` if it is missing.
#[must_use]
pub fn read(kind: &SignalKind, subject: &Subject<'_>) -> Option<Observed> {
    match kind {
        SignalKind::NegotiationValueRecognition => negotiation::value_recognition(subject),
        SignalKind::NegotiationDiscountAsked => negotiation::discount_asked(subject),
        SignalKind::NegotiationRounds => negotiation::rounds(subject),
        SignalKind::Punctuality => money::punctuality(subject),
        SignalKind::AccountingEffort => effort::accounting_effort(subject),
        SignalKind::Margin => money::margin(subject),
        SignalKind::Rating(subject_trait) => rating::rating(subject, *subject_trait),
        SignalKind::Expansion(measure) => wallet::expansion(subject, measure),
        SignalKind::SpendGrowth => wallet::spend_growth(subject),
        SignalKind::WalletShare => wallet::wallet_share(subject),
        SignalKind::FewerVendors => wallet::fewer_vendors(subject),
        SignalKind::PayingReferrals => referral::paying_referrals(subject),
        SignalKind::Brought => referral::brought(subject),
        SignalKind::Unbilled => effort::unbilled(subject),
        SignalKind::MinutesPerRevenue => effort::minutes_per_revenue(subject),
        SignalKind::CostToAcquire => money::cost_to_acquire(subject),
        SignalKind::PurchaseRecency => purchase::recency(subject),
        SignalKind::PurchaseRhythm => purchase::rhythm(subject),
        SignalKind::PurchaseDays => purchase::days(subject),
        SignalKind::Value => purchase::value(subject),
    }
}
