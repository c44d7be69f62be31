//! The ranking of customers who brought others.

use std::fmt::Write as _;

use serde_json::json;

use crate::{
    amount, day,
    failure::Failure,
    json,
    sheet::SheetArgs,
    terminal::{self, Style, Terminal},
    top::{
        TopArgs,
        choice::numbers,
        table::{self, Column},
    },
    words,
};
use client::Client;
use client::pb::{
    google_type::Money,
    v1::{
        BillingMode, ListTopReferrersRequest, ListTopReferrersResponse, ReferrerOrder, TopReferrer,
    },
};

/// The ways of paying with their headings. Ranks are among customers who pay in the same way.
const MODES: [(BillingMode, &str); 3] = [
    (BillingMode::Invoiced, "Those who get invoices"),
    (BillingMode::Purchasing, "Those who buy on the spot"),
    (BillingMode::None, "Those without revenue yet"),
];

/// Fetches the ranking and writes it in the chosen form.
pub(super) async fn text(
    client: &Client,
    args: &TopArgs,
    terminal: Terminal,
) -> Result<String, Failure> {
    if args.json || args.is_csv() {
        let modes = numbers::<_, BillingMode>(&args.mode);
        let list = fetch(client, args, modes).await?;
        if !args.json {
            return csv(&list, args.sheet);
        }
        let value = json::value("ListTopReferrersResponse", &list)?;
        return Ok(json::document(&json!({ "top_referrers": value })));
    }
    let wanted: Vec<BillingMode> = args.mode.iter().copied().map(BillingMode::from).collect();
    let mut lists = vec![];
    for (mode, title) in MODES {
        if wanted.is_empty() || wanted.contains(&mode) {
            lists.push((title, fetch(client, args, vec![mode.into()]).await?));
        }
    }
    Ok(draw(&lists, terminal))
}

async fn fetch(
    client: &Client,
    args: &TopArgs,
    modes: Vec<i32>,
) -> Result<ListTopReferrersResponse, Failure> {
    let mut list = ListTopReferrersResponse {
        next_page_token: args.page_token.clone(),
        ..ListTopReferrersResponse::default()
    };
    loop {
        let request = ListTopReferrersRequest {
            order: ReferrerOrder::from(args.by).into(),
            modes: modes.clone(),
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

/// Draws the rankings, each under its heading. A single one needs none.
pub fn draw(lists: &[(&str, ListTopReferrersResponse)], terminal: Terminal) -> String {
    let lists = lists.iter().filter(|(_, list)| !list.referrers.is_empty());
    let lists: Vec<&(&str, ListTopReferrersResponse)> = lists.collect();
    let mut out = String::new();
    for (title, list) in &lists {
        if lists.len() > 1 {
            let _ = writeln!(out, "{}", terminal.styled(Style::Bold, title));
        }
        out.push_str(&table(list, terminal));
        out.push('\n');
    }
    let Some((_, first)) = lists.first() else {
        return "nobody brought anybody yet\n".to_owned();
    };
    let mut foot = String::new();
    let currency = first
        .referrers
        .iter()
        .find_map(|row| row.own_value.as_ref());
    if let Some(money) = currency {
        let _ = write!(foot, "in {}, ", money.currency_code);
    }
    if let Some(time) = &first.publish_time {
        let _ = write!(foot, "as of {}, ", day::show_time(time));
    }
    foot.push_str("place: by their own spending, then with all they brought");
    if lists
        .iter()
        .any(|(_, list)| !list.next_page_token.is_empty())
    {
        foot.push_str("; there are more: see --limit and --all");
    }
    for line in terminal::wrap(&foot, terminal.width) {
        let _ = writeln!(out, "{}", terminal.styled(Style::Faint, &line));
    }
    out
}

fn table(list: &ListTopReferrersResponse, terminal: Terminal) -> String {
    let number = |title, yields| Column {
        title,
        is_number: true,
        yields,
    };
    let columns = [
        Column {
            title: "class",
            is_number: false,
            yields: 0,
        },
        number("brought", 2),
        number("own value", 1),
        number("with theirs", 0),
        number("credited", 3),
        number("place", 0),
    ];
    let money = |money: &Option<Money>| money.as_ref().map(amount::rounded).unwrap_or_default();
    let row = |row: &TopReferrer| {
        let cells = [
            words::class(row.customer_class()).to_owned(),
            row.brought_count.to_string(),
            money(&row.own_value),
            money(&row.total_value),
            money(&row.credited_value),
            place(row.rank_by_own_spending, row.rank_by_total),
        ];
        table::Row::of(&row.name, &row.customer_id, &cells)
    };
    let rows: Vec<table::Row> = list.referrers.iter().map(row).collect();
    table::draw(&columns, &rows, terminal)
}

/// Both ranks in words: `51st, 3rd`. Nothing without them.
fn place(by_own: i32, by_total: i32) -> String {
    let both = [rank(by_own), rank(by_total)];
    let both: Vec<String> = both.into_iter().filter(|rank| !rank.is_empty()).collect();
    both.join(", ")
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

fn csv(list: &ListTopReferrersResponse, sheet: SheetArgs) -> Result<String, Failure> {
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
    let money = |money: &Option<Money>| {
        let exact = money.as_ref().map(amount::exact);
        sheet.number(&exact.unwrap_or_default())
    };
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
    sheet.csv(&header, &rows.collect::<Vec<_>>())
}
