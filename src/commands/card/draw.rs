//! Draws the card. The head shows the class in the owner's words; the foot shows the basis of the answer.

use std::fmt::Write as _;

use crate::{
    card::{Card, class, money, pays, people, points, recent, speaks, stay},
    day,
    terminal::{self, Style, Terminal},
    words,
};
use client::pb::v1::{AnswerBasis, BillingMode, CustomerKind, FiguresOrigin};

/// Draws the card.
pub fn draw(card: &Card, terminal: Terminal, full: bool) -> String {
    let mut text = head(card, terminal);
    text.push_str(&other_ids(card, terminal));
    text.push_str(&class::draw(card, terminal));
    if !card.is_prospect() && basis_mode(card) != BillingMode::None {
        text.push_str(&money::draw(card, terminal));
        text.push_str(&pays::draw(card, terminal));
    }
    text.push_str(&stay::draw(card, terminal));
    text.push_str(&speaks::draw(&card.classification, terminal));
    text.push_str(&people::draw(card, terminal));
    text.push_str(&recent::draw(card, terminal));
    if full {
        text.push_str(&points::draw(&card.score, terminal));
    }
    text.push_str(&speaks::ask_next(&card.classification, terminal));
    text.push_str(&foot(card, terminal));
    text
}

/// How they pay us. `NONE` while no sale is recorded.
fn basis_mode(card: &Card) -> BillingMode {
    card.score
        .basis
        .as_ref()
        .map_or(BillingMode::Unspecified, AnswerBasis::mode)
}

fn head(card: &Card, terminal: Terminal) -> String {
    let customer = &card.customer;
    let basis = card.score.basis.clone().unwrap_or_default();
    let kind = match customer.kind() {
        CustomerKind::Individual => "private person",
        CustomerKind::Business => "business",
        CustomerKind::Unspecified => "",
    };
    let pays = match (card.is_prospect(), basis.mode()) {
        (true, _) | (false, BillingMode::None) => "",
        (false, mode) => words::mode(mode),
    };
    let facts = [kind, pays];
    let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let facts = facts.join(", ");
    let id = if customer.customer_id.is_empty() {
        &card.score.customer_id
    } else {
        &customer.customer_id
    };
    let room = terminal.width.saturating_sub(terminal::width(&facts) + 2);
    let who = name_and_id(&terminal::clean(&customer.name), &terminal::clean(id), room);
    let rule = terminal.styled(Style::Faint, &"\u{2500}".repeat(terminal.width));
    if facts.is_empty() {
        return format!("{}\n{rule}\n", terminal.styled(Style::Bold, &who));
    }
    let gap = terminal
        .width
        .saturating_sub(terminal::width(&who) + terminal::width(&facts))
        .max(1);
    let (who, facts) = (
        terminal.styled(Style::Bold, &who),
        terminal.styled(Style::Faint, &facts),
    );
    format!("{who}{}{facts}\n{rule}\n", " ".repeat(gap))
}

/// The further ids of the customer in a sentence. Empty if there are none.
fn other_ids(card: &Card, terminal: Terminal) -> String {
    let basis = card.score.basis.clone().unwrap_or_default();
    let ids = match basis.merged_customer_ids.as_slice() {
        [] => return String::new(),
        [id] => format!("{id} is"),
        [ids @ .., last] => format!("{} and {last} are", ids.join(", ")),
    };
    let words = format!("{ids} the same customer as {}", card.score.customer_id);
    let lines = terminal::wrap(&terminal::clean(&words), terminal.width);
    lines.join("\n") + "\n"
}

/// Name and id within `columns` columns. The name is shortened before the id.
fn name_and_id(name: &str, id: &str, columns: usize) -> String {
    let room = columns.saturating_sub(terminal::width(id) + 3);
    let name = if room < 4 {
        String::new()
    } else {
        terminal::cut(name, room)
    };
    terminal::cut(&words::who(&name, id), columns)
}

fn foot(card: &Card, terminal: Terminal) -> String {
    let basis = card.score.basis.clone().unwrap_or_default();
    let mut parts = vec![];
    if !basis.model_id.is_empty() {
        let share = card.score.coverage * 100.0;
        let (model, version) = (&basis.model_id, basis.model_version);
        parts.push(format!(
            "{share:.0} % of what model {model} {version} asks is known"
        ));
    }
    if let Some(time) = &basis.as_of_time {
        parts.push(format!("as of {}", day::show_time(time)));
    }
    if let Some(time) = &basis.as_known_time {
        parts.push(format!("as known on {}", day::show_time(time)));
    }
    let portfolio = basis.portfolio.unwrap_or_default();
    if let Some(boundary) = &portfolio.boundary_date {
        let mut words = String::new();
        let count = portfolio.customer_count;
        let _ = write!(
            words,
            "compared with {count} customer{} on {}",
            if count == 1 { "" } else { "s" },
            day::show_date(boundary)
        );
        parts.push(words);
    } else if portfolio.origin() == FiguresOrigin::None {
        parts.push("the comparison with others comes in a minute".to_owned());
    }
    if basis.referrals_of_today {
        parts.push("whom they sent: as of today, too many to look back on".to_owned());
    }
    let lines = terminal::wrap(&parts.join(" \u{b7} "), terminal.width);
    let lines = lines
        .iter()
        .map(|line| format!("{}\n", terminal.styled(Style::Faint, line)));
    format!("\n{}", lines.collect::<String>())
}
