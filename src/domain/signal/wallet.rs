//! Signals about growth: do they use more, spend more, and buy from fewer vendors?

use super::{Observed, Subject, Worth};
use crate::fact::WalletEstimate;
use crate::history::Timed;
use crate::money::Micros;
use crate::ratio::{ONE, Ppm, ratio};
use crate::time::{Month, Time, Window, add_days, day_months_before, day_of, days_between, end_of};
use crate::words::{counted, decimal, percent};
use std::collections::BTreeSet;

/// The last snapshot of `measure`, as a multiple of the oldest in the trailing twelve months. In the first
/// year, it is a multiple of the first of all.
pub(super) fn expansion(subject: &Subject<'_>, measure: &str) -> Option<Observed> {
    let window = subject.year();
    let first_year = subject.tenure_months().is_none_or(|months| months < 12);
    let snapshots: Vec<(Time, i64)> = subject
        .view
        .usages()
        .iter()
        .filter(|usage| first_year || window.contains(day_of(usage.time)))
        .filter_map(|usage| {
            usage
                .value
                .measures
                .get(measure)
                .map(|value| (usage.time, *value))
        })
        .collect();
    let (first, last) = (snapshots.first()?, snapshots.last()?);
    let apart = days_between(day_of(first.0), day_of(last.0));
    if apart < subject.settings.numbers.snapshots_apart_days
        || first.1 == 0
        || !window.contains(day_of(last.0))
    {
        return None;
    }
    let sentence = || match (measure, first.1 == last.1) {
        ("storage_bytes", _) => storage(ratio(last.1, first.1)),
        (_, true) => format!("{measure} stayed at {}", last.1),
        (_, false) => format!("{measure} went from {} to {}", first.1, last.1),
    };
    Some(
        Observed::measured(ratio(last.1, first.1), "ratio")
            .resting_on(snapshots.len() as i64, Some(last.0))
            .said(subject, sentence),
    )
}

/// Revenue of the last complete months, as a multiple of that of as many months before: twelve, or six in the
/// second year. Missing in the first year, and if nothing was ever sold for more than zero.
pub(super) fn spend_growth(subject: &Subject<'_>) -> Option<Observed> {
    let tenure = subject.tenure_months()?;
    if tenure < 12 || !subject.view.ever_spent() {
        return None;
    }
    let months = if tenure < 24 { 6 } else { 12 };
    let before_words = if months == 12 {
        "the year before"
    } else {
        "the six months before"
    };
    let present = Month::of(subject.view.day());
    let revenue = |before: Month| {
        let window = Window::complete_before(before, months);
        subject
            .view
            .revenue(window, subject.settings.numbers.written_off_after_days)
    };
    let (now, before) = (revenue(present), revenue(present.plus(-months)));
    if now == 0 && revenue_of(subject, present) > 0 {
        // The sales of this month are not in the complete months yet.
        return None;
    }
    let observed = if before > 0 {
        let growth = ratio(now, before);
        Observed::measured(growth, "ratio").said(subject, || spending(growth, before_words))
    } else if now > 0 && !spent_before(subject, present.plus(-2 * months)) {
        // They spend for the first time, which is not growth.
        return None;
    } else if now > 0 {
        Observed::without_number(Worth::Best, "ratio").said(subject, || "spend again".to_owned())
    } else {
        Observed::measured(0, "ratio").said(subject, || "spend nothing any more".to_owned())
    };
    let (count, newest) = sales(subject, Window::complete_before(present, months * 2));
    Some(observed.resting_on(count, newest))
}

/// The revenue of `month` so far.
fn revenue_of(subject: &Subject<'_>, month: Month) -> Micros {
    let window = Window {
        first: month.first_day(),
        last: subject.view.day(),
    };
    let written_off = subject.settings.numbers.written_off_after_days;
    subject.view.revenue(window, written_off)
}

/// Whether anything was sold to them before `month`.
fn spent_before(subject: &Subject<'_>, month: Month) -> bool {
    let before = Window::until(month.plus(-1).last_day());
    let written_off = subject.settings.numbers.written_off_after_days;
    subject.view.revenue(before, written_off) > 0
}

