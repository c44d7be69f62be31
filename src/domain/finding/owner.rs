//! Does the owner look ahead, and do they have the five credentials?

use super::{Evidence, Finding, Inquiry, mean};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::ratio::ONE;
use crate::signal::{Verdict, said, shrunken_between};

const OWNERS: [Trait; 4] = [
    Trait::LooksAhead,
    Trait::Delegates,
    Trait::SetsPriorities,
    Trait::HoldsResponsible,
];

const CREDENTIALS: [Trait; 5] = [
    Trait::PutsUsFirst,
    Trait::PaysFairPrice,
    Trait::ChallengesUs,
    Trait::PlaysToOurStrengths,
    Trait::OpensDoors,
];

type Rated<'a> = Vec<(Trait, Vec<Verdict<'a>>)>;

fn rated<'a>(inquiry: &Inquiry<'a>, traits: &[Trait]) -> Rated<'a> {
    traits
        .iter()
        .map(|rated| (*rated, inquiry.ratings(*rated)))
        .filter(|(_, by)| !by.is_empty())
        .collect()
}

fn evidence(rated: &Rated<'_>) -> Vec<Evidence> {
    let of = |(about, by): &(Trait, Vec<Verdict<'_>>)| {
        let one = |verdict: &Verdict<'_>| {
            Evidence::of(crate::signal::meaning(*about, verdict.rating), verdict)
        };
        by.iter().map(one).collect::<Vec<_>>()
    };
    rated.iter().flat_map(of).collect()
}

fn sentence(rated: &Rated<'_>) -> String {
    let parts: Vec<String> = rated.iter().map(|(about, by)| said(*about, by)).collect();
    parts.join("; ")
}

/// Asked about businesses only. The answer rests on the mean worth of the owner's traits, as the owner half
/// does.
pub(super) fn looks_ahead(inquiry: &Inquiry<'_>) -> Option<Finding> {
    if !inquiry.is_business() {
        return None;
    }
    let rated = rated(inquiry, &OWNERS);
    let known = rated.len() as i64 * ONE;
    if rated.is_empty() || known < OWNERS.len() as i64 * inquiry.numbers().half_known_from {
        let words = "too little is known about the owner";
        return Some(
            Finding::new(Question::LooksAhead, Answer::Unknown, words).resting_on(evidence(&rated)),
        );
    }
    let subject = &inquiry.subject;
    let curve = &subject.settings.rating_curve;
    let worths = OWNERS
        .iter()
        .filter_map(|about| shrunken_between(subject.view, inquiry.now, *about, subject.settings))
        .map(|rating| curve.at(rating));
    let worths: Vec<i64> = worths.collect();
    let worth = worths.iter().sum::<i64>() / (worths.len() as i64).max(1);
    let (answer, words) = if worth >= inquiry.numbers().half_checks_out_from {
        (Answer::Yes, "the owner looks ahead")
    } else if worth < inquiry.lines().owner_not_below {
        (Answer::No, "the owner lives for today")
    } else {
        (Answer::Mixed, "the owner looks ahead only partly")
    };
    Some(
        Finding::new(Question::LooksAhead, answer, words)
            .said(sentence(&rated))
            .resting_on(evidence(&rated)),
    )
}

/// The five traits of the best customers. The answer is never NO.
pub(super) fn credentials(inquiry: &Inquiry<'_>) -> Finding {
    let rated = rated(inquiry, &CREDENTIALS);
    let count = rated.len() as i64;
    if count < inquiry.lines().credentials_min {
        let words = "too few of the five credentials are rated";
        return Finding::new(Question::Credentials, Answer::Unknown, words);
    }
    let sum: i64 = rated.iter().filter_map(|(_, by)| mean(by)).sum();
    let (answer, words) = if sum >= inquiry.lines().credentials_from * count {
        (Answer::Yes, "has the credentials")
    } else if sum > inquiry.lines().low_to * ONE * count {
        (Answer::Mixed, "has some of the credentials")
    } else {
        (Answer::Mixed, "has hardly any of the credentials")
    };
    Finding::new(Question::Credentials, answer, words)
        .said(sentence(&rated))
        .resting_on(evidence(&rated))
}
