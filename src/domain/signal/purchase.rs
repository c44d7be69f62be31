//! Customers who buy on the spot. A day counts once, and only with an amount above zero.

use super::{Observed, Subject, TRAILING_MONTHS, counted, decimal};
use crate::economics::realised_value;
use crate::ratio::{ONE, ratio, ratio_wide};
use crate::time::{Day, days_between};

/// Days added to the span when the usual gap is estimated, so that few purchases are no rhythm yet.
const GAP_PRIOR_DAYS: i64 = 90;

/// The shortest usual gap, in days.
const GAP_MIN_DAYS: i64 = 7;

/// Days with a purchase, in order.
fn days_bought(subject: &Subject<'_>) -> Vec<Day> {
    let bought = subject
        .view
        .purchases()
        .iter()
        .filter(|purchase| purchase.value > 0);
    let mut days: Vec<Day> = bought.map(|purchase| purchase.time.date_naive()).collect();
    days.dedup();
    days
}

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
    let days = days_bought(subject);
    let since = days_between(*days.last()?, subject.view.day());
    let sentence = format!("last bought {} ago", counted(since, "day"));
    Some(observed(subject, Observed::measured(since * ONE, "days"), 1).said(sentence))
}

/// Days since the last purchase against the usual gap; missing without a repeat.
pub(super) fn rhythm(subject: &Subject<'_>) -> Option<Observed> {
    let days = days_bought(subject);
    let (first, last) = (*days.first()?, *days.last()?);
    let repeats = days.len() as i64 - 1;
    if repeats == 0 {
        return None;
    }
    let span = GAP_PRIOR_DAYS + days_between(first, last);
    // gap = span / (1 + repeats), at least GAP_MIN_DAYS; value = since / gap
    let since = days_between(last, subject.view.day());
    let value = if span < GAP_MIN_DAYS * (1 + repeats) {
        ratio(since, GAP_MIN_DAYS)
    } else {
        ratio_wide(
            i128::from(since) * i128::from(1 + repeats),
            i128::from(span),
        )
    };
    let sentence = format!("{} usual gaps since the last purchase", decimal(value));
    Some(observed(subject, Observed::measured(value, "usual gaps"), days.len()).said(sentence))
}

/// Days with a purchase in the trailing twelve months.
pub(super) fn days(subject: &Subject<'_>) -> Option<Observed> {
    let days = days_bought(subject);
    let window = subject.trailing(TRAILING_MONTHS);
    let lately = days.iter().filter(|day| window.contains(**day)).count();
    let sentence = format!(
        "bought on {} in the last twelve months",
        counted(lately as i64, "day")
    );
    let value = Observed::measured(lately as i64 * ONE, "days");
    (!days.is_empty()).then(|| observed(subject, value, lately).said(sentence))
}

/// Realised value against the median customer's.
pub(super) fn value(subject: &Subject<'_>) -> Option<Observed> {
    let bought = days_bought(subject).len();
    let median = subject.basis.median_value.filter(|_| bought > 0)?;
    let medians = ratio(realised_value(subject.view, subject.settings), median);
    let sentence = format!(
        "worth {} times the median customer so far",
        decimal(medians)
    );
    Some(
        observed(
            subject,
            Observed::measured(medians, "median customers"),
            bought,
        )
        .said(sentence),
    )
}
