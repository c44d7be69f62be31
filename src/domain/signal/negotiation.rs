//! Signals about talks on the price. Each reads the latest first deal or renewal that has its field.

use super::{Observed, Subject};
use crate::fact::{Negotiation, NegotiationMoment};
use crate::history::View;
use crate::ratio::ONE;
use crate::time::Time;
use crate::words::{counted, month, percent};

/// The latest recorded values of a talk about the price, each with its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deal {
    /// How well they saw the value, 1 to 5.
    pub recognition: Option<(i64, Time)>,
    /// The discount they asked for, in basis points.
    pub discount: Option<(i64, Time)>,
    /// Rounds until both sides agreed.
    pub rounds: Option<(i64, Time)>,
}

/// The latest values at `view`.
#[must_use]
pub fn deal(view: View<'_>) -> Deal {
    let latest = |field: fn(&Negotiation) -> Option<i32>| {
        view.negotiations()
            .iter()
            .rev()
            .filter(|talk| talk.value.moment != NegotiationMoment::InvoiceQuestioned)
            .find_map(|talk| field(&talk.value).map(|value| (i64::from(value), talk.time)))
    };
    Deal {
        recognition: latest(|talk| talk.value_recognition),
        discount: latest(|talk| talk.discount_asked_bps),
        rounds: latest(|talk| talk.rounds),
    }
}

fn when(time: Time) -> String {
    format!(
        "when the price was talked about in {}",
        month(time.date_naive())
    )
}

/// How well they saw the value, 1 to 5.
pub(super) fn value_recognition(subject: &Subject<'_>) -> Option<Observed> {
    let (rating, time) = deal(subject.view).recognition?;
    let saw = match rating {
        ..=2 => "did not see the value",
        3 => "saw some of the value",
        _ => "saw the value",
    };
    Some(
        Observed::measured(rating * ONE, "rating")
            .resting_on(1, Some(time))
            .said(subject, || format!("{saw} {} ({rating} of 5)", when(time))),
    )
}

/// The discount they asked for, in basis points.
pub(super) fn discount_asked(subject: &Subject<'_>) -> Option<Observed> {
    let (bps, time) = deal(subject.view).discount?;
    let asked = || match bps {
        0 => "asked for no discount".to_owned(),
        _ => format!("asked for {} off", percent(bps * ONE / 10_000)),
    };
    Some(
        Observed::measured(bps * ONE, "basis points")
            .resting_on(1, Some(time))
            .said(subject, || format!("{} {}", asked(), when(time))),
    )
}

/// Rounds until both sides agreed.
pub(super) fn rounds(subject: &Subject<'_>) -> Option<Observed> {
    let (rounds, time) = deal(subject.view).rounds?;
    let sentence = || format!("took {} {}", counted(rounds, "round"), when(time));
    Some(
        Observed::measured(rounds * ONE, "rounds")
            .resting_on(1, Some(time))
            .said(subject, sentence),
    )
}
