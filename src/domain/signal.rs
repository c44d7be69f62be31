//! Signals: the numbers that criteria read, each with the evidence it rests on.
//!
//! A signal is missing where nothing is known. That nothing was recorded is evidence of nothing only if
//! such facts are recorded for half of the customers that pay in the same way, and the customer has been
//! with us for six months.

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

/// Whom signals are read for, at which moment, compared with whom; with what many of them ask for, read
/// once.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The customer's history at the moment.
    pub view: View<'a>,
    /// What those they brought are worth at the moment.
    pub brought: Brought,
    /// The figures to compare with.
    pub basis: &'a Basis,
    /// The model's numbers.
    pub settings: &'a Settings,
    /// Whether sentences are wanted beside numbers. Past moments need none.
    pub words: bool,
    /// What conditions of the model ask about.
    pub about: Circumstances<'a>,
    /// The day the relationship began.
    pub onboard: Option<Day>,
    /// Ratings count that were given after this time.
    pub oldest_rating: Time,
    /// What added up in the last twelve months, or as many as the model says.
    pub flow: Flow,
    /// Money and hours of these months.
    pub economics: Economics,
}

/// A signal with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The number; `None` where there is no number but the worth is clear.
    pub value: Option<Ppm>,
    /// What the number is worth.
    pub worth: Worth,
    /// Its unit.
    pub unit: &'static str,
    /// How many facts it rests on.
    pub count: i64,
    /// When the newest of them occurred.
    pub time: Option<Time>,
    /// The same in words.
    pub sentence: String,
}

/// What a signal is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// What the curve makes of it.
    Curve(Ppm),
    /// Nothing: there is no sensible number, and it is bad.
    Worst,
    /// Everything: there is no sensible number, and it is good.
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

    /// With its words, where `subject` wants any.
    fn said(self, subject: &Subject<'_>, sentence: impl FnOnce() -> String) -> Self {
        let sentence = if subject.words {
            sentence()
        } else {
            String::new()
        };
        Self { sentence, ..self }
    }

    /// Whether it rests on nothing being recorded.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        self.count == 0
    }

    /// Its worth from 0 to one million on `curve`.
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
    /// The customer of `view`, who brought `brought`.
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

    /// The same for numbers alone.
    #[must_use]
    pub fn without_words(&self) -> Self {
        Self {
            words: false,
            ..*self
        }
    }

    /// The last twelve months, or as many as the model says.
    #[must_use]
    pub fn year(&self) -> Window {
        self.economics.window
    }

    /// The same in words (see [`Settings::lately`]).
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

    /// Whether that there is no fact of `kind` means that there was nothing.
    fn absence_counts(&self, kind: RecordedKind) -> bool {
        self.with_us_six_months() && self.basis.recorded.contains(&kind)
    }
}

/// Reads one signal; `None` where it is missing.
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
