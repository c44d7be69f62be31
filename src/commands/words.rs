//! The owner's words for what the wire tells in enums.

use crate::{
    name::made_id,
    paper::{self, Ink},
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

/// A class that was somebody's when they last bought or left.
pub fn class_past(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::Unspecified | CustomerClass::InsufficientData => "",
        CustomerClass::Ideal => "was ideal",
        CustomerClass::Good => "was good",
        CustomerClass::Ok => "was OK",
        CustomerClass::Bad => "was bad",
    }
}

/// The ink of a class.
pub fn class_ink(class: CustomerClass) -> Ink {
    match class {
        CustomerClass::Ideal | CustomerClass::Good => Ink::Green,
        CustomerClass::Ok => Ink::Yellow,
        CustomerClass::Bad => Ink::Red,
        CustomerClass::Unspecified | CustomerClass::InsufficientData => Ink::Faint,
    }
}

/// How one half of the six-month answer looks.
pub fn verdict(verdict: HalfVerdict) -> &'static str {
    match verdict {
        HalfVerdict::Unspecified | HalfVerdict::Unknown => "not known",
        HalfVerdict::ChecksOut => "checks out",
        HalfVerdict::DoesNot => "does not check out",
        HalfVerdict::NotApplicable => "does not apply",
    }
}

/// The ink of a verdict.
pub fn verdict_ink(verdict: HalfVerdict) -> Ink {
    match verdict {
        HalfVerdict::ChecksOut => Ink::Green,
        HalfVerdict::DoesNot => Ink::Red,
        HalfVerdict::Unspecified | HalfVerdict::Unknown | HalfVerdict::NotApplicable => Ink::Faint,
    }
}

/// Where a customer stands with us.
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

/// How a customer pays.
pub fn mode(mode: BillingMode) -> &'static str {
    match mode {
        BillingMode::Unspecified => "",
        BillingMode::None => "no revenue yet",
        BillingMode::Invoiced => "invoiced",
        BillingMode::Purchasing => "buys on the spot",
    }
}

/// The mark and the ink of an answer: what is not known is drawn as not known.
pub fn answer(answer: FindingAnswer) -> (&'static str, Ink) {
    match answer {
        FindingAnswer::Yes => ("+", Ink::Green),
        FindingAnswer::No => ("-", Ink::Red),
        FindingAnswer::Mixed => ("~", Ink::Yellow),
        FindingAnswer::Unknown | FindingAnswer::Unspecified => ("?", Ink::Faint),
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

/// A name with its id, or the id where no name was told.
pub fn who(name: &str, customer_id: &str) -> String {
    if name.is_empty() {
        customer_id.to_owned()
    } else {
        format!("{name} ({customer_id})")
    }
}

/// A shorter start of a name says nothing.
const NAME_LEAST: usize = 4;

/// A name with its id in so many columns. The name is shortened, or left out; the id never is, because
/// the commands are asked by it.
pub fn who_within(name: &str, customer_id: &str, columns: usize) -> String {
    let whole = who(name, customer_id);
    if paper::width(&whole) <= columns {
        return whole;
    }
    let room = columns.saturating_sub(paper::width(customer_id) + " ()".len());
    if room < NAME_LEAST {
        return customer_id.to_owned();
    }
    who(&paper::cut(name, room), customer_id)
}

/// A class for machines: `INSUFFICIENT_DATA`.
pub fn class_code(class: CustomerClass) -> String {
    let name = class.as_str_name();
    name.strip_prefix("CUSTOMER_CLASS_")
        .unwrap_or(name)
        .to_owned()
}

/// A name for a sheet; a spreadsheet would take some names for formulas.
pub fn harmless(name: &str) -> String {
    if name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{name}")
    } else {
        name.to_owned()
    }
}

/// The name of who has a score, with the id where it is not made of the name; the id where there is
/// none.
pub fn name_or_id(score: &ScoreSummary) -> String {
    let (name, id) = (paper::clean(&score.name), paper::clean(&score.customer_id));
    if made_id(&name) == id {
        return name;
    }
    who(&name, &id)
}

/// That some customers are not sorted yet as their newest facts have it.
pub fn waiting(count: i32) -> Option<String> {
    match count {
        ..=0 => None,
        1 => Some("1 customer is still being worked out: ask again in a moment".to_owned()),
        count => Some(format!(
            "{count} customers are still being worked out: ask again in a moment"
        )),
    }
}
