//! Draws what they said and what was done.

use crate::{
    cli::{
        card::{Card, draw::heading},
        day,
        paper::{Paper, clean, hang},
    },
    pb::v1::{Action, ActionKind, RecordedFact, Voice, VoiceKind, fact::Body},
};

/// How many words and actions are shown.
const SHOWN: usize = 5;

/// Draws the last words and actions, newest first.
pub(super) fn draw(card: &Card, paper: Paper) -> String {
    let lines: Vec<String> = card.told.iter().filter_map(line).take(SHOWN).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut text = heading(paper, "What they said, what was done", "");
    for line in lines {
        text.push_str(&hang("  ", &line, paper.width));
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
    let said = match fact.body.as_ref()? {
        Body::Voice(voice) => voice_words(voice),
        Body::Action(action) => action_words(action),
        _ => return None,
    };
    Some(format!("{when}: {said}"))
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
        ActionKind::Unspecified => "something was done",
        ActionKind::Thanked => "thanked",
        ActionKind::AskedWhatTheyWant => "asked what they want",
        ActionKind::InvitedToTrial => "invited to a trial",
        ActionKind::AskedForReferral => "asked for a referral",
        ActionKind::SetExpectations => "expectations set",
        ActionKind::AgreedDestination => "agreed on a destination",
        ActionKind::Weaned => "weaned",
        ActionKind::LetGoConfirmed => "letting them go confirmed",
        ActionKind::Called => "called",
    };
    let mut words = done.to_owned();
    if !action.by.is_empty() {
        words.push_str(&format!(" by {}", clean(&action.by)));
    }
    for note in [&action.note, &action.outcome] {
        if !note.is_empty() {
            words.push_str(&format!("; {}", clean(note)));
        }
    }
    words
}
