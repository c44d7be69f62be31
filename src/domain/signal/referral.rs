//! Signals about the customers they brought. A customer who brought nobody is no worse for it: the signal is
//! missing, and worth one half.

use super::{Observed, Subject};
use crate::ratio::{ONE, ratio};
use crate::time::Time;
use crate::words::{counted, decimal};

fn newest(subject: &Subject<'_>) -> Option<Time> {
    subject
        .view
        .referrals()
        .last()
        .map(|referral| referral.time)
}

/// The number of customers whom they referred directly and who pay their way.
pub(super) fn paying_referrals(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.direct == 0 {
        return None;
    }
    let sentence = || match (brought.direct_paying, brought.direct) {
        (1, 1) => "sent you 1 customer, who pays their way".to_owned(),
        (0, 1) => "sent you 1 customer, who does not pay their way so far".to_owned(),
        (paying, direct) if paying == direct => {
            format!("sent you {direct} customers, who all pay their way")
        }
        (0, direct) => {
            format!("sent you {direct} customers, none of whom pays their way so far")
        }
        (1, direct) => format!("1 of the {direct} customers they sent pays their way"),
        (paying, direct) => format!("{paying} of the {direct} customers they sent pay their way"),
    };
    Some(
        Observed::measured(brought.direct_paying * ONE, "customers")
            .resting_on(brought.direct, newest(subject))
            .said(subject, sentence),
    )
}

/// The value of everyone they brought, as a multiple of the median customer's.
pub(super) fn brought(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.count == 0 {
        return None;
    }
    let medians = ratio(brought.value, subject.basis.median_value?);
    let sentence = || {
        let customers = counted(brought.count, "customer");
        if brought.value < 0 {
            let loss = subject.settings.money(brought.value.saturating_neg());
            return format!("brought {customers}, who cost you {loss} more than they paid");
        }
        let together = if brought.count == 1 { "" } else { "together " };
        format!(
            "brought {customers}, {together}worth {}, {} times the median customer",
            subject.settings.money(brought.value),
            decimal(medians),
        )
    };
    Some(
        Observed::measured(medians, "median customers")
            .resting_on(brought.count, newest(subject))
            .said(subject, sentence),
    )
}
