//! Ratings in everyday words: each trait has a sentence for the low, the middle and the high end.

use super::verdict::Verdict;
use crate::fact::Trait;

/// The sentences for a low, a middle and a high rating of each trait.
const SAID: [(Trait, [&str; 3]); 19] = [
    (
        Trait::LooksAhead,
        [
            "every talk with the owner is about today's fire",
            "the owner looks ahead now and then",
            "the owner's eyes are on tomorrow",
        ],
    ),
    (
        Trait::Delegates,
        [
            "the owner does everything alone",
            "the owner hands some things over",
            "the owner enables the team",
        ],
    ),
    (
        Trait::SetsPriorities,
        [
            "the owner does not know what comes first",
            "the owner knows roughly what comes first",
            "the owner knows what comes first",
        ],
    ),
    (
        Trait::HoldsResponsible,
        [
            "nobody there is held to what they took on",
            "people there are held to some of what they took on",
            "people there are held to what they took on",
        ],
    ),
    (
        Trait::HasDestination,
        [
            "they do not know where they want to go",
            "they half know where they want to go",
            "they know where they want to go",
        ],
    ),
    (
        Trait::KnowsTheWay,
        [
            "they do not know the way",
            "they half know the way",
            "they know the way",
        ],
    ),
    (
        Trait::PaysOnTime,
        [
            "they pay late",
            "they pay on time only sometimes",
            "they pay on time",
        ],
    ),
    (
        Trait::PutsUsFirst,
        [
            "you are not their first call",
            "you are sometimes their first call",
            "you are their first call",
        ],
    ),
    (
        Trait::PaysFairPrice,
        [
            "they question the price",
            "they pay the price, but not gladly",
            "they gladly pay what it is worth",
        ],
    ),
    (
        Trait::ChallengesUs,
        [
            "they do not challenge you",
            "they sometimes challenge you",
            "they challenge you to get better",
        ],
    ),
    (
        Trait::PlaysToOurStrengths,
        [
            "what they need is not what you do best",
            "part of what they need is what you do best",
            "they need what you do best",
        ],
    ),
    (
        Trait::OpensDoors,
        [
            "they tell nobody about you",
            "they mention you now and then",
            "they tell others about you",
        ],
    ),
    (
        Trait::ValuesOurWork,
        [
            "they do not see the value of the work",
            "they see some value in the work",
            "they see the value of the work",
        ],
    ),
    (
        Trait::RespectsUs,
        [
            "they do not respect you",
            "they are neither rude nor respectful",
            "they respect you",
        ],
    ),
    (
        Trait::RealisticExpectations,
        [
            "they expect more than was agreed",
            "they mostly expect what was agreed",
            "they expect what was agreed",
        ],
    ),
    (
        Trait::AbleToPay,
        [
            "they cannot afford you",
            "they can just about afford you",
            "they can afford you",
        ],
    ),
    (
        Trait::MoodFits,
        [
            "the mood does not fit",
            "the mood is neither good nor bad",
            "the mood fits",
        ],
    ),
    (
        Trait::GladToHearFrom,
        [
            "your heart sinks when they call",
            "you are neither glad nor sorry when they call",
            "you smile when they call",
        ],
    ),
    (
        Trait::OwnSort,
        [
            "you sorted them as bad",
            "you sorted them as OK",
            "you sorted them as good",
        ],
    ),
];

/// The largest number of people who are named.
const NAMED: usize = 4;

/// The low end, the middle and the high end of a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    High,
    Middle,
    Low,
}

fn end(rating: i32) -> End {
    match rating {
        ..=2 => End::Low,
        3 => End::Middle,
        _ => End::High,
    }
}

/// The statements of `verdicts` about `rated`, the best first, each with the people who made it:
/// `you smile when they call (anna 5), your heart sinks when they call (jonas 1)`.
#[must_use]
pub fn said(rated: Trait, verdicts: &[Verdict<'_>]) -> String {
    let mut text = String::new();
    for wanted in [End::High, End::Middle, End::Low] {
        let by = verdicts
            .iter()
            .filter(|verdict| end(verdict.rating) == wanted);
        if by.clone().next().is_none() {
            continue;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(words(rated, wanted));
        text.push_str(" (");
        name(by, &mut text);
        text.push(')');
    }
    text
}

/// Appends `anna 5, jonas 1`. Only the first few people are named; the others are counted.
fn name<'a>(verdicts: impl Iterator<Item = &'a Verdict<'a>> + Clone, text: &mut String) {
    for (place, verdict) in verdicts.clone().take(NAMED).enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        text.push_str(verdict.assessor);
        text.push(' ');
        text.push_str(&verdict.rating.to_string());
    }
    let more = verdicts.skip(NAMED).count();
    if more > 0 {
        text.push_str(" and ");
        text.push_str(&more.to_string());
        text.push_str(" more");
    }
}

/// The sentence that a low, middle or high rating of `rated` stands for.
#[must_use]
pub fn meaning(rated: Trait, rating: i32) -> &'static str {
    words(rated, end(rating))
}

fn words(rated: Trait, end: End) -> &'static str {
    let place = match end {
        End::Low => 0,
        End::Middle => 1,
        End::High => 2,
    };
    let said = SAID.iter().find(|(about, _)| *about == rated);
    said.map_or("", |(_, sentences)| sentences[place])
}
