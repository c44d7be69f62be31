//! Whom they brought. Who brought nobody is no worse for it: that is missing, and worth half.

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

/// People they referred directly who pay their way.
pub(super) fn paying_referrals(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.direct == 0 {
        return None;
    }
    let sentence = match (brought.direct_paying, brought.direct) {
        (paying, direct) if paying == direct => {
            format!(
                "sent you {}, who pay their way",
                counted(direct, "customer")
            )
        }
        (0, direct) => format!(
            "sent you {}, none of whom pays their way",
            counted(direct, "customer")
        ),
        (paying, direct) => format!("{paying} of the {direct} customers they sent pay their way"),
    };
    Some(
        Observed::measured(brought.direct_paying * ONE, "customers")
            .resting_on(brought.direct, newest(subject))
            .said(sentence),
    )
}

/// The value of everyone they brought against the median customer's.
pub(super) fn brought(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.count == 0 {
        return None;
    }
    let medians = ratio(brought.value, subject.basis.median_value?);
    let sentence = format!(
        "brought {}, together worth {}, {} times the median customer",
        counted(brought.count, "customer"),
        subject.settings.money(brought.value),
        decimal(medians),
    );
    Some(
        Observed::measured(medians, "median customers")
            .resting_on(brought.count, newest(subject))
            .said(sentence),
    )
}
