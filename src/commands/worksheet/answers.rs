//! The questions of the worksheet and what their answers mean: yes is 5 and no is 1, the other way
//! round where a yes is bad news, and blank is nothing.

use client::pb::v1::Trait;

/// A question of the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The heading of its column.
    pub heading: &'static str,
    /// The trait that it asks about.
    pub about: Trait,
    /// Whether a yes is bad news.
    pub is_reversed: bool,
}

/// The questions with a yes or no, in the order of the sheet.
pub const QUESTIONS: [Question; 7] = [
    ask("nice?", Trait::RespectsUs),
    ask_reversed("questions the price?", Trait::PaysFairPrice),
    ask("sees the value?", Trait::ValuesOurWork),
    ask("sends others?", Trait::OpensDoors),
    ask("can afford us?", Trait::AbleToPay),
    ask("pays on time?", Trait::PaysOnTime),
    ask_reversed("do you hide?", Trait::GladToHearFrom),
];

/// The heading of the owner's own sort.
pub const OWN_SORT: &str = "your own sort";
/// The heading of the reason for it.
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

/// The rating that an answer stands for. None: blank, or not known.
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

/// The rating that the owner's own sort stands for.
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
