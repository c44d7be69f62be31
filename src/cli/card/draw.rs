//! Draws the card: its head with the class in the owner's words, and its foot with what it rests on.

use std::fmt::Write as _;

use crate::{
    cli::{
        card::{Card, money, points, six_months},
        day,
        paper::{self, Ink, Paper, hang},
        words,
    },
    pb::v1::{Classification, CustomerClass, CustomerKind, IdealBy},
};

/// Draws the card.
pub fn draw(card: &Card, paper: Paper, full: bool) -> String {
    let mut text = head(card, paper);
    text.push_str(&class(card, paper));
    text.push_str(&money::draw(card, paper));
    text.push_str(&six_months::draw(&card.score, paper));
    text.push_str(&points::draw(&card.score, paper, full));
    text.push_str(&next_class(&card.classification, paper));
    text.push_str(&foot(card, paper));
    text
}

/// A heading with its line.
pub(super) fn heading(paper: Paper, title: &str, beside: &str) -> String {
    if beside.is_empty() {
        return format!("\n{}\n", paper.ink(Ink::Bold, title));
    }
    let gap = paper
        .width
        .saturating_sub(paper::width(title) + paper::width(beside))
        .max(2);
    let beside = paper.ink(Ink::Faint, beside);
    format!(
        "\n{}{}{beside}\n",
        paper.ink(Ink::Bold, title),
        " ".repeat(gap)
    )
}

fn head(card: &Card, paper: Paper) -> String {
    let customer = &card.customer;
    let basis = card.score.basis.clone().unwrap_or_default();
    let kind = match customer.kind() {
        CustomerKind::Individual => "private person",
        CustomerKind::Business => "business",
        CustomerKind::Unspecified => "",
    };
    let facts = [
        kind,
        words::status(basis.status()),
        words::mode(basis.mode()),
    ];
    let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let facts = facts.join(", ");
    let id = if customer.customer_id.is_empty() {
        &card.score.customer_id
    } else {
        &customer.customer_id
    };
    let room = paper.width.saturating_sub(paper::width(&facts) + 2);
    let who = name_and_id(&paper::clean(&customer.name), &paper::clean(id), room);
    let rule = paper.ink(Ink::Faint, &"\u{2500}".repeat(paper.width));
    if facts.is_empty() {
        return format!("{}\n{rule}\n", paper.ink(Ink::Bold, &who));
    }
    let gap = paper
        .width
        .saturating_sub(paper::width(&who) + paper::width(&facts))
        .max(1);
    let (who, facts) = (paper.ink(Ink::Bold, &who), paper.ink(Ink::Faint, &facts));
    format!("{who}{}{facts}\n{rule}\n", " ".repeat(gap))
}

/// Name and id in so many columns; the name gives way first.
fn name_and_id(name: &str, id: &str, columns: usize) -> String {
    let room = columns.saturating_sub(paper::width(id) + 3);
    let name = if room < 4 {
        String::new()
    } else {
        paper::cut(name, room)
    };
    paper::cut(&words::who(&name, id), columns)
}

fn class(card: &Card, paper: Paper) -> String {
    let given = &card.classification;
    let class = given.customer_class();
    let points = match given.points {
        Some(points) => format!("{points} of 1,000 points"),
        None => "no points yet".to_owned(),
    };
    let name = format!("  {}", words::class(class));
    let meaning = format!("  {}", words::class_meaning(class));
    let used = paper::width(&name) + paper::width(&meaning) + paper::width(&points);
    let gap = match paper.width.checked_sub(used) {
        Some(gap) if gap >= 2 => " ".repeat(gap),
        _ => "\n  ".to_owned(),
    };
    let mut text = format!(
        "{}{meaning}{gap}{}\n",
        paper.ink(words::class_ink(class), &name),
        paper.ink(Ink::Bold, &points)
    );
    for line in class_lines(given) {
        text.push_str(&hang("  ", &line, paper.width));
    }
    for rule in given.caps.iter().chain(&given.floors) {
        let is_cap = given.caps.contains(rule);
        let lead = if is_cap { "at most" } else { "at least" };
        let lead = format!("  {lead} {}: ", words::class(rule.customer_class()));
        text.push_str(&hang(&lead, &rule.sentence, paper.width));
    }
    text
}

/// What there is to say about how the class came about.
fn class_lines(given: &Classification) -> Vec<String> {
    let mut lines = vec![];
    let decided = match given.ideal_by() {
        IdealBy::Unspecified => words::decided_by(given.decided_by()).to_owned(),
        by => format!("ideal {}", words::ideal_by(by)),
    };
    lines.extend(Some(decided).filter(|decided| !decided.is_empty()));
    if given.provisional_class() != CustomerClass::Unspecified {
        lines.push(format!(
            "provisionally {}",
            words::class(given.provisional_class())
        ));
    }
    let raw = given.raw_class();
    if raw != CustomerClass::Unspecified && raw != given.customer_class() {
        lines.push(format!("today's figures alone say {}", words::class(raw)));
    }
    if let Some(held) = &given.held_downgrade {
        lines.push(held.sentence.clone());
    }
    if given.own_sort() != CustomerClass::Unspecified {
        lines.push(format!("your own sort: {}", words::class(given.own_sort())));
    }
    lines
}

fn next_class(given: &Classification, paper: Paper) -> String {
    let Some(next) = &given.next_class else {
        return String::new();
    };
    let missing = match next.points_missing {
        0 => String::new(),
        1 => "1 point missing".to_owned(),
        points => format!("{points} points missing"),
    };
    let title = format!("To become {}", words::class(next.customer_class()));
    let mut text = heading(paper, &title, &missing);
    for step in &next.steps {
        let gain = if step.points_gain > 0 {
            format!("+{}", step.points_gain)
        } else {
            String::new()
        };
        text.push_str(&hang(
            &format!("  {} ", paper::right(&gain, 5)),
            &step.sentence,
            paper.width,
        ));
    }
    text
}

fn foot(card: &Card, paper: Paper) -> String {
    let basis = card.score.basis.clone().unwrap_or_default();
    let mut parts = vec![format!(
        "{:.0} % of the evidence is there",
        card.score.coverage * 100.0
    )];
    if !basis.model_id.is_empty() {
        parts.push(format!("model {} {}", basis.model_id, basis.model_version));
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
            "compared with {count} customers on {}",
            day::show_date(boundary)
        );
        parts.push(words);
    }
    let lines = paper::wrap(&parts.join(" \u{b7} "), paper.width);
    let lines = lines
        .iter()
        .map(|line| format!("{}\n", paper.ink(Ink::Faint, line)));
    format!("\n{}", lines.collect::<String>())
}
