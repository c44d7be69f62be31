//! Whom they brought.

use super::{Observed, Subject, counted, decimal};
use crate::portfolio::Recorded;
use crate::ratio::{ONE, ratio};
use crate::time::Time;

fn newest(subject: &Subject<'_>) -> Option<Time> {
    subject
        .view
        .referrals()
        .last()
        .map(|referral| referral.time)
}

/// People they referred directly whose contribution to date is above zero.
pub(super) fn paying_referrals(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.paying == 0 && !subject.with_us_six_months() {
        return None;
    }
    if brought.direct == 0 && !subject.absence_counts(Recorded::Referral) {
        return None;
    }
    let sentence = format!("referred {}", counted(brought.paying, "paying customer"));
    Some(
        Observed::measured(brought.paying * ONE, "customers")
            .resting_on(brought.direct, newest(subject))
            .said(sentence),
    )
}

/// The value of everyone they brought against the median customer's.
pub(super) fn brought(subject: &Subject<'_>) -> Option<Observed> {
    let brought = subject.brought;
    if brought.count == 0 {
        let nobody = Observed::measured(0, "median customers").said("brought nobody".to_owned());
        return subject.absence_counts(Recorded::Referral).then_some(nobody);
    }
    let medians = ratio(brought.value, subject.basis.median_value?);
    let sentence = format!(
        "brought {}, worth {} times the median customer",
        counted(brought.count, "customer"),
        decimal(medians),
    );
    Some(
        Observed::measured(medians, "median customers")
            .resting_on(brought.count, newest(subject))
            .said(sentence),
    )
}
