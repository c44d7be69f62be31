//! The whole evaluation of one customer at one moment: standing, signals, score, findings, class, and the
//! figures around them.

mod money;
mod needed;

pub use needed::{effective_time, months_cut};

use crate::class::{
    Class, Decision, Delay, DelayedDowngrade, NextClass, OwnSort, decide, delay, next_class,
    own_sort,
};
use crate::customer::{Mode, Standing};
use crate::economics::{Economics, Overdue};
use crate::finding::{Findings, Inquiry};
use crate::history::{History, View};
use crate::model::{Circumstances, Model, Settings};
use crate::money::Micros;
use crate::outlook::PaymentOutlook;
use crate::portfolio::{Basis, PortfolioFigures};
use crate::score::{Halves, Score};
use crate::signal::{PaymentsMissing, Subject};
use crate::standing::{Stands, circumstances};
use crate::stay::Stay;
use crate::three_answers::ThreeAnswers;
use crate::time::{Day, Time, add_days, end_of, months_earlier};
use crate::tree::Brought;
use money::Money;

/// The input of an evaluation.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The customer.
    pub history: &'a History,
    /// The value of the customers they brought. All moments of one evaluation use this same value.
    pub brought: Brought,
    /// The model.
    pub model: &'a Model,
    /// The figures over all customers that the customer is compared with.
    pub figures: &'a PortfolioFigures,
}

/// The result of an evaluation: everything there is to say about a customer at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The moment asked about.
    pub as_of: Time,
    /// The moment that points and money speak for. It is the moment asked about; for past customers it is the
    /// moment they left, or that of a last sale after it.
    pub time: Time,
    /// How they pay us.
    pub mode: Mode,
    /// Where they stand with us.
    pub stands: Stands,
    /// Days since the relationship began; `None` if it has not begun.
    pub day: Option<i64>,
    /// The figures that the customer was compared with.
    pub basis: Basis,
    /// The points, and the contribution of each criterion.
    pub score: Score,
    /// The answers to the owner's questions.
    pub findings: Findings,
    /// The owner's own sort.
    pub own_sort: Option<OwnSort>,
    /// The class with every step; `None` for prospects.
    pub decision: Option<Decision>,
    /// The decision by the numbers alone, if the own sort decided the class.
    pub by_numbers: Option<Decision>,
    /// Set while a downgrade waits.
    pub downgrade: Option<DelayedDowngrade>,
    /// The changes that lead to the next class up.
    pub next_class: Option<NextClass>,
    /// How they pay.
    pub outlook: PaymentOutlook,
    /// Whether they will stay.
    pub stay: Stay,
    /// The three answers in words: do we want them, will they stay, and how long?
    pub answers: ThreeAnswers,
    /// How the first six months are going or went; `None` before they began.
    pub first_six_months: Option<FirstSixMonths>,
    /// The points compared with those of some months before.
    pub trend: Trend,
    /// Money and hours of the trailing twelve months.
    pub economics: Economics,
    /// Money and hours from the beginning up to [`Evaluation::time`].
    pub to_date: Economics,
    /// Money and hours from the beginning up to the moment asked about.
    pub to_as_of: Economics,
    /// Money past its due date.
    pub overdue: Overdue,
    /// Money that is overdue for so long that revenue leaves it out until it is paid.
    pub left_out: Micros,
    /// The value of the customers they brought, up to the moment asked about.
    pub brought: Brought,
}

impl Evaluation {
    /// The class; `None` for prospects.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.decision.as_ref().map(|decision| decision.class)
    }

    /// The reason for the class in one sentence; empty for prospects.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.decision.as_ref().map_or("", Decision::sentence)
    }
}

/// The first six months of a relationship: 182 days, unless the model sets another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstSixMonths {
    /// Days since the relationship began.
    pub day: i64,
    /// Whether the first six months are over.
    pub over: bool,
    /// How the two halves look now, or looked on the last day of the first six months.
    pub halves: Halves,
}

/// The points at an earlier moment, and the change since then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The earlier moment.
    pub time: Time,
    /// The points at that moment.
    pub points: Option<i64>,
    /// The points now less the points then.
    pub change: Option<i64>,
}

/// Evaluates the customer of `case` at `at`.
#[must_use]
pub fn evaluate(case: Case<'_>, at: Time) -> Evaluation {
    let now = case.history.at(at);
    let basis = case.figures.of(now.mode().peers());
    let settings = &case.model.settings;
    let stands = Stands::of(now, &settings.numbers);
    let moments = Moments {
        case,
        now,
        basis,
        stands,
    };
    moments.evaluate()
}

/// The moments that one evaluation looks at. All are compared with the same figures.
#[derive(Clone, Copy, Debug)]
struct Moments<'a> {
    case: Case<'a>,
    now: View<'a>,
    basis: &'a Basis,
    stands: Stands,
}

