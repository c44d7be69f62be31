//! `customer-quality note`: what a customer said, or what was done.

use super::{Compared, HandArgs};
use crate::{
    card::recent,
    failure::{Failure, Finish},
};
use client::pb::v1::{Action, ActionKind, Voice, VoiceKind, fact::Body};

/// What was said or done.
#[derive(Clone, Debug, clap::Args)]
pub struct NoteArgs {
    /// The customer: the id, or the beginning of the name
    pub customer: String,
    /// What they said: wish, need, praise or complaint; or what you did: thanked, called, ... (another word
    /// prints the list)
    pub kind: String,
    /// Their words; or a note on what you did
    #[arg(default_value = "", hide_default_value = true)]
    pub words: String,
    /// Who and when.
    #[command(flatten)]
    pub hand: HandArgs,
}

/// Records it.
pub async fn note(args: &NoteArgs) -> Result<Finish, Failure> {
    let kind = args.kind.trim().to_lowercase().replace(['-', ' '], "_");
    let voice = voices().find(|(name, _)| is_meant(name, &kind));
    let action = actions().find(|(name, _)| is_meant(name, &kind));
    let (name, body) = match (voice, action) {
        (Some(_), _) if args.words.trim().is_empty() => {
            let words = format!(
                "what did they say? customer-quality note {} {kind} \"...\"",
                args.customer
            );
            return Err(Failure::Message(words));
        }
        (Some((name, kind)), _) => {
            let voice = Voice {
                kind: kind.into(),
                words: args.words.clone(),
            };
            (name, Body::Voice(voice))
        }
        (None, Some((name, kind))) => {
            let by = args.hand.by.clone().unwrap_or_default();
            let action = Action {
                kind: kind.into(),
                by: by.trim().to_owned(),
                note: args.words.clone(),
                ..Action::default()
            };
            (name, Body::Action(action))
        }
        (None, None) => return Err(Failure::Message(unknown(&args.kind))),
    };
    let said = recent::words(&body).unwrap_or_default();
    let hand = args.hand.begin(&args.customer).await?;
    let compare = |other: &Body| {
        if *other == body {
            Compared::Same
        } else {
            Compared::Other
        }
    };
    hand.record(&name, body.clone(), &said, compare).await
}

/// Whether `typed` is a form of the word `name`: `praised` and `praise`, `thank` and `thanked`.
fn is_meant(name: &str, typed: &str) -> bool {
    let shorter = name.len().min(typed.len());
    shorter >= 4 && (name.starts_with(typed) || typed.starts_with(name))
}

fn voices() -> impl Iterator<Item = (String, VoiceKind)> {
    let kinds = (1..).map_while(|number| VoiceKind::try_from(number).ok());
    kinds.map(|kind| (word(kind.as_str_name(), "VOICE_KIND_"), kind))
}

fn actions() -> impl Iterator<Item = (String, ActionKind)> {
    let kinds = (1..).map_while(|number| ActionKind::try_from(number).ok());
    kinds.map(|kind| (word(kind.as_str_name(), "ACTION_KIND_"), kind))
}

fn word(name: &str, prefix: &str) -> String {
    name.trim_start_matches(prefix).to_lowercase()
}

fn unknown(kind: &str) -> String {
    let said: Vec<String> = voices().map(|(name, _)| name).collect();
    let done: Vec<String> = actions().map(|(name, _)| name.replace('_', "-")).collect();
    format!(
        "`{kind}` is neither something that they said ({}) nor something that you did ({})",
        said.join(", "),
        done.join(", ")
    )
}
