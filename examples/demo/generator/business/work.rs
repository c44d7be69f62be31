//! The records of the time sheets, the ledger and the monitoring: hours, costs and usage.
use super::calendar::workday;
use super::chance::Chance;
use super::journal::Journal;
use super::plan::{Billing, Plan, Service};
use super::size::{DIRECT, SQUEAK, WEANED_SQUEAK};
use customer_quality::pb::v1::{CostKind, EffortBilling, EffortKind};

const PURPOSE: u64 = 2;
const PURPOSE_USAGE: u64 = 3;
/// The last three Christmas weeks, in days relative to day 0.
const CHRISTMAS: [i32; 3] = [-923, -558, -193];

/// Records all hours, costs and snapshots.
pub(super) fn tell(plan: &Plan, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE);
    let (_, least, most) = plan.source();
    let winning = chance.between(least, most) * 100 * (60 + plan.fee.min(1_200) / 15) / 100;
    journal.cost(
        workday(plan.joined - 3),
        CostKind::Acquisition,
        winning / 100 * 100,
    );
    for (number, month) in plan.months().enumerate() {
        // The work comes before its invoice.
        let before = (month.0, month.1 - 5);
        if let Some(times) = plan.months_done(number) {
            hours(plan, (times, before), journal, &mut chance);
            invoicing_hours(plan, (number, before), journal, &mut chance);
        }
        let months = match plan.billing {
            Billing::Jobs => plan.months_done(number),
            _ => (number % 3 == 2).then_some(3),
        };
        if let Some(months) = months {
            let direct = plan.fee_on(month.0) * months * DIRECT / 1_000;
            let cents = direct * chance.between(800, 1_200) / 1_000;
            journal.cost(workday(month.1 - 1), CostKind::Direct, cents);
        }
    }
    for day in CHRISTMAS {
        if plan.active(day) && plan.quality > 550 {
            let cents = (plan.fee * chance.between(4, 9)).clamp(1_200, 15_000);
            journal.cost(day, CostKind::Gift, cents / 100 * 100);
        }
    }
    usage(plan, journal);
}

/// The hours of paid work, and the unpaid hours of squeaky wheels. An hour costs 60 euros, so one euro of
/// the fee pays for one minute.
fn hours(
    plan: &Plan,
    (times, (first, last)): (i64, (i32, i32)),
    journal: &mut Journal,
    chance: &mut Chance,
) {
    let fee = plan.fee_on(first) / 100 * times;
    let accounting = if plan.quality < 300 { 30 } else { 12 };
    let paid = (fee * plan.labour_on(first) / 1_000 - accounting).max(10);
    let paid = paid * chance.between(880, 1_120) / 1_000;
    let billed = match plan.billing {
        Billing::Hourly => EffortBilling::Billed,
        Billing::Fixed | Billing::Yearly | Billing::Jobs => EffortBilling::Included,
    };
    for minutes in entries(paid, chance) {
        let kind = match chance.below(20) {
            0 => EffortKind::Rework,
            1..=5 => EffortKind::Support,
            _ => EffortKind::Delivery,
        };
        journal.effort(chance.day(first + 2, last), minutes, (kind, billed));
    }
    let unpaid = match (plan.squeaky, plan.weaned) {
        (true, Some(day)) if first > day => fee * WEANED_SQUEAK / 1_000,
        (true, _) => fee * SQUEAK / 1_000,
        (false, _) => 0,
    };
    if unpaid > 0 {
        for minutes in entries(unpaid * chance.between(850, 1_150) / 1_000, chance) {
            let kind = if chance.hits(350) {
                EffortKind::Rework
            } else {
                EffortKind::Support
            };
            journal.effort(
                chance.day(first + 2, last),
                minutes,
                (kind, EffortBilling::Unbilled),
            );
        }
    } else if chance.hits(140) {
        let minutes = chance.between(1, 4) * 5;
        let what = (EffortKind::Support, EffortBilling::Unbilled);
        journal.effort(chance.day(first + 2, last), minutes, what);
    }
}

/// Up to six entries of five minutes or more. Together they take about all the minutes.
fn entries(minutes: i64, chance: &mut Chance) -> Vec<i64> {
    let count = (minutes / 70 + 1).clamp(1, 6);
    let mut rest = minutes;
    let mut entries = Vec::new();
    for left in (1..=count).rev() {
        let even = rest / left;
        let share = if left == 1 {
            rest
        } else {
            even * chance.between(600, 1_400) / 1_000
        };
        let entry = ((share + 2) / 5 * 5).max(5);
        entries.push(entry.min(6_000));
        rest -= entry;
    }
    entries
}

/// Time spent on their invoices: every month in the first half year, occasionally later.
fn invoicing_hours(
    plan: &Plan,
    (number, (first, last)): (usize, (i32, i32)),
    journal: &mut Journal,
    chance: &mut Chance,
) {
    let often = if number < 6 { 900 } else { 260 };
    if !chance.hits(often) {
        return;
    }
    let bad = (999 - plan.quality) * (plan.late + 200) / 1_200;
    let most = (plan.fee / 6).clamp(10, 220);
    let minutes = (5 + bad * 160 / 999 + chance.between(0, 10)).min(most) / 5 * 5;
    let billing = if chance.hits(150) {
        EffortBilling::Unbilled
    } else {
        EffortBilling::Included
    };
    let weaned = plan.weaned.is_some_and(|day| first > day);
    let billing = if plan.squeaky && !weaned {
        EffortBilling::Unbilled
    } else {
        billing
    };
    let what = (EffortKind::Accounting, billing);
    journal.effort(chance.day(first + 2, last), minutes.max(5), what);
}

/// Monthly snapshots for customers of IT care. A few are missing.
fn usage(plan: &Plan, journal: &mut Journal) {
    let mut chance = plan.chance(PURPOSE_USAGE);
    if plan.service == Service::Books {
        return;
    }
    let users = 2 + plan.fee / 90;
    let storage = users * chance.between(4, 30) * 1_000_000_000;
    let pace = plan.growth + chance.bell() / 12 + 40;
    for (first, last) in plan.months() {
        let years = i64::from(last - plan.joined);
        let grown = |value: i64, pace: i64| value + value * pace * years / 365_000;
        let values = [
            grown(users, pace).max(1),
            3 + plan.place as i64 % 4 + (pace.max(0) * years / 150_000).min(8),
            grown(users + 1, pace).max(1),
            grown(storage, pace + 180).max(1_000_000),
        ];
        if !chance.hits(60) {
            journal.usage(chance.day(first + 20, last), values);
        }
    }
}
