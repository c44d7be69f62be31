//! The owner's words for the enums of the wire.

use crate::{
    name::made_id,
    terminal::{self, Style},
};
use client::pb::v1::{
    BillingMode, ClassCount, CustomerClass, CustomerStanding, FindingAnswer, HalfVerdict,
    ScoreSummary,
};

/// A class in one word, as in tables.
pub fn class(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::Unspecified => "",
        CustomerClass::Ideal => "IDEAL",
        CustomerClass::Good => "GOOD",
        CustomerClass::Ok => "OK",
        CustomerClass::Bad => "BAD",
        CustomerClass::InsufficientData => "NOT KNOWN",
    }
}

/// The class that a customer had when they last bought, or when they left.
pub fn class_past(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::Unspecified | CustomerClass::InsufficientData => "",
        CustomerClass::Ideal => "was ideal",
        CustomerClass::Good => "was good",
        CustomerClass::Ok => "was OK",
        CustomerClass::Bad => "was bad",
    }
}

/// The style of a class.
pub fn class_style(class: CustomerClass) -> Style {
    match class {
        CustomerClass::Ideal | CustomerClass::Good => Style::Green,
        CustomerClass::Ok => Style::Yellow,
        CustomerClass::Bad => Style::Red,
        CustomerClass::Unspecified | CustomerClass::InsufficientData => Style::Faint,
    }
}

/// The words for one half of the six-month answer.
pub fn verdict(verdict: HalfVerdict) -> &'static str {
    match verdict {
        HalfVerdict::Unspecified | HalfVerdict::Unknown => "not known",
        HalfVerdict::ChecksOut => "checks out",
        HalfVerdict::DoesNot => "does not check out",
        HalfVerdict::NotApplicable => "does not apply",
    }
}

/// The style of a verdict.
pub fn verdict_style(verdict: HalfVerdict) -> Style {
    match verdict {
        HalfVerdict::ChecksOut => Style::Green,
        HalfVerdict::DoesNot => Style::Red,
        HalfVerdict::Unspecified | HalfVerdict::Unknown | HalfVerdict::NotApplicable => {
            Style::Faint
        }
    }
}

/// The words for a customer's standing.
pub fn standing(standing: CustomerStanding) -> &'static str {
    match standing {
        CustomerStanding::Unspecified => "",
        CustomerStanding::Prospect => "prospect",
        CustomerStanding::New => "new",
        CustomerStanding::Active => "customer",
        CustomerStanding::Quiet => "quiet",
        CustomerStanding::Past => "left",
    }
}

/// The words for how a customer pays.
pub fn mode(mode: BillingMode) -> &'static str {
    match mode {
        BillingMode::Unspecified => "",
        BillingMode::None => "no revenue yet",
        BillingMode::Invoiced => "invoiced",
        BillingMode::Purchasing => "buys on the spot",
    }
}

/// The mark and the style of an answer. An unknown answer gets a mark of its own.
pub fn answer(answer: FindingAnswer) -> (&'static str, Style) {
    match answer {
        FindingAnswer::Yes => ("+", Style::Green),
        FindingAnswer::No => ("-", Style::Red),
        FindingAnswer::Mixed => ("~", Style::Yellow),
        FindingAnswer::Unknown | FindingAnswer::Unspecified => ("?", Style::Faint),
    }
}

/// A mix of classes: `2 ideal, 1 OK`.
pub fn class_mix(counts: &[ClassCount]) -> String {
    let words: Vec<String> = counts
        .iter()
        .filter(|count| count.customer_count > 0)
        .map(|count| {
            let name = match count.customer_class() {
                CustomerClass::Unspecified => "without a class",
                CustomerClass::Ideal => "ideal",
                CustomerClass::Good => "good",
                CustomerClass::Ok => "OK",
                CustomerClass::Bad => "bad",
                CustomerClass::InsufficientData => "not known",
            };
            format!("{} {name}", count.customer_count)
        })
        .collect();
    words.join(", ")
}

/// A name with its id. Without a name, only the id.
pub fn who(name: &str, customer_id: &str) -> String {
    if name.is_empty() {
        customer_id.to_owned()
    } else {
        format!("{name} ({customer_id})")
    }
}

/// The fewest characters of a shortened name. Fewer would mean nothing to a reader.
const NAME_LEAST: usize = 4;

/// A name with its id in at most `columns` columns. The name is shortened or dropped; the id never is,
/// because commands take it as their argument.
pub fn who_within(name: &str, customer_id: &str, columns: usize) -> String {
    let whole = who(name, customer_id);
    if terminal::width(&whole) <= columns {
        return whole;
    }
    let room = columns.saturating_sub(terminal::width(customer_id) + " ()".len());
    if room < NAME_LEAST {
        return customer_id.to_owned();
    }
    who(&terminal::cut(name, room), customer_id)
}

/// A class for machines: `INSUFFICIENT_DATA`.
pub fn class_code(class: CustomerClass) -> String {
    let name = class.as_str_name();
    name.strip_prefix("CUSTOMER_CLASS_")
        .unwrap_or(name)
        .to_owned()
}

/// A name made safe for a sheet. A spreadsheet would take some names for formulas.
pub fn harmless(name: &str) -> String {
    if name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{name}")
    } else {
        name.to_owned()
    }
}

/// A customer's name. The id follows if it was not made from the name. Without a name, only the id.
pub fn name_or_id(score: &ScoreSummary) -> String {
    let (name, id) = (
        terminal::clean(&score.name),
        terminal::clean(&score.customer_id),
    );
    if made_id(&name) == id {
        return name;
    }
    who(&name, &id)
}

/// A line with the number of customers who wait for an evaluation of their newest facts.
pub fn waiting(count: i32) -> Option<String> {
    match count {
        ..=0 => None,
        1 => Some("1 customer is still being worked out: ask again in a moment".to_owned()),
        count => Some(format!(
            "{count} customers are still being worked out: ask again in a moment"
        )),
    }
}

/// An id or an address as a shell takes it.
pub fn quoted(id: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:@".contains(letter);
    if !id.is_empty() && id.chars().all(is_plain) {
        return id.to_owned();
    }
    format!("'{}'", id.replace('\'', "'\\''"))
}
