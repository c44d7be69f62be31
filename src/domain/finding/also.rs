//! Findings that are shown but decide no class: do they know where they want to go, do they grow with us, can
//! they afford us, do they expect what was agreed, and how much work were their invoices in the first six
//! months?

use super::{Evidence, Finding, Inquiry, mean};
use crate::fact::Trait;
use crate::model::{Answer, Question, SignalKind};
use crate::ratio::{ONE, Ppm};
use crate::signal::{Growth, Observed, Verdict, growth, meaning, read, said};
use crate::words::date;

pub(super) fn find(inquiry: &Inquiry<'_>) -> Vec<Finding> {
    let findings = [
        inquiry.is_business().then(|| destination(inquiry)),
        Some(grows(inquiry)),
        Some(by_trait(
            inquiry,
            Question::AffordsUs,
            Trait::AbleToPay,
            "if they can afford you",
        )),
        Some(by_trait(
            inquiry,
            Question::Expectations,
            Trait::RealisticExpectations,
            "if they expect what was agreed",
        )),
        Some(accounting(inquiry)),
    ];
    findings.into_iter().flatten().collect()
}

fn evidence(about: Trait, by: &[Verdict<'_>]) -> Vec<Evidence> {
    let one = |verdict: &Verdict<'_>| Evidence::of(meaning(about, verdict.rating), verdict);
    by.iter().map(one).collect()
}

/// Whether they know where they want to go. The undecided do not know it; the lost know it, but not the way.
fn destination(inquiry: &Inquiry<'_>) -> Finding {
    let lines = inquiry.lines();
    let goal = inquiry.ratings(Trait::HasDestination);
    let way = inquiry.ratings(Trait::KnowsTheWay);
    let low = |mean: Ppm| mean <= lines.low_to * ONE;
    let question = Question::Destination;
    let Some(has_goal) = mean(&goal) else {
        return Finding::new(
            question,
            Answer::Unknown,
            "nobody said where they want to go",
        );
    };
    let knows_way = mean(&way);
    let (answer, words, lead) = if low(has_goal) {
        (
            Answer::No,
            "undecided",
            "undecided, agree on a destination: ",
        )
    } else if has_goal >= lines.high_from * ONE && knows_way.is_some_and(low) {
        (
            Answer::Mixed,
            "lost, not undecided",
            "lost, not undecided, guide them: ",
        )
    } else if has_goal >= lines.high_from * ONE {
        (Answer::Yes, "knows where they want to go", "")
    } else {
        (Answer::Mixed, "half knows where they want to go", "")
    };
    let said = [
        said(Trait::HasDestination, &goal),
        said(Trait::KnowsTheWay, &way),
    ];
    let said: Vec<&str> = said
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let said = said.join(", ");
    let rest = [
        evidence(Trait::HasDestination, &goal),
        evidence(Trait::KnowsTheWay, &way),
    ];
    Finding::new(question, answer, words)
        .said(format!("{lead}{said}"))
        .resting_on(rest.concat())
}

fn by_trait(inquiry: &Inquiry<'_>, question: Question, about: Trait, unknown: &str) -> Finding {
    let by = inquiry.ratings(about);
    let lines = inquiry.lines();
    let Some(mean) = mean(&by) else {
        return Finding::new(question, Answer::Unknown, format!("nobody said {unknown}"));
    };
    // The words follow the answer and not a single rating: ratings of 2 and 3 together are neither low nor
    // high.
    let (answer, rating) = if mean >= lines.high_from * ONE {
        (Answer::Yes, 5)
    } else if mean <= lines.low_to * ONE {
        (Answer::No, 1)
    } else {
        (Answer::Mixed, 3)
    };
    Finding::new(question, answer, meaning(about, rating))
        .said(said(about, &by))
        .resting_on(evidence(about, &by))
}

/// Whether they use and spend more than before.
fn grows(inquiry: &Inquiry<'_>) -> Finding {
    let Growth { usage, spending } = growth(&inquiry.subject);
    let observed: Vec<&Observed> = usage.iter().chain(&spending).collect();
    let lines = inquiry.lines();
    let ratio = |one: &Observed| one.value.unwrap_or(2 * ONE);
    let more: Vec<&Observed> = observed
        .iter()
        .copied()
        .filter(|one| ratio(one) >= lines.expands_from)
        .collect();
    let less: Vec<&Observed> = observed
        .iter()
        .copied()
        .filter(|one| ratio(one) < lines.shrinks_below)
        .collect();
    let (answer, words, said) = match (more.is_empty(), less.is_empty()) {
        _ if observed.is_empty() => {
            let words = "whether they grow with you is not known";
            return Finding::new(Question::Grows, Answer::Unknown, words);
        }
        (false, true) => (Answer::Yes, "expanding", more),
        (true, false) => (Answer::No, "shrinking", less),
        (false, false) => (
            Answer::Mixed,
            "more of one thing, less of another",
            [more, less].concat(),
        ),
        (true, true) => {
            // Their spending says most. Without it, their usage speaks.
            let said = match &spending {
                Some(spending) => vec![spending],
                None => usage.iter().take(2).collect(),
            };
            (Answer::Mixed, "neither expanding nor shrinking", said)
        }
    };
    let sentences: Vec<&str> = said.iter().map(|one| one.sentence.as_str()).collect();
    let evidence = said.iter().map(|one| Evidence {
        by: String::new(),
        note: String::new(),
        time: one.time,
        value: one.value,
        unit: one.unit,
        about: one.sentence.clone(),
    });
    let sentence = match (answer, sentences.as_slice()) {
        (_, []) => words.to_owned(),
        (Answer::Mixed, said) => said.join(", "),
        (_, said) => format!("{words}: {}", said.join(", ")),
    };
    Finding::new(Question::Grows, answer, words)
        .said(sentence)
        .resting_on(evidence.collect())
}

/// How much work their invoices were in the first six months.
fn accounting(inquiry: &Inquiry<'_>) -> Finding {
    let question = Question::AccountingTime;
    let effort = read(&SignalKind::AccountingEffort, &inquiry.subject);
    let Some(observed) = effort.filter(|one| !one.is_absence()) else {
        let words = "no work on their invoices is recorded";
        return Finding::new(question, Answer::Unknown, words);
    };
    let minutes = observed.value.unwrap_or(0);
    let lines = inquiry.lines();
    let (answer, words) = if minutes <= lines.accounting_little * ONE {
        (Answer::Yes, "their invoices are little work")
    } else if minutes >= lines.accounting_much * ONE {
        (Answer::No, "their invoices are a lot of work")
    } else {
        (Answer::Mixed, "their invoices are some work")
    };
    let newest = observed
        .time
        .map_or_else(String::new, |time| format!(", last on {}", date(time)));
    let evidence = Evidence::counted(
        "minutes a month on their invoices",
        minutes,
        "minutes",
        observed.time,
    );
    Finding::new(question, answer, words)
        .said(format!("{}{newest}", observed.sentence))
        .resting_on(vec![evidence])
}
