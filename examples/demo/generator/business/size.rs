//! The sizes of customers: a steep ladder of fees. Referred customers are worth 16 % more than the others.
use super::plan::Plan;

/// The largest monthly fee, in hundredths of a euro.
const LARGEST: i64 = 760_000;
/// The ratio of each fee to the next larger one, in thousandths.
const STEP: i64 = 936;
/// The amount added to each fee, in hundredths of a euro.
const LEAST: i64 = 7_000;
/// The cost of a squeaky wheel's unpaid hours as a share of its fee, in thousandths.
pub(super) const SQUEAK: i64 = 620;
/// The same share after weaning.
pub(super) const WEANED_SQUEAK: i64 = 110;
/// Other costs as a share of the fee, in thousandths.
pub(super) const DIRECT: i64 = 50;
/// The value of referred customers relative to the others, in thousandths.
const UPLIFT: i64 = 1_160;

/// The time that referred customers save the firm, in thousandths of the fee, by days after joining.
pub(super) const fn eroding(days: i32) -> i64 {
    match days {
        ..=182 => 150,
        183..=365 => 110,
        366..=547 => 60,
        548..=730 => 20,
        _ => 0,
    }
}

/// Sets the fees by rank of size. Rank 0 is the smallest.
pub(super) fn set_fees(plans: &mut [Plan], ranks: &[usize]) {
    let mut ladder = vec![LARGEST];
    while ladder.len() < plans.len() {
        let last = ladder.last().copied().unwrap_or(LARGEST);
        ladder.push(last * STEP / 1_000);
    }
    ladder.reverse();
    for plan in plans {
        plan.fee = (ladder[ranks[plan.place]] + LEAST) / 500 * 5;
    }
}

/// Scales the fees of referred customers, so that their average month brings 16 % more.
pub(super) fn set_uplift(plans: &mut [Plan]) {
    let (mut referred, mut referred_count, mut others, mut others_count) = (0, 0, 0, 0);
    for plan in plans.iter() {
        let value = monthly_value(plan);
        if plan.referrer.is_some() {
            referred += value;
            referred_count += 1;
        } else {
            others += value;
            others_count += 1;
        }
    }
    let (have, want) = (
        referred * others_count,
        others * referred_count * UPLIFT / 1_000,
    );
    for plan in plans.iter_mut().filter(|p| p.referrer.is_some()) {
        plan.fee = (plan.fee * want / have.max(1)).max(20) / 5 * 5;
    }
}

/// The value of an average month, in thousandths of a euro.
fn monthly_value(plan: &Plan) -> i64 {
    let (mut sum, mut count) = (0, 0);
    for (first, _) in plan.months() {
        let unpaid = if plan.squeaky { SQUEAK } else { 0 };
        sum += plan.fee_on(first) / 100 * (1_000 - plan.labour_on(first) - DIRECT - unpaid);
        count += 1;
    }
    sum / i64::max(count, 1)
}
