//! The questions of the worksheet and the ratings for their answers. A yes is 5 and a no is 1. Where a yes
//! is bad news, it is the other way round. A blank answer gives no rating.

use client::pb::v1::Trait;

/// A question of the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The heading of its column.
    pub heading: &'static str,
    /// The trait that it rates.
    pub about: Trait,
    /// Whether a yes is bad news.
    pub is_reversed: bool,
}

/// The yes-or-no questions, in the order of the sheet.
pub const QUESTIONS: [Question; 7] = [
    ask("nice?", Trait::RespectsUs),
    ask_reversed("questions the price?", Trait::PaysFairPrice),
    ask("sees the value?", Trait::ValuesOurWork),
    ask("sends others?", Trait::OpensDoors),
    ask("can afford us?", Trait::AbleToPay),
    ask("pays on time?", Trait::PaysOnTime),
    ask_reversed("do you hide?", Trait::GladToHearFrom),
];

/// The heading of the column for the owner's own sort.
pub const OWN_SORT: &str = "your own sort";
/// The heading of the column for its reason.
pub const WHY: &str = "why";

const fn ask(heading: &'static str, about: Trait) -> Question {
    Question {
        heading,
        about,
        is_reversed: false,
    }
}

const fn ask_reversed(heading: &'static str, about: Trait) -> Question {
    Question {
        heading,
        about,
        is_reversed: true,
    }
}

/// The rating for an answer. None for a blank or an unknown answer.
pub fn rating(question: Question, answer: &str) -> Result<Option<i32>, String> {
    let yes = match answer.trim().to_lowercase().as_str() {
        "" | "?" | "-" => return Ok(None),
        "yes" | "y" | "always" | "ja" | "j" | "immer" | "true" | "x" | "\u{2713}" => 5,
        "mostly" | "usually" | "often" | "meistens" | "meist" | "oft" => 4,
        "sometimes" | "manchmal" => 3,
        "rarely" | "seldom" | "selten" => 2,
        "no" | "n" | "never" | "nein" | "nie" | "niemals" | "false" => 1,
        other => match other.parse::<i32>() {
            Ok(number @ 1..=5) => number,
            _ => {
                return Err(format!(
                    "`{answer}` is no answer: write yes, mostly, sometimes, rarely or no, or 5 (yes) \
                     to 1 (no)"
                ));
            }
        },
    };
    Ok(Some(if question.is_reversed { 6 - yes } else { yes }))
}

/// The rating for the owner's own sort.
pub fn own_sort(answer: &str) -> Result<Option<i32>, String> {
    match answer.trim().to_lowercase().as_str() {
        "" | "?" | "-" => Ok(None),
        "good" | "g" | "gut" | "5" => Ok(Some(5)),
        "4" => Ok(Some(4)),
        "ok" | "o" | "okay" | "3" => Ok(Some(3)),
        "2" => Ok(Some(2)),
        "bad" | "b" | "schlecht" | "1" => Ok(Some(1)),
        "ideal" => Err("the ideal ones are chosen from your good ones: write good".to_owned()),
        _ => Err(format!("`{answer}` is no sort: write good, OK or bad")),
    }
}
