//! Draws the three answers: do we want them, will they stay, and how long.

use std::fmt::Write as _;

use crate::{
    card::{Card, class::WARNING, heading::heading},
    terminal::{Style, Terminal, hang},
    words,
};
use client::pb::v1::{CustomerStanding, FirstSixMonths, HalfVerdict, Score, ThreeAnswers};

/// The fewest similar customers for which a chance is shown.
const ENOUGH: i32 = 10;

/// Draws the three answers. Prospects have none.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    if card.is_prospect() {
        return String::new();
    }
    let score = &card.score;
    let answers = score.answers.clone().unwrap_or_default();
    let mut text = heading(terminal, "Will they stay?", &chance(score));
    let ThreeAnswers {
        want,
        stay,
        how_long,
        disagree,
    } = answers;
    let want = if card.standing() == CustomerStanding::Past {
        String::new()
    } else {
        want
    };
    for (question, answer) in [
        ("  do you want them?    ", want),
        ("  will they stay?      ", stay),
        ("  how long?            ", how_long),
    ] {
        if !answer.is_empty() {
            text.push_str(&hang(question, &answer, terminal.width));
        }
    }
    for line in hang("  ", &disagree, terminal.width).lines() {
        let _ = writeln!(text, "{}", terminal.styled(WARNING, line));
    }
    let first = score
        .lasts_six_months
        .as_ref()
        .and_then(|it| it.first_six_months.as_ref());
    if let Some(first) = first.filter(|first| first.over) {
        for line in hang("  ", &first_six_months(first), terminal.width).lines() {
            let _ = writeln!(text, "{}", terminal.styled(Style::Faint, line));
        }
    }
    text
}

fn chance(score: &Score) -> String {
    let answer = score.lasts_six_months.clone().unwrap_or_default();
    match (
        answer.still_customer_probability,
        answer.long_term_rule_of_thumb,
    ) {
        (Some(_), _) if answer.all_count < ENOUGH => "too few customers to say".to_owned(),
        (Some(chance), _) => format!("here in six months: {}", in_100(chance)),
        (None, Some(_)) => "for years: 50/50, an old rule of thumb".to_owned(),
        (None, None) => String::new(),
    }
}

/// A chance in everyday words. It never reads as certain.
fn in_100(chance: f64) -> String {
    match (chance * 100.0).round() {
        100.0.. => "nearly certain".to_owned(),
        ..1.0 => "hardly any chance".to_owned(),
        percent => format!("about {percent} in 100"),
    }
}

fn first_six_months(first: &FirstSixMonths) -> String {
    let half = |what: &str, verdict: HalfVerdict| match verdict {
        HalfVerdict::NotApplicable => None,
        _ => Some(format!("{what} {}", words::verdict(verdict))),
    };
    let halves = [half("money", first.money()), half("owner", first.owner())];
    let halves: Vec<String> = halves.into_iter().flatten().collect();
    format!("first six months, as they ended: {}", halves.join(", "))
}
