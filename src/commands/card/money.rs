//! Draws money and hours: revenue, costs, and the amount left for each hour.

use std::fmt::Write as _;

use crate::{
    amount,
    card::{Card, heading::heading},
    day,
    terminal::{self, Style, Terminal, hang, left, right},
};
use client::pb::{google_type::Money, v1::Economics};

/// Draws money and hours.
pub(super) fn draw(card: &Card, terminal: Terminal) -> String {
    let Some(economics) = &card.score.economics else {
        return heading(terminal, "Money and hours", "nothing known");
    };
    let since = economics.window_start_date.as_ref();
    let since = since
        .map(|day| format!("since {}", day::show_date(day)))
        .unwrap_or_default();
    let mut text = heading(terminal, "Money and hours", &since);
    let currency = economics
        .revenue
        .as_ref()
        .map_or("", |money| money.currency_code.as_str());
    let mut rows = money_rows(economics);
    rows.extend(hour_rows(economics));
    let width = rows.iter().map(|row| row.amount.len()).max().unwrap_or(0);
    for row in rows {
        let amount = right(&row.amount, width);
        let amount = row
            .style
            .map_or_else(|| amount.clone(), |style| terminal.styled(style, &amount));
        let unit = if row.in_currency { currency } else { row.unit };
        let line = format!("  {} {amount} {unit}", left(row.what, 24));
        let room = terminal
            .width
            .saturating_sub(2 + 24 + 1 + width + 1 + unit.len());
        let below = !row.remark.is_empty() && terminal::width(&row.remark) + 2 > room;
        let remark = match row.remark {
            remark if remark.is_empty() => String::new(),
            remark if below => format!("\n    {remark}"),
            remark => format!(", {remark}"),
        };
        let _ = writeln!(text, "{}{remark}", line.trim_end());
    }
    text + &remarks(economics, terminal)
}

struct Row {
    what: &'static str,
    amount: String,
    in_currency: bool,
    unit: &'static str,
    remark: String,
    style: Option<Style>,
}

impl Row {
    fn money(what: &'static str, money: &Money) -> Self {
        let amount = amount::rounded(money);
        Self {
            what,
            amount,
            in_currency: true,
            unit: "",
            remark: String::new(),
            style: None,
        }
    }

    fn hours(what: &'static str, minutes: f64) -> Self {
        let amount = hours(minutes);
        let unit = "hours";
        Self {
            what,
            amount,
            in_currency: false,
            unit,
            remark: String::new(),
            style: None,
        }
    }
}

/// Revenue, the costs that occurred, and what is left.
fn money_rows(economics: &Economics) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    rows.extend(
        economics
            .revenue
            .as_ref()
            .map(|money| Row::money("revenue", money)),
    );
    let costs = [
        ("less direct cost", &economics.direct_cost),
        ("less the hours spent", &economics.effort_cost),
        ("less waiting for money", &economics.late_cost),
        ("less gifts", &economics.gift_cost),
    ];
    for (what, cost) in costs {
        if let Some(cost) = cost.as_ref().filter(|cost| amount::micros(cost) != 0) {
            rows.push(Row::money(what, cost));
        }
    }
    if let Some(money) = &economics.contribution {
        let style = if amount::micros(money) < 0 {
            Style::Red
        } else {
            Style::Bold
        };
        let what = if economics.before_your_time {
            "left, before your time"
        } else {
            "what is left"
        };
        rows.push(Row {
            style: Some(style),
            ..Row::money(what, money)
        });
    }
    rows
}

/// The hours, the amount left for each hour, and the worth so far.
fn hour_rows(economics: &Economics) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![];
    if economics.minutes > 0.0 {
        let unbilled = economics.unbilled_minutes;
        let share = unbilled / economics.minutes * 100.0;
        let remark = if unbilled > 0.0 {
            format!("{} of them not billed ({share:.0} %)", hours(unbilled))
        } else {
            String::new()
        };
        rows.push(Row {
            remark,
            ..Row::hours("hours spent", economics.minutes)
        });
    }
    let per_hour = economics.contribution_per_hour.as_ref();
    rows.extend(per_hour.map(|money| Row::money("left for each hour", money)));
    rows.extend(
        economics
            .realised_value
            .as_ref()
            .map(|money| Row::money("worth so far", money)),
    );
    rows
}

/// The amounts missing from the sums, and the assumed cost of an hour.
fn remarks(economics: &Economics, terminal: Terminal) -> String {
    let mut text = String::new();
    let some = |money: &Option<Money>| money.clone().filter(|money| amount::micros(money) > 0);
    if let Some(left_out) = some(&economics.left_out) {
        let words = format!(
            "{} long overdue is left out until it is paid",
            amount::show(&left_out)
        );
        text.push_str(&hang("  ", &words, terminal.width));
    }
    if economics.minutes > 0.0 {
        let words = match some(&economics.hour_cost) {
            Some(cost) => format!("an hour of your time at {}", amount::show(&cost)),
            None => {
                "no cost of an hour is set: start the service with --hour-cost and --hour-price"
                    .to_owned()
            }
        };
        for line in hang("  ", &words, terminal.width).lines() {
            let _ = writeln!(text, "{}", terminal.styled(Style::Faint, line));
        }
    }
    text
}

/// Hours with one decimal. Halves round up, as everywhere.
fn hours(minutes: f64) -> String {
    let tenths = (minutes / 6.0 + 0.5).floor() as i128;
    format!("{}.{}", amount::grouped(tenths / 10), tenths % 10)
}
