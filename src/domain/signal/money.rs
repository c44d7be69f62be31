//! Signals about money: do they pay on time, and does anything remain?

use super::{Observed, Subject, Worth};
use crate::economics::{Economics, Overdue};
use crate::history::{FlowKind, Ledger, View};
use crate::model::{Numbers, Settings};
use crate::portfolio::{Basis, RecordedKind};
use crate::ratio::{ONE, Ppm, ratio, ratio_wide};
use crate::time::{Day, Month, Window, day_of, start_of};
use crate::words::{day, percent};

/// The reason why nothing is said about how invoices were paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentsMissing {
    /// Payments are not recorded in general, and none is recorded for this customer.
    NotRecorded,
    /// No payment of any customer has been recorded since this day, long before the date of the figures.
    QuietSince(Day),
}

impl PaymentsMissing {
    /// Whether payments for the invoices of `view` are missing rather than not made, and why.
    #[must_use]
    pub fn of(view: View<'_>, basis: &Basis, settings: &Settings) -> Option<Self> {
        view.ledgers().next()?;
        let last = view
            .ledgers()
            .filter_map(|ledger| ledger.last_payment(view.time()))
            .max();
        if last.is_none() && !basis.recorded.contains(&RecordedKind::Payment) {
            return Some(Self::NotRecorded);
        }
        let quiet = basis.payments_quiet_since(settings.lines.feed_quiet_after_days)?;
        // If nothing is overdue, the customer has paid, however quiet all payments have become.
        if Overdue::beyond(view, &settings.numbers).amount == 0 {
            return None;
        }
        let paid_since = last.is_some_and(|time| day_of(time) > quiet);
        (!paid_since).then_some(Self::QuietSince(quiet))
    }

    /// The reason in words.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::NotRecorded => "no payments are recorded".to_owned(),
            Self::QuietSince(quiet) => format!(
                "no payment of anybody is recorded since {}: whether they pay is not known",
                day(quiet)
            ),
        }
    }
}

/// How promptly the invoices due in the last twelve months were paid, drawn towards the model's prior. At
/// least one must be settled. Missing if payments are not recorded.
pub(super) fn punctuality(subject: &Subject<'_>) -> Option<Observed> {
    let (view, settings) = (subject.view, subject.settings);
    let (numbers, window) = (&settings.numbers, subject.year());
    if PaymentsMissing::of(view, subject.basis, settings).is_some() {
        return None;
    }
    let settled = |ledger: &&Ledger| {
        window.contains(ledger.invoice.due_date)
            && ledger.invoice.due_date < view.day()
            && !ledger.fully_credited(view.time())
            && ledger.is_settled(view.time(), numbers)
    };
    let (mut due, mut worth, mut on_time, mut newest) = (0, 0, 0, None);
    for ledger in view.ledgers().filter(settled) {
        let late = ledger.days_late(view.time(), numbers);
        due += 1;
        on_time += i64::from(late <= numbers.grace_days);
        worth += promptness(late, numbers);
        newest = newest.max(Some(ledger.invoice.due_date));
    }
    if due == 0 {
        return None;
    }
    let share = ratio(
        worth + numbers.punctuality_prior_on_time,
        due * ONE + numbers.punctuality_prior_due,
    );
    let paid = || match (on_time, due) {
        (1, 1) => "paid the only invoice due on time".to_owned(),
        (0, 1) => "did not pay the only invoice due on time".to_owned(),
        (0, _) => format!("paid none of {due} invoices on time"),
        _ if on_time == due => format!("paid all {due} invoices on time"),
        _ => format!("paid {on_time} of {due} invoices on time"),
    };
    Some(
        Observed::measured(share, "share")
            .resting_on(due, newest.map(start_of))
            .said(subject, || format!("{} {}", paid(), subject.lately())),
    )
}

/// The worth of an invoice that was paid `days_late` days late. An invoice paid on time is worth one.
fn promptness(days_late: i64, numbers: &Numbers) -> Ppm {
    if days_late <= 0 {
        ONE
    } else if days_late <= numbers.grace_days {
        numbers.grace_worth
    } else if days_late <= numbers.little_late_days {
        numbers.little_late_worth
    } else {
        0
    }
}

