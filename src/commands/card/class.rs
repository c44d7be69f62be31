//! Draws the class in capitals with its reason and the customer's standing on one line. The owner's own
//! sort and the class by the numbers follow below.

use crate::{
    card::Card,
    terminal::{Style, Terminal, clean, hang},
    words,
};
use client::pb::v1::{Classification, CustomerClass, CustomerStanding};

/// Draws class, reason and standing.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    let given = &card.classification;
    let class = given.customer_class();
    let name = words::class(class);
    let lead = if name.is_empty() {
        "  ".to_owned()
    } else {
        format!("  {name}  ")
    };
    let drawn = hang(&lead, &reason(given), terminal.width);
    let mut text = drawn.replacen(name, &terminal.styled(words::class_style(class), name), 1);
    for line in below(given) {
        text.push_str(&hang("  ", &line, terminal.width));
    }
    if let Some(next) = &given.next_class {
        let lead = format!("  To become {}: ", words::class(next.customer_class()));
        let steps = next.steps.iter().map(|step| step.sentence.as_str());
        let steps: Vec<&str> = steps.collect();
        let joint = if next.any_one_is_enough {
            "; or "
        } else {
            "; and "
        };
        text.push_str(&hang(&lead, &steps.join(joint), terminal.width));
    }
    text
}

/// `new, day 20 of 182: sees the value`, `quiet since May 2025; was good: pays on the spot`.
fn reason(given: &Classification) -> String {
    let standing = given.standing.clone().unwrap_or_default();
    let stands = match standing.customer_standing() {
        CustomerStanding::Active => String::new(),
        CustomerStanding::Quiet | CustomerStanding::Past => {
            match words::class_past(given.customer_class()) {
                "" => standing.sentence,
                was => format!("{}, {was}", standing.sentence),
            }
        }
        _ => standing.sentence,
    };
    let own = given.own_sort.as_ref();
    let reason = clean(own.map_or(&given.sentence, |own| &own.sentence));
    match (stands.as_str(), reason.as_str()) {
        ("", reason) => reason.to_owned(),
        (stands, "") => stands.to_owned(),
        (stands, reason) => format!("{stands}: {reason}"),
    }
}

/// Explains how the class came about.
fn below(given: &Classification) -> Vec<String> {
    let mut lines = vec![];
    if let Some(own) = &given.own_sort {
        let steps = given.steps.iter().skip(1).map(|step| step.sentence.clone());
        lines.extend(steps);
        let class = given.class_by_numbers();
        if class != CustomerClass::Unspecified {
            let too = if own.numbers_agree {
                "agree"
            } else {
                "disagree"
            };
            let (name, why) = (words::class(class), &given.numbers_sentence);
            lines.push(format!("the numbers alone {too}: {name}, {why}"));
        }
    }
    lines.extend(
        given
            .held_downgrade
            .as_ref()
            .map(|held| held.sentence.clone()),
    );
    lines
}

/// The style of a warning.
pub(super) const WARNING: Style = Style::Yellow;
