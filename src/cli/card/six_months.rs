//! Draws the answer to "will they last six months?": two halves, and the chance with where it comes
//! from.

use std::fmt::Write as _;

use crate::{
    cli::{
        card::draw::heading,
        paper::{Ink, Paper, hang, left},
        words,
    },
    pb::v1::{FirstSixMonths, HalfVerdict, Score, SixMonthAnswer},
};

/// Draws the answer.
pub(super) fn draw(score: &Score, paper: Paper) -> String {
    let Some(answer) = &score.lasts_six_months else {
        return String::new();
    };
    let mut text = heading(paper, "Will they last six months?", &chance(answer));
    let halves = [("the money", answer.money()), ("the owner", answer.owner())];
    for (half, verdict) in halves {
        let said = paper.ink(words::verdict_ink(verdict), words::verdict(verdict));
        let _ = writeln!(text, "  {} {said}", left(half, 24));
    }
    if !answer.sentence.is_empty() {
        text.push_str(&hang("  ", &answer.sentence, paper.width));
    }
    if let Some(first) = &answer.first_six_months {
        for line in hang("  ", &first_six_months(first), paper.width).lines() {
            text.push_str(&paper.ink(Ink::Faint, line));
            text.push('\n');
        }
    }
    text
}

fn chance(answer: &SixMonthAnswer) -> String {
    let Some(probability) = answer.still_customer_probability else {
        return "not enough is known".to_owned();
    };
    let origin = if answer.calibrated {
        "checked against outcomes"
    } else {
        "a rule of thumb"
    };
    format!("{:.0} %, {origin}", probability * 100.0)
}

fn first_six_months(first: &FirstSixMonths) -> String {
    let half = |what: &str, verdict: HalfVerdict| match verdict {
        HalfVerdict::NotApplicable => None,
        _ => Some(format!("{what} {}", words::verdict(verdict))),
    };
    let halves = [half("money", first.money()), half("owner", first.owner())];
    let halves: Vec<String> = halves.into_iter().flatten().collect();
    let halves = halves.join(", ");
    if first.over {
        format!("first six months, as they ended: {halves}")
    } else {
        format!("day {} of the first 182: {halves}", first.day)
    }
}
