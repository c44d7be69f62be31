//! Are they nice? The answer rests on whether they respect us, and whether we are glad to hear from them.

use super::{Evidence, Finding, Inquiry, low_by_majority, mean};
use crate::fact::Trait;
use crate::model::{Answer, Question};
use crate::signal::{Verdict, meaning, said};
use crate::time::{Day, Time, day_months_before, days_between};
use crate::words::{date, day};
use std::collections::BTreeSet;

/// The traits that are asked about. Gladness comes first, because it is what an owner feels.
const ASKED: [Trait; 2] = [Trait::GladToHearFrom, Trait::RespectsUs];

pub(super) fn find(inquiry: &Inquiry<'_>) -> Finding {
    let rated: Vec<(Trait, Vec<Verdict<'_>>)> = ASKED
        .into_iter()
        .map(|rated| (rated, inquiry.ratings(rated)))
        .filter(|(_, verdicts)| !verdicts.is_empty())
        .collect();
    if rated.is_empty() {
        return Finding::new(
            Question::Nice,
            Answer::Unknown,
            "nobody said if they are nice",
        );
    }
    let everything: Vec<String> = rated.iter().map(|(rated, by)| said(*rated, by)).collect();
    let finding = against(inquiry, &rated).unwrap_or_else(|| not_against(inquiry, &rated));
    let sentence = match &finding.sentence {
        extra if *extra != finding.words => format!("{}; {extra}", everything.join(", ")),
        _ => everything.join(", "),
    };
    let evidence = rated
        .iter()
        .flat_map(|(rated, by)| {
            let about = |verdict: &Verdict<'_>| meaning(*rated, verdict.rating).to_owned();
            by.iter()
                .map(move |verdict| Evidence::of(&about(verdict), verdict))
        })
        .collect();
    finding.said(sentence).resting_on(evidence)
}

/// The finding against them. Most people who rate one of the two traits rate it low, and there is enough
/// evidence: one of the lowest ratings, or two low ones.
fn against(inquiry: &Inquiry<'_>, rated: &[(Trait, Vec<Verdict<'_>>)]) -> Option<Finding> {
    let lines = inquiry.lines();
    for (about, by) in rated {
        if !low_by_majority(by, lines) {
            continue;
        }
        let low_words = low_words(inquiry);
        let low = || {
            by.iter()
                .filter(|verdict| i64::from(verdict.rating) <= lines.low_to)
        };
        let worst = low().any(|verdict| i64::from(verdict.rating) <= lines.lowest);
        if !worst && low_words.len() < 2 {
            continue;
        }
        let words: Vec<Verdict<'_>> = low().cloned().collect();
        let finding = Finding::new(Question::Nice, Answer::No, said(*about, &words));
        let before = said_before(*about, &words, &low_words);
        let said_at = low().map(|verdict| verdict.time).max();
        return Some(match said_at {
            Some(time) if low_words.len() < 2 => said_once(inquiry, finding, time),
            _ => with_before(finding, before),
        });
    }
    None
}

/// The last earlier day on which somebody behind `words` gave the trait a low rating.
fn said_before(about: Trait, words: &[Verdict<'_>], low_words: &LowWords<'_>) -> Option<Day> {
    let is_earlier = |(rated, day, by): &&(Trait, Day, &str)| {
        let now = words.iter().find(|verdict| verdict.assessor == *by);
        *rated == about && now.is_some_and(|verdict| *day < verdict.time.date_naive())
    };
    low_words.iter().filter(is_earlier).map(|word| word.1).max()
}

fn with_before(finding: Finding, before: Option<Day>) -> Finding {
    let Some(before) = before else {
        return finding;
    };
    let extra = format!("said before, on {}", day(before));
    Finding {
        words: format!("{}, {extra}", finding.words),
        ..finding.said(extra)
    }
}

/// The finding for a single low rating. After a while it says to ask again, and after a year it no longer
/// decides.
fn said_once(inquiry: &Inquiry<'_>, finding: Finding, time: Time) -> Finding {
    let lines = inquiry.lines();
    let at = inquiry.now.time();
    if day_months_before(at, lines.alone_for_months as u32) > time {
        let words = format!(
            "seen as not nice once, on {}, and not again since",
            date(time)
        );
        return Finding::new(Question::Nice, Answer::Mixed, words);
    }
    let days = days_between(time.date_naive(), at.date_naive());
    if days > lines.ask_again_after_days {
        let sentence = format!("said once, on {}: ask again", date(time));
        return finding.said(sentence);
    }
    finding
}

/// Low ratings: the trait, the day and the person.
type LowWords<'a> = BTreeSet<(Trait, Day, &'a str)>;

/// The low ratings of both traits that count, at most one for each person, trait and day. Low ratings do not
/// count if the person's latest rating of the trait is no longer low.
fn low_words<'a>(inquiry: &Inquiry<'a>) -> LowWords<'a> {
    let mut words = BTreeSet::new();
    for rated in ASKED {
        let all = crate::signal::ratings_between(
            inquiry.subject.view,
            inquiry.now,
            rated,
            inquiry.subject.settings,
        );
        let latest = inquiry.ratings(rated);
        let is_low = |rating: i32| i64::from(rating) <= inquiry.lines().low_to;
        let stands = |by: &str| {
            let own = latest.iter().find(|verdict| verdict.assessor == by);
            own.is_some_and(|verdict| is_low(verdict.rating))
        };
        let low = all.filter(|rating| is_low(rating.value.rating));
        for rating in low.filter(|rating| stands(&rating.value.assessor)) {
            words.insert((
                rated,
                rating.time.date_naive(),
                rating.value.assessor.as_str(),
            ));
        }
    }
    words
}

fn not_against(inquiry: &Inquiry<'_>, rated: &[(Trait, Vec<Verdict<'_>>)]) -> Finding {
    let all: Vec<Verdict<'_>> = rated
        .iter()
        .flat_map(|(_, by)| by.iter().cloned())
        .collect();
    if is_low_word(&all, inquiry.lines().low_to) {
        let low = rated
            .iter()
            .find(|(_, by)| is_low_word(by, inquiry.lines().low_to));
        let words = low.map_or_else(String::new, |(about, by)| said(*about, by));
        return Finding::new(Question::Nice, Answer::Mixed, words);
    }
    if mean(&all).is_some_and(|mean| mean >= inquiry.lines().nice_from) {
        return Finding::new(Question::Nice, Answer::Yes, "nice");
    }
    Finding::new(Question::Nice, Answer::Mixed, "neither glad nor sorry")
}

fn is_low_word(verdicts: &[Verdict<'_>], low_to: i64) -> bool {
    verdicts
        .iter()
        .any(|verdict| i64::from(verdict.rating) <= low_to)
}

/// Whether anybody's latest rating of one of the two traits is low.
pub(super) fn somebody_says_not(inquiry: &Inquiry<'_>) -> bool {
    let low_to = inquiry.lines().low_to;
    ASKED
        .iter()
        .any(|rated| is_low_word(&inquiry.ratings(*rated), low_to))
}
