//! Do they send others? The answer rests on the customers they brought, and on ratings.

use super::{Evidence, Finding, Inquiry, high_by_majority};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::portfolio::RecordedKind;
use crate::ratio::ONE;
use crate::signal::{meaning, said};
use crate::words::counted;

pub(super) fn find(inquiry: &Inquiry<'_>) -> Finding {
    let brought = inquiry.subject.brought;
    let by = inquiry.ratings(Trait::OpensDoors);
    let newest = inquiry.now.referrals().last().map(|referral| referral.time);
    let mut evidence = Vec::new();
    if brought.count > 0 {
        evidence.push(Evidence::counted(
            "customers they brought",
            brought.count * ONE,
            "customers",
            newest,
        ));
        let paying = brought.paying * ONE;
        evidence.push(Evidence::counted(
            "of whom pay their way",
            paying,
            "customers",
            newest,
        ));
    }
    evidence.extend(
        by.iter()
            .map(|verdict| Evidence::of(meaning(Trait::OpensDoors, verdict.rating), verdict)),
    );
    let opens = high_by_majority(&by, inquiry.lines());
    let sentence = [
        (brought.count > 0).then(|| whom(inquiry)),
        (!by.is_empty()).then(|| said(Trait::OpensDoors, &by)),
    ];
    let sentence: Vec<String> = sentence.into_iter().flatten().collect();
    let (answer, words) = if brought.paying > 0 {
        (Answer::Yes, "sends others")
    } else if opens {
        (Answer::Yes, "tells others about you")
    } else if brought.billed > 0 && payments_known(inquiry) {
        (Answer::Mixed, "sends people who do not pay their way")
    } else if brought.billed > 0 {
        (
            Answer::Unknown,
            "sent others; whether they pay is not known",
        )
    } else if brought.count > 0 {
        (Answer::Unknown, "sent others who have not bought yet")
    } else {
        (Answer::Unknown, "sent nobody so far")
    };
    let finding = Finding::new(Question::SendsOthers, answer, words).resting_on(evidence);
    if sentence.is_empty() {
        finding
    } else {
        finding.said(sentence.join("; "))
    }
}

/// Whether payments of the customers they brought would be recorded.
fn payments_known(inquiry: &Inquiry<'_>) -> bool {
    inquiry
        .subject
        .basis
        .recorded
        .contains(&RecordedKind::Payment)
}

/// The customers they brought, in words:
/// `sent 3 customers and, through them, 16 more, 17 of whom pay their way and 2 have not bought yet`.
fn whom(inquiry: &Inquiry<'_>) -> String {
    let brought = inquiry.subject.brought;
    let sent = counted(brought.direct, "customer");
    let sent = match brought.count - brought.direct {
        0 => format!("sent {sent}"),
        more => format!("sent {sent} and, through them, {more} more"),
    };
    let waiting = match (brought.count - brought.billed, brought.count) {
        (0, _) => None,
        (1, 1) => return format!("{sent}, who has not bought yet"),
        (all, count) if all == count => return format!("{sent}, none of whom has bought yet"),
        (1, _) => Some("1 has not bought yet".to_owned()),
        (waiting, _) => Some(format!("{waiting} have not bought yet")),
    };
    let paying = match (brought.paying, brought.count) {
        (1, 1) => "who pays their way".to_owned(),
        (paying, count) if paying == count => "who all pay their way".to_owned(),
        (0, _) if !payments_known(inquiry) => "of whom it is not known if they pay".to_owned(),
        (0, 1) => "who does not pay their way".to_owned(),
        (0, _) => "none of whom pays their way".to_owned(),
        (1, _) => "1 of whom pays their way".to_owned(),
        (paying, _) => format!("{paying} of whom pay their way"),
    };
    match waiting {
        None => format!("{sent}, {paying}"),
        Some(waiting) => format!("{sent}, {paying} and {waiting}"),
    }
}

/// Whether the customers they brought are worth much: the value brought is in the top fifth and large against
/// the median customer, and at least one of them pays their way.
pub(super) fn brings_good_people(inquiry: &Inquiry<'_>) -> bool {
    let (brought, basis) = (inquiry.subject.brought, inquiry.subject.basis);
    let Some(median) = basis.median_value else {
        return false;
    };
    let large = i128::from(brought.value) * i128::from(ONE)
        >= i128::from(median) * i128::from(inquiry.lines().brought_times_median);
    if brought.paying == 0 || !large {
        return false;
    }
    basis.top_by_brought(brought.value_at_boundary)
}
