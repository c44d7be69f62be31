//! Draws the findings for and against a customer with the people they come from, and the open questions.

use std::fmt::Write as _;

use crate::{
    card::heading::heading,
    day,
    terminal::{Terminal, hang, wrap},
    words,
};
use client::pb::v1::{
    Classification, CustomerStanding, Evidence, Finding, FindingAnswer, FindingQuestion,
};

/// Draws the findings. Known ones come with their evidence; unknown ones share one line.
pub(super) fn draw(given: &Classification, terminal: Terminal) -> String {
    let (known, mut unknown): (Vec<&Finding>, Vec<&Finding>) = given
        .findings
        .iter()
        .partition(|finding| finding.answer() != FindingAnswer::Unknown);
    let mut text = heading(terminal, "What speaks for and against them", "");
    let order = [FindingAnswer::Yes, FindingAnswer::Mixed, FindingAnswer::No];
    for wanted in order {
        for finding in known.iter().filter(|finding| finding.answer() == wanted) {
            text.push_str(&draw_known(finding, terminal));
        }
    }
    if known.is_empty() && unknown.iter().all(|finding| finding.evidence.is_empty()) {
        text.push_str("  nothing is known yet\n");
    }
    let standing = given.standing.clone().unwrap_or_default();
    if standing.customer_standing() == CustomerStanding::Prospect {
        unknown.retain(|finding| is_asked_before(finding.question()));
    }
    text + &draw_unknown(&unknown, terminal)
}

/// Whether the question can be answered before the first deal.
fn is_asked_before(question: FindingQuestion) -> bool {
    matches!(
        question,
        FindingQuestion::Nice
            | FindingQuestion::SeesValue
            | FindingQuestion::LooksAhead
            | FindingQuestion::Destination
            | FindingQuestion::AffordsUs
            | FindingQuestion::Expectations
    )
}

fn draw_known(finding: &Finding, terminal: Terminal) -> String {
    let (mark, style) = words::answer(finding.answer());
    let sentence = if says_it_all(finding) {
        finding.sentence.clone()
    } else {
        format!("{}: {}", finding.words, finding.sentence)
    };
    // The date belongs to the ratings that the sentence shows.
    let shown = |one: &&Evidence| !one.said_by.is_empty() && sentence.contains(&one.about);
    let said = finding.evidence.iter().filter(shown);
    let newest = said
        .filter_map(|one| one.evidence_time)
        .max_by_key(|time| time.seconds);
    let when = newest.map_or_else(String::new, |time| {
        format!(" \u{b7} said {}", day::in_words(&time))
    });
    let drawn = hang(
        &format!("  {mark} "),
        &format!("{sentence}{when}"),
        terminal.width,
    );
    let mut text = drawn.replacen(mark, &terminal.styled(style, mark), 1);
    let notes = finding.evidence.iter().filter(|one| !one.note.is_empty());
    for one in notes {
        let note = format!("\u{201c}{}\u{201d} ({})", one.note, one.said_by);
        text.push_str(&hang("      ", &note, terminal.width));
    }
    text
}

/// Whether the sentence can stand alone: it contains the finding's words, or all people rated the same one
/// thing.
fn says_it_all(finding: &Finding) -> bool {
    let mut words = finding.words.split(", ");
    let mut all = finding.evidence.iter();
    let is_one_thing = all.next().is_some_and(|first| {
        !first.said_by.is_empty()
            && all.all(|one| !one.said_by.is_empty() && one.about == first.about)
            && ![";", "),"]
                .iter()
                .any(|more| finding.sentence.contains(more))
    });
    is_one_thing || words.all(|part| finding.sentence.contains(part))
}

/// Draws unknown findings as unknown instead of leaving them out.
fn draw_unknown(unknown: &[&Finding], terminal: Terminal) -> String {
    let (mark, style) = words::answer(FindingAnswer::Unknown);
    let mut text = String::new();
    let (said, silent): (Vec<&&Finding>, Vec<&&Finding>) = unknown
        .iter()
        .partition(|finding| !finding.evidence.is_empty());
    // These findings are known and speak neither for nor against the customer.
    for finding in said {
        text.push_str(&hang("  \u{b7} ", &finding.sentence, terminal.width));
    }
    let silent: Vec<&str> = silent
        .iter()
        .map(|finding| short(finding.question()))
        .collect();
    if !silent.is_empty() {
        let lead = format!("  {mark} ");
        let line = format!("not known: {}", silent.join(", "));
        for line in hang(&lead, &line, terminal.width).lines() {
            let _ = writeln!(text, "{}", terminal.styled(style, line));
        }
    }
    text
}

/// A question in a few words.
fn short(question: FindingQuestion) -> &'static str {
    match question {
        FindingQuestion::Unspecified => "",
        FindingQuestion::Nice => "if they are nice",
        FindingQuestion::Pays => "if they pay on time",
        FindingQuestion::SeesValue => "if they see the value",
        FindingQuestion::SendsOthers => "if they send others",
        FindingQuestion::Earns => "what they earn you",
        FindingQuestion::TakesTime => "the time they take",
        FindingQuestion::LooksAhead => "the owner",
        FindingQuestion::Credentials => "the five credentials",
        FindingQuestion::Destination => "where they are going",
        FindingQuestion::Grows => "if they grow",
        FindingQuestion::AffordsUs => "if they can afford you",
        FindingQuestion::Expectations => "what they expect",
        FindingQuestion::AccountingTime => "the work on their first invoices",
    }
}

/// Draws the questions to ask next. Prospects have none here, because their card asks about the deal. Past
/// customers have none either.
pub(super) fn ask_next(given: &Classification, terminal: Terminal) -> String {
    let standing = given.standing.clone().unwrap_or_default();
    let is_here = !matches!(
        standing.customer_standing(),
        CustomerStanding::Prospect | CustomerStanding::Past
    );
    if given.ask_next.is_empty() || !is_here {
        return String::new();
    }
    let mut text = heading(terminal, "Ask next", "");
    for question in &given.ask_next {
        for (at, line) in wrap(&question.sentence, terminal.width - 4)
            .iter()
            .enumerate()
        {
            let lead = if at == 0 { "  ? " } else { "    " };
            let _ = writeln!(text, "{lead}{line}");
        }
    }
    text
}
