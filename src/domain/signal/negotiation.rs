//! How talking about the price went: the latest first deal or renewal that has the field.

use super::{Observed, Subject, counted, percent};
use crate::fact::{Negotiation, NegotiationMoment};
use crate::ratio::ONE;
use crate::time::Time;

fn latest(subject: &Subject<'_>, field: fn(&Negotiation) -> Option<i32>) -> Option<(i64, Time)> {
    subject
        .view
        .negotiations()
        .iter()
        .rev()
        .filter(|talk| talk.value.moment != NegotiationMoment::InvoiceQuestioned)
        .find_map(|talk| field(&talk.value).map(|value| (i64::from(value), talk.time)))
}

/// Whether they saw the value, 1 to 5.
pub(super) fn value_recognition(subject: &Subject<'_>) -> Option<Observed> {
    let (rating, time) = latest(subject, |talk| talk.value_recognition)?;
    let sentence = format!("saw the value {rating} of 5 when the price was talked about");
    Some(
        Observed::measured(rating * ONE, "rating")
            .resting_on(1, Some(time))
            .said(sentence),
    )
}

/// Discount asked, in basis points.
pub(super) fn discount_asked(subject: &Subject<'_>) -> Option<Observed> {
    let (bps, time) = latest(subject, |talk| talk.discount_asked_bps)?;
    let sentence = format!("asked for a discount of {}", percent(bps * ONE / 10_000));
    Some(
        Observed::measured(bps * ONE, "basis points")
            .resting_on(1, Some(time))
            .said(sentence),
    )
}

/// Rounds until both sides agreed.
pub(super) fn rounds(subject: &Subject<'_>) -> Option<Observed> {
    let (rounds, time) = latest(subject, |talk| talk.rounds)?;
    let sentence = format!("agreed on the price in {}", counted(rounds, "round"));
    Some(
        Observed::measured(rounds * ONE, "rounds")
            .resting_on(1, Some(time))
            .said(sentence),
    )
}
