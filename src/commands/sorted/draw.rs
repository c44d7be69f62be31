//! Draws the lists for people.

use std::fmt::Write as _;

use crate::{
    amount::grouped,
    sorted::lists::Lists,
    terminal::{Style, Terminal, clean, hang, left, width},
    words,
};
use client::pb::v1::{CustomerClass, CustomerStanding, ScoreSummary};

/// Draws at most `most` names of each list, and a summary of all of them.
pub fn draw(lists: &Lists, most: usize, is_narrowed: bool, terminal: Terminal) -> String {
    if lists.is_empty() {
        return nobody(lists, is_narrowed);
    }
    let shown = || {
        lists
            .lists
            .iter()
            .flat_map(|(_, rows)| rows.iter().take(most))
    };
    // A longer name has a line of its own.
    let widest_allowed = terminal.width * 3 / 8;
    let widest = shown()
        .map(|row| width(&who(row)))
        .filter(|wide| *wide <= widest_allowed);
    let column = widest.max().unwrap_or(0);
    let mut text = String::new();
    for (class, rows) in lists.lists.iter().filter(|(_, rows)| !rows.is_empty()) {
        let title = format!("{} ({})", title(*class), rows.len());
        let _ = writeln!(
            text,
            "{}",
            terminal.styled(words::class_style(*class), &title)
        );
        for row in rows.iter().take(most) {
            text.push_str(&line(row, column, terminal));
        }
        if rows.len() > most {
            let _ = writeln!(text, "  and {} more: --all shows them", rows.len() - most);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", terminal.styled(Style::Bold, &mix(lists)));
    text.push_str(&lists.agreement.words(most == usize::MAX, terminal.width));
    if let Some(row) = shown().next() {
        let line = format!(
            "more of one of them: customer-quality card {}",
            clean(&row.customer_id)
        );
        let _ = writeln!(text, "\n{}", terminal.styled(Style::Faint, &line));
    }
    if let Some(waiting) = words::waiting(lists.waiting) {
        let _ = writeln!(text, "{waiting}");
    }
    text
}

fn nobody(lists: &Lists, is_narrowed: bool) -> String {
    let waiting = words::waiting(lists.waiting);
    let words = match (&waiting, is_narrowed) {
        (Some(words), _) => words,
        (None, true) => "no customer is like that",
        (None, false) => {
            "there are no customers yet: write their names into a file, one on each line, and run \
             customer-quality import names.txt"
        }
    };
    hang("", words, 80)
}

/// A name and its sentence. The sentence wraps in a column beside the name.
fn line(row: &ScoreSummary, column: usize, terminal: Terminal) -> String {
    let who = who(row);
    if row.sentence.is_empty() {
        return format!("  {who}\n");
    }
    let beside = |name: &str| {
        let lead = format!("  {}  ", left(name, column));
        hang(&lead, &row.sentence, terminal.width)
    };
    if width(&who) > column {
        return hang("  ", &who, terminal.width) + &beside("");
    }
    beside(&who)
}

/// The name with the customer's standing, unless the customer is active.
fn who(row: &ScoreSummary) -> String {
    let name = words::name_or_id(row);
    match row.customer_standing() {
        CustomerStanding::Unspecified | CustomerStanding::Active => name,
        CustomerStanding::Prospect => format!("{name}, prospect"),
        CustomerStanding::New => format!("{name}, new"),
        CustomerStanding::Quiet => format!("{name}, quiet"),
        CustomerStanding::Past => format!("{name}, past"),
    }
}

fn title(class: CustomerClass) -> &'static str {
    match class {
        CustomerClass::Unspecified | CustomerClass::InsufficientData => "NOT SORTED",
        class => words::class(class),
    }
}

/// The number of customers in each list: `IDEAL 1, GOOD 4, OK 5, BAD 2, not sorted 0`.
fn mix(lists: &Lists) -> String {
    let counts = lists.counts.iter().map(|(class, count)| match class {
        CustomerClass::InsufficientData => format!("not sorted {}", grouped(*count as i128)),
        class => format!("{} {}", title(*class), grouped(*count as i128)),
    });
    counts.collect::<Vec<_>>().join(", ")
}
