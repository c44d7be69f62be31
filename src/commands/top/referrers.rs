//! The ranking of customers who brought others.

use std::fmt::Write as _;

use serde_json::json;

use crate::{
    amount, day,
    failure::Failure,
    json,
    terminal::{Style, Terminal},
    top::{
        TopArgs,
        table::{self, Column},
    },
    words,
};
use client::Client;
use client::pb::{
    google_type::Money,
    v1::{ListTopReferrersRequest, ListTopReferrersResponse, ReferrerOrder},
};

/// The least width for the credited value. A narrower terminal drops it so that the names fit.
const CREDITED_FROM: usize = 95;
/// The column of the credited value.
const CREDITED_AT: usize = 4;

/// Fetches the ranking and writes it in the chosen form.
pub(super) async fn text(
    client: &Client,
    args: &TopArgs,
    terminal: Terminal,
) -> Result<String, Failure> {
    let list = fetch(client, args).await?;
    if args.json {
        let value = json::value("ListTopReferrersResponse", &list)?;
        return Ok(json::document(&json!({ "top_referrers": value })));
    }
    if args.csv {
        csv(&list)
    } else {
        Ok(draw(&list, terminal))
    }
}

async fn fetch(client: &Client, args: &TopArgs) -> Result<ListTopReferrersResponse, Failure> {
    let mut list = ListTopReferrersResponse::default();
    loop {
        let request = ListTopReferrersRequest {
            order: ReferrerOrder::from(args.by).into(),
            modes: vec![],
            page_size: args.page_size(list.referrers.len()),
            page_token: list.next_page_token.clone(),
        };
        let make = |request| async { client.quality().list_top_referrers(request).await };
        let page = client.call(request, make).await?;
        list.referrers.extend(page.referrers);
        list.next_page_token = page.next_page_token;
        list.publish_time = list.publish_time.or(page.publish_time);
        if list.next_page_token.is_empty() || args.wanted(list.referrers.len()) == 0 {
            return Ok(list);
        }
    }
}

/// Draws the ranking.
pub fn draw(list: &ListTopReferrersResponse, terminal: Terminal) -> String {
    let text = |title| Column {
        title,
        is_number: false,
    };
    let number = |title| Column {
        title,
        is_number: true,
    };
    let with_credited = !terminal.cuts || terminal.width >= CREDITED_FROM;
    let mut columns = vec![
        text("class"),
        number("brought"),
        number("own value"),
        number("with theirs"),
        number("by spend"),
        number("by total"),
    ];
    if with_credited {
        columns.insert(CREDITED_AT, number("credited"));
    }
    let money = |money: &Option<Money>| money.as_ref().map(amount::rounded).unwrap_or_default();
    let rows: Vec<table::Row> = list
        .referrers
        .iter()
        .map(|row| {
            let mut cells = vec![
                words::class(row.customer_class()).to_owned(),
                row.brought_count.to_string(),
                money(&row.own_value),
                money(&row.total_value),
                rank(row.rank_by_own_spending),
                rank(row.rank_by_total),
            ];
            if with_credited {
                cells.insert(CREDITED_AT, money(&row.credited_value));
            }
            table::Row::of(&row.name, &row.customer_id, &cells)
        })
        .collect();
    if rows.is_empty() {
        return "nobody brought anybody yet\n".to_owned();
    }
    let mut out = table::draw(&columns, &rows, terminal);
    let currency = list.referrers.iter().find_map(|row| row.own_value.as_ref());
    let mut foot = currency
        .map(|money| format!("in {}", money.currency_code))
        .unwrap_or_default();
    if let Some(time) = &list.publish_time {
        let _ = write!(foot, ", as of {}", day::show_time(time));
    }
    let _ = writeln!(
        out,
        "\n{}",
        terminal.styled(Style::Faint, foot.trim_start_matches(", "))
    );
    out
}

/// A rank in words: `51st`.
fn rank(rank: i32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (1, teen) if teen != 11 => "st",
        (2, teen) if teen != 12 => "nd",
        (3, teen) if teen != 13 => "rd",
        _ => "th",
    };
    if rank > 0 {
        format!("{rank}{ending}")
    } else {
        String::new()
    }
}

fn csv(list: &ListTopReferrersResponse) -> Result<String, Failure> {
    let header = [
        "customer_id",
        "name",
        "customer_class",
        "brought_count",
        "currency",
        "own_value",
        "brought_value",
        "total_value",
        "credited_value",
        "rank_by_own_spending",
        "rank_by_total",
    ];
    let money = |money: &Option<Money>| money.as_ref().map(amount::exact).unwrap_or_default();
    let rows = list.referrers.iter().map(|row| {
        let own = row.own_value.as_ref();
        vec![
            row.customer_id.clone(),
            words::harmless(&row.name),
            words::class_code(row.customer_class()),
            row.brought_count.to_string(),
            own.map(|money| money.currency_code.clone())
                .unwrap_or_default(),
            money(&row.own_value),
            money(&row.brought_value),
            money(&row.total_value),
            money(&row.credited_value),
            row.rank_by_own_spending.to_string(),
            row.rank_by_total.to_string(),
        ]
    });
    table::csv(&header, &rows.collect::<Vec<_>>())
}
