//! Draws a referral tree with lines, values at the right, and the value of each level.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::{
    amount,
    terminal::{self, Style, Terminal, clean, left, right},
    words,
};
use client::pb::v1::{GetReferralTreeResponse, ReferralNode, ReferralValue};

/// The columns that a class takes.
const CLASS: usize = 9;

/// A line of the tree before its layout.
struct Branch<'a> {
    lines: String,
    node: &'a ReferralNode,
}

/// Draws the tree and its value.
pub fn draw(tree: &GetReferralTreeResponse, value: &ReferralValue, terminal: Terminal) -> String {
    let branches = branches(&tree.nodes);
    if branches.is_empty() {
        return "nobody is in this tree\n".to_owned();
    }
    let mut text = String::new();
    if !tree.referrer_customer_id.is_empty() {
        let _ = writeln!(text, "brought by {}\n", clean(&tree.referrer_customer_id));
    }
    text.push_str(&table(&branches, terminal));
    if tree.truncated {
        let words = "There are more: see --depth and --limit.";
        let _ = writeln!(text, "{}", terminal.styled(Style::Yellow, words));
    }
    text.push_str(&worth(value, terminal));
    text.push_str(&levels(value, terminal));
    text
}

/// The nodes from the top down, each with the lines drawn before it. Children keep their order.
fn branches(nodes: &[ReferralNode]) -> Vec<Branch<'_>> {
    let mut children: BTreeMap<&str, Vec<&ReferralNode>> = BTreeMap::new();
    for node in nodes.iter().filter(|node| node.level > 0) {
        children
            .entry(&node.referrer_customer_id)
            .or_default()
            .push(node);
    }
    // The nodes still to visit, last first, with the lines that their children get.
    let tops = nodes.iter().filter(|node| node.level == 0);
    let mut waiting: Vec<(String, String, &ReferralNode)> = tops
        .map(|node| (String::new(), String::new(), node))
        .collect();
    let mut branches = vec![];
    while let Some((lines, below, node)) = waiting.pop() {
        branches.push(Branch { lines, node });
        // The children leave the map, so that a node that occurs twice is followed only once.
        let children = children
            .remove(node.customer_id.as_str())
            .unwrap_or_default();
        for (at, child) in children.iter().enumerate().rev() {
            let is_last = at + 1 == children.len();
            let (turn, line) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            waiting.push((format!("{below}{turn}"), format!("{below}{line}"), child));
        }
    }
    branches
}

fn table(branches: &[Branch<'_>], terminal: Terminal) -> String {
    let money = |money: &Option<_>| money.as_ref().map(amount::rounded).unwrap_or_default();
    let rows: Vec<(String, String)> = branches
        .iter()
        .map(|branch| {
            (
                money(&branch.node.own_value),
                money(&branch.node.total_value),
            )
        })
        .collect();
    let currency = branches
        .iter()
        .find_map(|branch| branch.node.own_value.as_ref());
    let currency = currency.map_or("", |money| money.currency_code.as_str());
    let own_title = format!("own {currency}").trim_end().to_owned();
    let widest = |values: Vec<&str>| values.into_iter().map(str::len).max().unwrap_or(0);
    let own = widest(
        rows.iter()
            .map(|row| row.0.as_str())
            .chain([own_title.as_str()])
            .collect(),
    );
    let total = widest(
        rows.iter()
            .map(|row| row.1.as_str())
            .chain(["with theirs"])
            .collect(),
    );
    let others = own + total + CLASS + 5;
    let room = terminal.table.saturating_sub(others).max(20);
    let deepest = terminal.width.saturating_sub(others).max(20);
    let label = |branch: &Branch<'_>| label(branch, room, deepest);
    let labels: Vec<String> = branches.iter().map(label).collect();
    let fitting = labels.iter().map(|label| terminal::width(label));
    let name = fitting.filter(|width| *width <= room).max().unwrap_or(0);
    let title = format!(
        "{} {} {}  {}",
        left("", name),
        left("", CLASS),
        right(&own_title, own),
        right("with theirs", total)
    );
    let mut text = format!("{}\n", terminal.styled(Style::Faint, &title));
    for ((branch, row), label) in branches.iter().zip(&rows).zip(&labels) {
        let class = branch.node.customer_class();
        let class = terminal.styled(words::class_style(class), &left(words::class(class), CLASS));
        let (own, total) = (right(&row.0, own), right(&row.1, total));
        let mut label = label.as_str();
        // An id is never cut. One that leaves no room has a line of its own.
        if terminal::width(label) > name {
            let _ = writeln!(text, "{label}");
            label = "";
        }
        let _ = writeln!(text, "{} {class} {own}  {total}", left(label, name));
    }
    text
}

/// Lines, name and id in `columns` columns. The level number replaces lines that leave no room for a name in `deepest`
/// columns.
fn label(branch: &Branch<'_>, columns: usize, deepest: usize) -> String {
    let lines = if terminal::width(&branch.lines) + 12 > deepest {
        format!("\u{2026} level {} ", branch.node.level)
    } else {
        branch.lines.clone()
    };
    let room = columns.saturating_sub(terminal::width(&lines));
    let (name, id) = (clean(&branch.node.name), clean(&branch.node.customer_id));
    format!("{lines}{}", words::who_within(&name, &id, room))
}

fn worth(value: &ReferralValue, terminal: Terminal) -> String {
    let show = |money: &Option<_>| money.as_ref().map(amount::show).unwrap_or_default();
    let mut text = String::from("\n");
    if !value.sentence.is_empty() {
        let _ = writeln!(
            text,
            "{}",
            terminal.styled(Style::Bold, &clean(&value.sentence))
        );
    }
    let rows = [
        ("own value", show(&value.own_value)),
        ("all they brought", show(&value.brought_value)),
        ("with all they brought", show(&value.total_lifetime_value)),
        ("credited, adds up", show(&value.credited_value)),
    ];
    let width = rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
    for (what, amount) in rows.iter().filter(|row| !row.1.is_empty()) {
        let _ = writeln!(text, "  {} {}", left(what, 24), right(amount, width));
    }
    let note = "Totals of different customers overlap: add up what is credited, never the totals.";
    for line in terminal::wrap(note, terminal.width - 2) {
        let _ = writeln!(text, "  {}", terminal.styled(Style::Faint, &line));
    }
    text
}

fn levels(value: &ReferralValue, terminal: Terminal) -> String {
    if value.levels.is_empty() {
        return String::new();
    }
    let amounts: Vec<String> = value
        .levels
        .iter()
        .map(|level| {
            level
                .value
                .as_ref()
                .map(amount::rounded)
                .unwrap_or_default()
        })
        .collect();
    let width = amounts.iter().map(String::len).max().unwrap_or(0).max(5);
    let title = format!("  level  customers  {}  classes", right("value", width));
    let mut text = format!("\n{}\n", terminal.styled(Style::Faint, &title));
    for (level, amount) in value.levels.iter().zip(&amounts) {
        let mix = words::class_mix(&level.classes);
        let line = format!(
            "  {}  {}  {}  {mix}",
            right(&level.level.to_string(), 5),
            right(&level.customer_count.to_string(), 9),
            right(amount, width)
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
