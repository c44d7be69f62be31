//! Signals about customers who buy on the spot. A day counts once, and only with an amount above zero.

use super::{Observed, Subject};
use crate::economics::realised_value;
use crate::ratio::{ONE, ratio, ratio_wide};
use crate::time::days_between;
use crate::words::{counted, decimal};

fn observed(subject: &Subject<'_>, observed: Observed, count: usize) -> Observed {
    let newest = subject
        .view
        .purchases()
        .iter()
        .rev()
        .find(|purchase| purchase.value > 0);
    observed.resting_on(count as i64, newest.map(|purchase| purchase.time))
}

/// Days since the last purchase.
pub(super) fn recency(subject: &Subject<'_>) -> Option<Observed> {
    let days = subject.view.days_bought();
    let since = days_between(days.last()?.value, subject.view.day());
    let sentence = || format!("last bought {} ago", counted(since, "day"));
    Some(observed(subject, Observed::measured(since * ONE, "days"), 1).said(subject, sentence))
}

/// Days since the last purchase, as a multiple of the usual gap. Missing without a second purchase.
pub(super) fn rhythm(subject: &Subject<'_>) -> Option<Observed> {
    let days = subject.view.days_bought();
    let (first, last) = (days.first()?.value, days.last()?.value);
    let repeats = days.len() as i64 - 1;
    if repeats == 0 {
        return None;
    }
    let span = subject.settings.numbers.gap_prior_days + days_between(first, last);
    let gap_min = subject.settings.numbers.gap_min_days;
    // gap = span / (1 + repeats), at least gap_min; value = since / gap
    let since = days_between(last, subject.view.day());
    let value = if span < gap_min * (1 + repeats) {
        ratio(since, gap_min)
    } else {
        ratio_wide(
            i128::from(since) * i128::from(1 + repeats),
            i128::from(span),
        )
    };
    let gap = days_between(first, last) / repeats;
    let sentence = || {
        let every = if gap <= 1 {
            "day".to_owned()
        } else {
            format!("{gap} days")
        };
        let ago = counted(since, "day");
        format!("bought every {every} or so, the last time {ago} ago")
    };
    let value = Observed::measured(value, "usual gaps");
    Some(observed(subject, value, days.len()).said(subject, sentence))
}

/// The number of days with a purchase in the trailing twelve months.
pub(super) fn days(subject: &Subject<'_>) -> Option<Observed> {
    let days = subject.view.days_bought();
    let window = subject.year();
    let lately = days.iter().filter(|day| window.contains(day.value)).count();
    let sentence = || {
        let days = counted(lately as i64, "day");
        format!("bought on {days} {}", subject.lately())
    };
    let value = Observed::measured(lately as i64 * ONE, "days");
    (!days.is_empty()).then(|| observed(subject, value, days.len()).said(subject, sentence))
}

/// Realised value, as a multiple of the median customer's.
pub(super) fn value(subject: &Subject<'_>) -> Option<Observed> {
    let bought = subject.view.days_bought().len();
    let median = subject.basis.median_value.filter(|_| bought > 0)?;
    let worth = realised_value(subject.view, subject.settings);
    let medians = ratio(worth, median);
    let sentence = || {
        if worth < 0 {
            let loss = subject.settings.money(worth.saturating_neg());
            return format!("cost you {loss} more than they paid so far");
        }
        format!(
            "worth {} so far, {} times the median customer",
            subject.settings.money(worth),
            decimal(medians)
        )
    };
    let value = Observed::measured(medians, "median customers");
    Some(observed(subject, value, bought).said(subject, sentence))
}
