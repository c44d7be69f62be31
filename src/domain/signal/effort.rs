//! Time they take.

use super::money::end_within;
use super::{Observed, SIX_MONTHS_DAYS, Subject, TRAILING_MONTHS, Worth, decimal, percent};
use crate::economics::Economics;
use crate::history::FlowKind;
use crate::money::UNIT;
use crate::portfolio::Recorded;
use crate::ratio::{ONE, ratio_wide};
use crate::time::{add_days, end_of};

/// Minutes a month spent on their invoices and payments in the first six months. Kept for ever.
pub(super) fn accounting_effort(subject: &Subject<'_>) -> Option<Observed> {
    let onboard = subject.view.onboard_day()?;
    let until = end_of(add_days(onboard, SIX_MONTHS_DAYS)).min(subject.view.time());
    let entries: Vec<_> = subject
        .view
        .accounting()
        .iter()
        .filter(|entry| entry.time <= until)
        .collect();
    if entries.is_empty() && !subject.absence_counts(Recorded::Effort) {
        return None;
    }
    let seconds: i64 = entries.iter().map(|entry| entry.value).sum();
    let days = subject.view.tenure_days()?.clamp(1, SIX_MONTHS_DAYS);
    // minutes / (days / 30.4) = seconds * 30.4 / (60 * days)
    let minutes = ratio_wide(i128::from(seconds) * 304, i128::from(days) * 600);
    Some(
        Observed::measured(minutes, "minutes a month")
            .resting_on(entries.len() as i64, entries.last().map(|entry| entry.time))
            .said(format!(
                "{} minutes a month on their invoices and payments",
                decimal(minutes)
            )),
    )
}

/// Share of the trailing twelve months' time that was given away. Missing without any time: of nothing
/// there is no share.
pub(super) fn unbilled(subject: &Subject<'_>) -> Option<Observed> {
    let economics = Economics::of(
        subject.view,
        subject.trailing(TRAILING_MONTHS),
        subject.settings,
    );
    if economics.seconds == 0 {
        return None;
    }
    let share = ratio_wide(
        i128::from(economics.unbilled_seconds),
        i128::from(economics.seconds),
    );
    let sentence = format!("{} of our time for them was given away", percent(share));
    Some(with_effort(subject, Observed::measured(share, "share")).said(sentence))
}

/// Minutes that were not billed per 1,000 of revenue, trailing twelve months.
pub(super) fn minutes_per_revenue(subject: &Subject<'_>) -> Option<Observed> {
    let economics = Economics::of(
        subject.view,
        subject.trailing(TRAILING_MONTHS),
        subject.settings,
    );
    if economics.seconds == 0 && !subject.absence_counts(Recorded::Effort) {
        return None;
    }
    let not_billed = economics.seconds - economics.billed_seconds;
    let unit = "minutes per 1000 of revenue";
    let observed = if economics.revenue > 0 {
        let per_thousand = i128::from(not_billed) * i128::from(UNIT) * 1000 / 60;
        let minutes = ratio_wide(per_thousand, i128::from(economics.revenue));
        Observed::measured(minutes, unit).said(format!(
            "{} minutes not billed per 1000 of revenue",
            decimal(minutes)
        ))
    } else if not_billed > 0 {
        let minutes = decimal(not_billed * ONE / 60);
        Observed::without_number(Worth::Worst, unit)
            .said(format!("{minutes} minutes not billed and no revenue"))
    } else {
        return None;
    };
    Some(with_effort(subject, observed))
}

fn with_effort(subject: &Subject<'_>, observed: Observed) -> Observed {
    let window = subject.trailing(TRAILING_MONTHS);
    let count = subject.view.flow(window).get(FlowKind::EffortCount);
    let newest = subject.view.last_month_with(window, FlowKind::EffortCount);
    observed.resting_on(count, newest.map(|month| end_within(month, subject)))
}
