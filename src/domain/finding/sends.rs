//! Do they send others? Whom they brought, and what people say.

use super::{Evidence, Finding, Inquiry, high_by_majority};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::portfolio::{Recorded, boundary_time};
use crate::ratio::ONE;
use crate::signal::said;
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
            .map(|verdict| Evidence::of("opens doors", verdict)),
    );
    let opens = high_by_majority(&by, inquiry.lines());
    let sentence = [
        (brought.count > 0).then(|| whom(inquiry)),
        (!by.is_empty()).then(|| said(Trait::OpensDoors, &by)),
    ];
    let sentence: Vec<String> = sentence.into_iter().flatten().collect();
    let (answer, words) = if brought.paying > 0 || opens {
        (Answer::Yes, "sends others")
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

/// Whether it would be told if those they brought had paid.
fn payments_known(inquiry: &Inquiry<'_>) -> bool {
    inquiry.subject.basis.recorded.contains(&Recorded::Payment)
}

fn whom(inquiry: &Inquiry<'_>) -> String {
    let brought = inquiry.subject.brought;
    let customers = counted(brought.count, "customer");
    let who = match (brought.count, brought.paying, brought.billed) {
        (1, 1, _) => "who pays their way".to_owned(),
        (count, paying, _) if paying == count => "who all pay their way".to_owned(),
        (_, 1, _) => "1 of whom pays their way".to_owned(),
        (_, 2.., _) => format!("{} of whom pay their way", brought.paying),
        (1, _, 0) => "who has not bought yet".to_owned(),
        (_, _, 0) => "none of whom has bought yet".to_owned(),
        _ if !payments_known(inquiry) => "of whom it is not known if they pay".to_owned(),
        (1, _, _) => "who does not pay their way".to_owned(),
        _ => "none of whom pays their way".to_owned(),
    };
    format!("brought {customers}, {who}")
}

/// Whether whom they brought are worth much: value brought in the top fifth and large against the median
/// customer, and at least one of them pays their way.
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
    let at = boundary_time(basis.boundary);
    let then = inquiry.tree.brought(at, inquiry.subject.settings);
    basis.top_by_brought(then.value)
}