/// The number of invoices and purchases with revenue in `window`, and the time of the newest of them.
fn sales(subject: &Subject<'_>, window: Window) -> (i64, Option<Time>) {
    let purchases = subject
        .view
        .purchases()
        .iter()
        .map(|purchase| purchase.time);
    let purchases = purchases.filter(|time| window.contains(day_of(*time)));
    let invoices = subject.view.ledgers().filter(|ledger| {
        let issued = ledger.invoice.issue_date;
        let (first, last) = ledger
            .invoice
            .service
            .map_or((issued, issued), |service| (service.first, service.last));
        window.overlap_days(first, last) > 0
    });
    purchases
        .chain(invoices.map(|ledger| ledger.occur_time))
        .fold((0, None), |(count, newest), time| {
            (count + 1, newest.max(Some(time)))
        })
}

/// A share in everyday words: `a fifth`, `half`, `12 %`.
fn part(percent: i64) -> String {
    match percent {
        18..=22 => "a fifth".to_owned(),
        23..=27 => "a quarter".to_owned(),
        31..=36 => "a third".to_owned(),
        48..=52 => "half".to_owned(),
        other => format!("{other} %"),
    }
}

/// The growth of their storage, in words.
fn storage(ratio: Ppm) -> String {
    match (ratio - ONE) / 10_000 {
        -2..=2 => "storage about as before".to_owned(),
        95..=105 => "storage doubled".to_owned(),
        106.. => format!("storage {} times as large", decimal(ratio)),
        ..=-100 => "nothing stored any more".to_owned(),
        up @ 3.. => format!("storage up by {}", part(up)),
        down => format!("storage down by {}", part(-down)),
    }
}

/// The growth of their spending, in words.
fn spending(ratio: Ppm, before: &str) -> String {
    match (ratio - ONE) / 10_000 {
        -2..=2 => format!("spend about as much as {before}"),
        95..=105 => format!("spend twice as much as {before}"),
        106.. => format!("spend {} times as much as {before}", decimal(ratio)),
        48..=52 => format!("spend half as much again as {before}"),
        -52..=-48 => format!("spend half as much as {before}"),
        up @ 3.. => format!("spend {} more than {before}", part(up)),
        ..=-100 => format!("spend nothing any more, unlike {before}"),
        down => format!("spend {} less than {before}", part(-down)),
    }
}

/// Their usage and spending compared with before, as ratios with their words.
pub struct Growth {
    /// Each measure of their usage.
    pub usage: Vec<Observed>,
    /// Their spending.
    pub spending: Option<Observed>,
}

/// Compares their usage and spending with before.
#[must_use]
pub fn growth(subject: &Subject<'_>) -> Growth {
    let measures: BTreeSet<&str> = subject
        .view
        .usages()
        .iter()
        .flat_map(|usage| usage.value.measures.keys().map(String::as_str))
        .collect();
    Growth {
        usage: measures
            .into_iter()
            .filter_map(|measure| expansion(subject, measure))
            .collect(),
        spending: spend_growth(subject),
    }
}

fn newest_wallet<'a>(
    subject: &Subject<'a>,
    until: Time,
    field: fn(&WalletEstimate) -> Option<i32>,
) -> Option<(i64, Time)> {
    let oldest = day_months_before(until, subject.settings.numbers.wallet_max_age_months as u32);
    let wallets: &'a [Timed<WalletEstimate>] = subject.view.wallets();
    wallets
        .iter()
        .rev()
        .filter(|wallet| wallet.time <= until && wallet.time >= oldest)
        .find_map(|wallet| field(&wallet.value).map(|value| (i64::from(value), wallet.time)))
}

/// Our share of their spending in our field, in basis points.
pub(super) fn wallet_share(subject: &Subject<'_>) -> Option<Observed> {
    let (bps, time) = newest_wallet(subject, subject.view.time(), |wallet| wallet.our_share_bps)?;
    let sentence = || {
        let share = percent(bps * ONE / 10_000);
        format!("you get {share} of what they spend in your field")
    };
    Some(
        Observed::measured(bps * ONE, "basis points")
            .resting_on(1, Some(time))
            .said(subject, sentence),
    )
}

/// The number of other vendors now, less the number a year ago.
pub(super) fn fewer_vendors(subject: &Subject<'_>) -> Option<Observed> {
    let count = |wallet: &WalletEstimate| wallet.other_vendor_count;
    let (now, time) = newest_wallet(subject, subject.view.time(), count)?;
    let year_ago = end_of(add_days(subject.view.day(), -365));
    let (before, before_time) = newest_wallet(subject, year_ago, count)?;
    if before_time == time {
        // A single estimate that is a year old says nothing about a change.
        return None;
    }
    let sentence = || format!("{} now, {before} a year ago", counted(now, "other vendor"));
    Some(
        Observed::measured((now - before) * ONE, "vendors")
            .resting_on(2, Some(time))
            .said(subject, sentence),
    )
}
