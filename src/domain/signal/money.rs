//! Do they pay on time, and does anything remain.

use super::{Observed, Subject, TRAILING_MONTHS, Worth, counted, money_words, percent};
use crate::economics::Economics;
use crate::fact::Trait;
use crate::history::{FlowKind, Ledger, View};
use crate::portfolio::Recorded;
use crate::ratio::{ONE, Ppm, ratio, ratio_wide};
use crate::time::{Day, Month, Window, start_of};

/// Invoices due within `window` and before the view's day, that had something to be paid: how many
/// were paid in time, of how many.
#[must_use]
pub fn punctuality_counts(view: View<'_>, window: Window) -> (i64, i64) {
    on_time_of(
        view,
        due(view).filter(|ledger| window.contains(ledger.invoice.due_date)),
    )
}

fn due(view: View<'_>) -> impl Iterator<Item = &Ledger> {
    view.ledgers().filter(move |ledger| {
        ledger.invoice.due_date < view.day() && !ledger.fully_credited(view.time())
    })
}

fn on_time_of<'a>(view: View<'a>, ledgers: impl Iterator<Item = &'a Ledger>) -> (i64, i64) {
    ledgers.fold((0, 0), |(on_time, due), ledger| {
        (on_time + i64::from(ledger.on_time(view.time())), due + 1)
    })
}

/// Share of invoices paid in time, shrunk with the model's prior; at least one must be due.
pub(super) fn punctuality(subject: &Subject<'_>) -> Option<Observed> {
    let window = subject.trailing(TRAILING_MONTHS);
    let (on_time, due_count) = punctuality_counts(subject.view, window);
    if due_count == 0 {
        return None;
    }
    let settings = subject.settings;
    let share = ratio(
        on_time * ONE + settings.punctuality_prior_on_time,
        due_count * ONE + settings.punctuality_prior_due,
    );
    let newest: Option<Day> = due(subject.view)
        .map(|ledger| ledger.invoice.due_date)
        .max();
    Some(
        Observed::measured(share, "share")
            .resting_on(due_count, newest.map(start_of))
            .said(format!(
                "{on_time} of {} paid on time",
                counted(due_count, "invoice")
            )),
    )
}

/// Whether they pay on time, for floors and guards: enough of the invoices due in the trailing six
/// months, else of the last three due; customers with purchases and no invoice do; with neither, their
/// assessors say so.
#[must_use]
pub fn pays_on_time(view: View<'_>, least_share: Ppm) -> bool {
    let enough = |(on_time, due): (i64, i64)| on_time * ONE >= due * least_share;
    let lately = punctuality_counts(view, Window::trailing(6, view.day()));
    if lately.1 > 0 {
        return enough(lately);
    }
    let mut last: Vec<&Ledger> = due(view).collect();
    last.sort_by_key(|ledger| std::cmp::Reverse((ledger.invoice.due_date, ledger.occur_time)));
    if !last.is_empty() {
        return enough(on_time_of(view, last.into_iter().take(3)));
    }
    if view.ledgers().next().is_none() && !view.purchases().is_empty() {
        return true;
    }
    let said = super::latest_ratings(view, Trait::PaysOnTime, Some(24));
    !said.is_empty() && said.iter().all(|verdict| verdict.rating >= 4)
}

/// Contribution of the trailing twelve months as a share of revenue. Missing unless there are costs or
/// effort, or their absence counts.
pub(super) fn margin(subject: &Subject<'_>) -> Option<Observed> {
    let window = subject.trailing(TRAILING_MONTHS);
    let flow = subject.view.flow(window);
    let own = flow.get(FlowKind::CostCount) + flow.get(FlowKind::EffortCount);
    let absent = subject.absence_counts(Recorded::Cost) || subject.absence_counts(Recorded::Effort);
    if own == 0 && !absent {
        return None;
    }
    let economics = Economics::of(subject.view, window, subject.settings);
    let (revenue, contribution) = (economics.revenue, economics.contribution());
    let observed = if revenue > 0 {
        Observed::measured(ratio(contribution, revenue), "share").said(format!(
            "{} of revenue remains",
            percent(ratio(contribution, revenue))
        ))
    } else if economics.costs() > 0 || revenue < 0 {
        Observed::without_number(Worth::Worst, "share").said(format!(
            "no revenue, but costs of {}",
            money_words(economics.costs())
        ))
    } else {
        return None;
    };
    let newest = subject
        .view
        .last_month_with(window, FlowKind::EffortCount)
        .max(subject.view.last_month_with(window, FlowKind::CostCount));
    Some(observed.resting_on(own, newest.map(|month| end_within(month, subject))))
}

/// The end of `month`, or the view's moment if that is earlier: sums know the month of their newest
/// fact only.
pub(super) fn end_within(month: Month, subject: &Subject<'_>) -> crate::time::Time {
    crate::time::end_of(month.last_day()).min(subject.view.time())
}

/// Acquisition cost as a share of the first year's contribution; missing before a year has passed.
pub(super) fn cost_to_acquire(subject: &Subject<'_>) -> Option<Observed> {
    let onboard = subject.view.onboard_day()?;
    if subject.view.tenure_months()? < 12 {
        return None;
    }
    let ever = Window::until(subject.view.day());
    let cost = subject.view.flow(ever).get(FlowKind::AcquisitionCostMicros);
    if cost == 0 && !subject.absence_counts(Recorded::AcquisitionCost) {
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
        Observed::measured(share, "share of the first year's contribution").said(format!(
            "winning them cost {} of the first year's contribution",
            percent(share)
        ))
    } else if cost > 0 {
        Observed::without_number(Worth::Worst, "share of the first year's contribution").said(
            format!(
                "winning them cost {}, the first year brought nothing",
                money_words(cost)
            ),
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