impl<'a> Moments<'a> {
    fn evaluate(self) -> Evaluation {
        let settings = &self.case.model.settings;
        let as_of = self.now.time();
        // Past customers have the points of their departure, quiet customers those of now.
        let time = match self.stands.standing {
            Standing::Past => self.stands.moment(as_of),
            _ => as_of,
        };
        let subject = self.subject(time);
        let scored = Scored {
            score: Score::of(self.case.model, &subject),
            subject,
        };
        let payments_missing = PaymentsMissing::of(self.now, self.basis, settings);
        // Where payments are not recorded, no invoice counts as unpaid.
        let missing = payments_missing.is_some();
        let counted = if missing {
            &settings.taking_invoices_for_paid()
        } else {
            settings
        };
        let about = if time == as_of {
            subject.about
        } else {
            circumstances(self.now, &settings.numbers)
        };
        let findings = self.findings(&scored, payments_missing, counted);
        let own_sort = own_sort(self.now, settings);
        let classified = self.classify((&scored.score, &about), &findings, own_sort.as_ref());
        let stay = Stay::of(
            scored.score.halves,
            (self.stands.standing, self.now.has_revenue()),
            self.basis,
            &settings.numbers,
        );
        let class = classified.decision.as_ref().map(|decision| decision.class);
        let is_here = matches!(self.stands.standing, Standing::New | Standing::Active);
        let next_class = classified
            .decision
            .as_ref()
            .filter(|_| is_here && own_sort.is_none())
            .and_then(|decision| {
                let rules = &self.case.model.classes;
                next_class(rules, &about, &findings, scored.score.points, decision)
            });
        let money = Money::of(self.now, &subject, missing.then_some(counted));
        Evaluation {
            as_of,
            time,
            mode: subject.about.mode,
            stands: self.stands,
            day: self.now.tenure_days(),
            basis: self.basis.clone(),
            outlook: PaymentOutlook::of(&findings, &settings.numbers),
            answers: ThreeAnswers::of(class, self.stands.standing, &findings, &stay),
            first_six_months: self.first_six_months(&scored),
            trend: self.trend(&scored),
            economics: money.year,
            to_date: money.to_date,
            to_as_of: money.to_as_of,
            overdue: money.overdue,
            left_out: money.left_out,
            brought: self.case.brought,
            stay,
            next_class,
            score: scored.score,
            findings,
            own_sort,
            decision: classified.decision,
            by_numbers: classified.by_numbers,
            downgrade: classified.downgrade,
        }
    }

    fn subject(self, time: Time) -> Subject<'a> {
        let view = self.now.moved_to(time);
        Subject::new(
            view,
            self.case.brought,
            self.basis,
            &self.case.model.settings,
        )
    }

    /// The points at the end of another day.
    fn points_on(self, day: Day) -> Option<i64> {
        Score::points_of(self.case.model, &self.subject(end_of(day)))
    }

    fn findings(
        self,
        scored: &Scored<'a>,
        payments_missing: Option<PaymentsMissing>,
        counted: &'a Settings,
    ) -> Findings {
        let then = self.stands.moment(self.now.time());
        let (subject, halves) = if then == scored.subject.view.time() {
            (scored.subject, scored.score.halves)
        } else {
            let subject = self.subject(then);
            (subject, Halves::read(self.case.model, &subject))
        };
        Findings::of(&Inquiry {
            subject,
            now: self.now,
            standing: self.stands.standing,
            halves,
            payments_missing,
            counted,
        })
    }

    fn classify(
        self,
        (score, about): (&Score, &Circumstances<'_>),
        findings: &Findings,
        own: Option<&OwnSort>,
    ) -> Classified {
        if self.stands.standing == Standing::Prospect {
            return Classified::default();
        }
        let model = self.case.model;
        // A quiet customer is never good by points.
        let is_quiet = self.stands.standing == Standing::Quiet;
        let points = score.points.filter(|_| !is_quiet);
        let numbers = decide(&model.classes, about, findings, points, None);
        let delay = self.delay(&numbers, about, findings, points);
        let (numbers, downgrade) = match delay {
            Some(delay) => (delay.decision, Some(delay.downgrade)),
            None => (numbers, None),
        };
        let by_own = own.map(|own| decide(&model.classes, about, findings, points, Some(own)));
        match by_own {
            Some(decision) if decision.steps.first() != numbers.steps.first() => Classified {
                decision: Some(decision),
                by_numbers: Some(numbers),
                downgrade: None,
            },
            _ => Classified {
                decision: Some(numbers),
                by_numbers: None,
                downgrade,
            },
        }
    }

    fn delay(
        self,
        decision: &Decision,
        about: &Circumstances<'_>,
        findings: &Findings,
        points: Option<i64>,
    ) -> Option<Delay> {
        let mut points_at = |day: Day| self.points_on(day);
        // For past and quiet customers, this is the day they left or last bought.
        let today = self.stands.moment(self.now.time()).date_naive();
        delay(
            self.case.model,
            decision,
            (about, findings),
            points,
            (today, &mut points_at),
        )
    }

    fn trend(self, scored: &Scored<'_>) -> Trend {
        let months = self.case.model.settings.numbers.trend_months as u32;
        // Every moment except the one asked about is the end of a day.
        let before = months_earlier(scored.subject.view.time(), months);
        let points = self.points_on(before.date_naive());
        let now = scored.score.points;
        let change = now.zip(points).map(|(now, before)| now - before);
        Trend {
            time: end_of(before.date_naive()),
            points,
            change,
        }
    }

    /// The halves now, or on the last day of the first six months if these are over.
    fn first_six_months(self, scored: &Scored<'_>) -> Option<FirstSixMonths> {
        let days = self.case.model.settings.numbers.new_for_days;
        let onboard = self.now.onboard_day()?;
        let day = self.now.tenure_days()?;
        let over = day > days;
        let time = if over {
            end_of(add_days(onboard, days))
        } else {
            self.now.time()
        };
        let halves = if time == scored.subject.view.time() {
            scored.score.halves
        } else {
            Halves::read(self.case.model, &self.subject(time))
        };
        Some(FirstSixMonths { day, over, halves })
    }
}

/// The moment that points speak for, with its score.
#[derive(Debug)]
struct Scored<'a> {
    subject: Subject<'a>,
    score: Score,
}

/// The class, and how it was found.
#[derive(Debug, Default)]
struct Classified {
    decision: Option<Decision>,
    by_numbers: Option<Decision>,
    downgrade: Option<DelayedDowngrade>,
}
