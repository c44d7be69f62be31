//! Signals about the time that a customer takes.

use super::money::end_within;
use super::{Observed, Subject, Worth};
use crate::history::FlowKind;
use crate::money::UNIT;
use crate::portfolio::RecordedKind;
use crate::ratio::{ONE, ratio_wide};
use crate::time::{add_days, end_of};
use crate::words::{counted, hours};

/// Minutes a month spent on their invoices and payments in the first six months. They never expire.
pub(super) fn accounting_effort(subject: &Subject<'_>) -> Option<Observed> {
    let onboard = subject.onboard?;
    let first_days = subject.settings.numbers.new_for_days;
    let until = end_of(add_days(onboard, first_days)).min(subject.view.time());
    let entries = subject.view.accounting();
    let entries = &entries[..entries.partition_point(|entry| entry.time <= until)];
    if entries.is_empty() && !subject.absence_counts(RecordedKind::Effort) {
        return None;
    }
    let seconds: i64 = entries.iter().map(|entry| entry.value).sum();
    let days = subject.tenure_days()?.clamp(1, first_days);
    // minutes / (days / 30.4) = seconds * 30.4 / (60 * days)
    let minutes = ratio_wide(i128::from(seconds) * 304, i128::from(days) * 600);
    Some(
        Observed::measured(minutes, "minutes a month")
            .resting_on(entries.len() as i64, entries.last().map(|entry| entry.time))
            .said(subject, || match entries {
                [] => "no work on their invoices recorded in the first six months".to_owned(),
                _ => format!(
                    "{} a month on their invoices in the first six months",
                    counted(minutes / ONE, "minute")
                ),
            }),
    )
}

/// The share of the trailing twelve months' time that was given away. Missing without any time, because there
/// is no share of zero.
pub(super) fn unbilled(subject: &Subject<'_>) -> Option<Observed> {
    let economics = &subject.economics;
    if economics.seconds == 0 {
        return None;
    }
    let share = ratio_wide(
        i128::from(economics.unbilled_seconds),
        i128::from(economics.seconds),
    );
    let sentence = || {
        let unbilled = hours(economics.unbilled_seconds);
        format!(
            "{} of {} not billed {}",
            unbilled
                .trim_end_matches(" hours")
                .trim_end_matches(" hour"),
            hours(economics.seconds),
            subject.lately()
        )
    };
    Some(with_effort(subject, Observed::measured(share, "share")).said(subject, sentence))
}

/// Minutes that were not billed by the hour, for each 1,000 of revenue in the trailing twelve months.
pub(super) fn minutes_per_revenue(subject: &Subject<'_>) -> Option<Observed> {
    let economics = &subject.economics;
    if economics.seconds == 0 && !subject.absence_counts(RecordedKind::Effort) {
        return None;
    }
    let not_billed = economics.seconds - economics.billed_seconds;
    let unit = "minutes per 1000 of revenue";
    let observed = if economics.revenue > 0 {
        let per_thousand = i128::from(not_billed) * i128::from(UNIT) * 1000 / 60;
        let minutes = ratio_wide(per_thousand, i128::from(economics.revenue));
        Observed::measured(minutes, unit).said(subject, || match economics.seconds {
            0 => format!("no hours recorded {}", subject.lately()),
            _ => format!(
                "{} not billed by the hour, for {} that came in",
                hours(not_billed),
                subject.settings.money(economics.revenue)
            ),
        })
    } else if not_billed > 0 {
        Observed::without_number(Worth::Worst, unit).said(subject, || {
            let hours = hours(not_billed);
            format!("{hours} without a bill, and nothing came in")
        })
    } else {
        return None;
    };
    Some(with_effort(subject, observed))
}

fn with_effort(subject: &Subject<'_>, observed: Observed) -> Observed {
    let count = subject.flow.get(FlowKind::EffortCount);
    let newest = subject
        .view
        .last_month_with(subject.year(), FlowKind::EffortCount);
    observed.resting_on(count, newest.map(|month| end_within(month, subject)))
}
