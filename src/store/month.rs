//! Months as the store numbers them (year times 12 plus the month from 0), and their stored sums.

use chrono::Datelike;
use domain::history::{FLOW_KINDS, Flow};
use domain::time::{Day, Month};

/// The sum columns of `customer_months`, in the order of the core's kinds.
pub const MONTH_SUMS: [&str; FLOW_KINDS] = [
    "purchase_micros",
    "refund_micros",
    "direct_cost_micros",
    "acquisition_cost_micros",
    "gift_cost_micros",
    "accounting_billed_seconds",
    "accounting_included_seconds",
    "accounting_unbilled_seconds",
    "support_billed_seconds",
    "support_included_seconds",
    "support_unbilled_seconds",
    "delivery_billed_seconds",
    "delivery_included_seconds",
    "delivery_unbilled_seconds",
    "rework_billed_seconds",
    "rework_included_seconds",
    "rework_unbilled_seconds",
    "purchase_count",
    "cost_count",
    "effort_count",
];

/// The number of `month`.
pub(super) fn number(month: Month) -> i32 {
    let first = month.first_day();
    first.year() * 12 + first.month0() as i32
}

/// The month with this number.
pub(super) fn numbered(number: i32) -> Month {
    let first = Day::from_ymd_opt(number.div_euclid(12), number.rem_euclid(12) as u32 + 1, 1);
    Month::of(first.unwrap_or_default())
}

/// Reads a row of `customer_months`: the month, then its sums in the order of the columns.
pub(super) fn sums(numbers: &[i64]) -> Result<(Month, Flow), sqlx::Error> {
    let parts = numbers.split_first();
    let read = parts.and_then(|(month, sums)| Some((*month, Flow(sums.try_into().ok()?))));
    let (month, flow) =
        read.ok_or_else(|| sqlx::Error::Decode("a month has not all its sums".into()))?;
    Ok((numbered(month as i32), flow))
}