/// Contribution of the trailing twelve months as a share of revenue. Missing if the cost of an hour is
/// unknown. Missing also unless there are costs or effort, or their absence counts.
pub(super) fn margin(subject: &Subject<'_>) -> Option<Observed> {
    subject.settings.company.hour?;
    let (window, flow) = (subject.year(), &subject.flow);
    let own = flow.get(FlowKind::CostCount) + flow.get(FlowKind::EffortCount);
    let absent =
        subject.absence_counts(RecordedKind::Cost) || subject.absence_counts(RecordedKind::Effort);
    if own == 0 && !absent {
        return None;
    }
    let economics = &subject.economics;
    let (revenue, contribution) = (economics.revenue, economics.contribution());
    let observed = if revenue > 0 {
        let share = ratio(contribution, revenue);
        Observed::measured(share, "share").said(subject, || {
            if own == 0 {
                return format!("no costs and no hours recorded {}", subject.lately());
            }
            if contribution < 0 {
                let cost = ratio(economics.costs(), revenue);
                return format!("every 1.00 they pay costs you {}", two_decimals(cost));
            }
            let share = percent(share);
            format!("{share} of what they pay remains after costs and hours")
        })
    } else if economics.costs() > 0 || revenue < 0 {
        Observed::without_number(Worth::Worst, "share").said(subject, || {
            let (lately, cost) = (subject.lately(), subject.settings.money(economics.costs()));
            format!("brought in nothing {lately} and cost {cost}")
        })
    } else {
        return None;
    };
    let newest = subject
        .view
        .last_month_with(window, FlowKind::EffortCount)
        .max(subject.view.last_month_with(window, FlowKind::CostCount));
    Some(observed.resting_on(own, newest.map(|month| end_within(month, subject))))
}

/// A number in millionths with two decimals.
fn two_decimals(value: Ppm) -> String {
    let hundredths = (value + 5_000) / 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The end of `month`, or the view's moment if that is earlier. Sums know only the month of their newest
/// fact.
pub(super) fn end_within(month: Month, subject: &Subject<'_>) -> crate::time::Time {
    crate::time::end_of(month.last_day()).min(subject.view.time())
}

/// Acquisition cost as a share of the first year's contribution. Missing before a year has passed.
pub(super) fn cost_to_acquire(subject: &Subject<'_>) -> Option<Observed> {
    let onboard = subject.onboard?;
    if subject.tenure_months()? < 12 {
        return None;
    }
    let ever = Window::until(subject.view.day());
    let cost = subject.view.sum(ever, FlowKind::AcquisitionCostMicros);
    if cost == 0 && !subject.absence_counts(RecordedKind::AcquisitionCost) {
        return None;
    }
    let first_month = Month::of(onboard);
    let year = Window {
        first: first_month.first_day(),
        last: first_month.plus(11).last_day(),
    };
    let contribution = Economics::of(subject.view, year, subject.settings).contribution();
    let observed = if contribution > 0 {
        let share = ratio_wide(i128::from(cost), i128::from(contribution));
        let unit = "share of the first year's contribution";
        Observed::measured(share, unit).said(subject, || match cost {
            0 => "no cost of winning them recorded".to_owned(),
            _ => format!(
                "winning them cost {} of what their first year earned",
                percent(share)
            ),
        })
    } else if cost > 0 {
        Observed::without_number(Worth::Worst, "share of the first year's contribution").said(
            subject,
            || {
                let cost = subject.settings.money(cost);
                format!("winning them cost {cost}, and their first year earned nothing")
            },
        )
    } else {
        return None;
    };
    let newest = subject
        .view
        .last_month_with(ever, FlowKind::AcquisitionCostMicros);
    Some(observed.resting_on(
        i64::from(cost > 0),
        newest.map(|month| end_within(month, subject)),
    ))
}
