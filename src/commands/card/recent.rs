//! Draws the latest facts about what they said and what we did.

use std::fmt::Write as _;

use crate::{
    card::{Card, heading::heading},
    day,
    terminal::{Terminal, clean, hang},
};
use client::pb::v1::{
    Action, ActionKind, Departure, EndedBy, RecordedFact, Voice, VoiceKind, fact::Body,
};

/// The most facts that are shown.
const SHOWN: usize = 5;

/// Draws the latest words and actions, newest first.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    let lines: Vec<String> = card.recent.iter().filter_map(line).take(SHOWN).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut text = heading(terminal, "What they said, what was done", "");
    for line in lines {
        text.push_str(&hang("  ", &line, terminal.width));
    }
    text
}

fn line(recorded: &RecordedFact) -> Option<String> {
    let fact = recorded.fact.as_ref()?;
    let when = fact
        .occur_time
        .as_ref()
        .map(day::in_words)
        .unwrap_or_default();
    let said = words(fact.body.as_ref()?)?;
    Some(format!("{when}: {said}"))
}

/// What was said or done, in words. None for other facts.
pub(crate) fn words(body: &Body) -> Option<String> {
    Some(match body {
        Body::Voice(voice) => voice_words(voice),
        Body::Action(action) => action_words(action),
        Body::Departure(departure) => departure_words(departure),
        Body::Comeback(comeback) => with_reason("they came back", &comeback.reason),
        _ => return None,
    })
}

fn voice_words(voice: &Voice) -> String {
    let kind = match voice.kind() {
        VoiceKind::Unspecified => "they said",
        VoiceKind::Wish => "they wish",
        VoiceKind::Need => "they need",
        VoiceKind::Praise => "they praised",
        VoiceKind::Complaint => "they complained",
    };
    format!("{kind}: \u{201c}{}\u{201d}", clean(&voice.words))
}

fn action_words(action: &Action) -> String {
    let done = match action.kind() {
        ActionKind::Unspecified => "did something",
        ActionKind::Thanked => "thanked them",
        ActionKind::AskedWhatTheyWant => "asked what they want",
        ActionKind::InvitedToTrial => "invited them to a trial",
        ActionKind::AskedForReferral => "asked them for a referral",
        ActionKind::SetExpectations => "set expectations",
        ActionKind::AgreedDestination => "agreed on a destination with them",
        ActionKind::Weaned => "weaned them",
        ActionKind::LetGoConfirmed => "confirmed letting them go",
        ActionKind::Called => "called them",
    };
    let by = match clean(&action.by) {
        by if by.is_empty() => "you".to_owned(),
        by => by,
    };
    let mut words = format!("{by} {done}");
    for note in [&action.note, &action.outcome] {
        if !note.is_empty() {
            let _ = write!(words, "; {}", clean(note));
        }
    }
    words
}

fn departure_words(departure: &Departure) -> String {
    let left = match departure.ended_by() {
        EndedBy::Us => "you ended it",
        EndedBy::Unspecified | EndedBy::Them | EndedBy::Circumstance => "they left",
    };
    with_reason(left, &departure.reason)
}

/// What happened, with the reason if there is one.
pub(super) fn with_reason(what: &str, reason: &str) -> String {
    if reason.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {}", clean(reason))
    }
}
