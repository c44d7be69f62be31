//! The words for what is rated: the questions of the worksheet, the names of the traits, and their beginnings.

use std::fmt::Write as _;

use domain::{fact, signal};
use serde_json::Value;

use crate::worksheet::answers::{QUESTIONS, Question};
use client::pb::v1::Trait;

/// Short words beside the questions of the worksheet and the names of the traits.
const SHORT: [(&str, Trait); 6] = [
    ("price", Trait::PaysFairPrice),
    ("value", Trait::ValuesOurWork),
    ("doors", Trait::OpensDoors),
    ("afford", Trait::AbleToPay),
    ("pays", Trait::PaysOnTime),
    ("expectations", Trait::RealisticExpectations),
];
/// Traits are numbered without gaps from 1 on.
const FIRST: i32 = 1;

/// What is rated, and whether a yes is bad news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The trait.
    pub about: Trait,
    /// Whether a yes is a 1.
    pub is_reversed: bool,
}

impl Rated {
    /// The question in the form that reads answers.
    pub fn question(self) -> Question {
        Question {
            heading: "",
            about: self.about,
            is_reversed: self.is_reversed,
        }
    }

    /// The sentence that the rating stands for.
    pub fn meaning(self, rating: i32) -> &'static str {
        meaning(self.about, rating)
    }
}

/// What `text` names.
///
/// # Errors
/// It names nothing, or more than one trait. The error lists all words.
pub fn rated(text: &str) -> Result<Rated, String> {
    let word = plain(text.trim_start_matches("TRAIT_"));
    if let Some((_, about)) = SHORT.iter().find(|(short, _)| *short == word) {
        return Ok(straight(*about));
    }
    let asked = QUESTIONS.iter().filter(|question| {
        let heading = plain(question.heading);
        heading == word || heading.rsplit(' ').next() == Some(word.as_str())
    });
    let asked = asked.map(|question| Rated {
        about: question.about,
        is_reversed: question.is_reversed,
    });
    let named = traits().filter(|about| begins(&name(*about), &word));
    let meant: Vec<Rated> = asked.chain(named.map(straight)).collect();
    match meant.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => Ok(*first),
        _ => Err(format!("`{text}` is nothing that is rated. {}", list())),
    }
}

fn straight(about: Trait) -> Rated {
    Rated {
        about,
        is_reversed: false,
    }
}

/// Whether `name` begins with the words of `word`.
fn begins(name: &str, word: &str) -> bool {
    name == word
        || name
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(' '))
}

/// All words with the meaning of a 5.
fn list() -> String {
    let mut text = String::from("Say one of these (5 of 5 means):");
    for about in traits().filter(|about| *about != Trait::OwnSort) {
        let short = SHORT.iter().find(|(_, own)| *own == about);
        let word = short.map_or_else(|| name(about), |(word, _)| (*word).to_owned());
        let _ = write!(text, "\n  {word:22} {}", meaning(about, 5));
    }
    let questions: Vec<&str> = QUESTIONS.iter().map(|question| question.heading).collect();
    let _ = write!(
        text,
        "\nor a question of the worksheet: {}",
        questions.join(" ")
    );
    text
}

fn traits() -> impl Iterator<Item = Trait> {
    (FIRST..).map_while(|number| Trait::try_from(number).ok())
}

/// `glad to hear from`
fn name(about: Trait) -> String {
    plain(about.as_str_name().trim_start_matches("TRAIT_"))
}

fn plain(text: &str) -> String {
    let text = text.trim().trim_end_matches('?').to_lowercase();
    text.replace(['_', '-'], " ")
}

fn meaning(about: Trait, rating: i32) -> &'static str {
    let name = about.as_str_name().trim_start_matches("TRAIT_");
    let known = serde_json::from_value::<fact::Trait>(Value::from(name));
    known.map_or("", |known| signal::meaning(known, rating))
}
