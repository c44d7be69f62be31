//! The list of scores.

use std::{fmt::Write as _, time::Duration};

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{
    amount,
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
        AttributeFilter, BillingMode, CustomerClass, CustomerStanding, ListScoresRequest,
        ListScoresResponse, ScoreFilter, ScoreOrder,
    },
};

/// The pause before a command checks again whether every customer is worked out.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Fetches the list and writes it in the chosen form.
pub(super) async fn text(
    client: &Client,
    args: &TopArgs,
    terminal: Terminal,
) -> Result<String, Failure> {
    let list = fetch(client, &wanted(args)).await?;
    if args.json {
        let value = json::value("ListScoresResponse", &list)?;
        return Ok(json::document(&json!({ "scores": value })));
    }
    if args.is_csv() {
        csv(&list, args.sheet)
    } else {
        Ok(draw(&list, terminal))
    }
}

/// The scores to fetch.
pub(crate) struct Wanted {
    /// The filter for customers.
    pub(crate) filter: ScoreFilter,
    /// The order of the scores.
    pub(crate) order: ScoreOrder,
    /// The most scores to fetch.
    pub(crate) most: usize,
    /// The token of the page to begin after. Empty for the first page.
    pub(crate) page_token: String,
}

/// Fetches the wanted scores page by page.
pub(crate) async fn fetch(client: &Client, wanted: &Wanted) -> Result<ListScoresResponse, Failure> {
    let mut list = ListScoresResponse {
        next_page_token: wanted.page_token.clone(),
        ..ListScoresResponse::default()
    };
    loop {
        let left = wanted.most.saturating_sub(list.scores.len());
        let request = ListScoresRequest {
            filter: Some(wanted.filter.clone()),
            order: wanted.order.into(),
            page_size: left.min(1000) as i32,
            page_token: list.next_page_token.clone(),
        };
        let make = |request| async { client.quality().list_scores(request).await };
        let page = client.call(request, make).await?;
        list.scores.extend(page.scores);
        list.next_page_token = page.next_page_token;
        list.waiting_count = page.waiting_count;
        if list.next_page_token.is_empty() || list.scores.len() >= wanted.most {
            return Ok(list);
        }
    }
}

/// Waits until no customer waits for an evaluation, or for `most`. Returns how many still wait.
pub(crate) async fn settle(client: &Client, most: Duration) -> Result<i32, Failure> {
    let one = Wanted {
        filter: ScoreFilter::default(),
        order: ScoreOrder::CustomerId,
        most: 1,
        page_token: String::new(),
    };
    let end = Instant::now() + most;
    loop {
        let waiting = fetch(client, &one).await?.waiting_count;
        if waiting == 0 || Instant::now() >= end {
            return Ok(waiting);
        }
        sleep(LOOK_AGAIN).await;
    }
}

fn wanted(args: &TopArgs) -> Wanted {
    let filter = ScoreFilter {
        classes: numbers::<_, CustomerClass>(&args.class),
        min_points: args.min_points,
        max_points: args.max_points,
        acquisition_sources: args.source.clone(),
        attributes: attributes(&args.attribute),
        modes: numbers::<_, BillingMode>(&args.mode),
        standings: numbers::<_, CustomerStanding>(&args.standing),
    };
    Wanted {
        filter,
        order: args.order.into(),
        most: args.wanted(0),
        page_token: args.page_token.clone(),
    }
}

/// Typed attributes as a filter.
pub(crate) fn attributes(pairs: &[(String, String)]) -> Vec<AttributeFilter> {
    let pairs = pairs.iter().cloned();
    pairs
        .map(|(key, value)| AttributeFilter { key, value })
        .collect()
}

/// Draws the list.
pub fn draw(list: &ListScoresResponse, terminal: Terminal) -> String {
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
        number("points", 0),
        number("known", 2),
        number("own value", 1),
        number("left this year", 0),
    ];
    let money = |money: &Option<Money>| money.as_ref().map(amount::rounded).unwrap_or_default();
    let rows: Vec<table::Row> = list
        .scores
        .iter()
        .map(|row| {
            let cells = vec![
                words::class(row.customer_class()).to_owned(),
                row.points
                    .map_or_else(|| "-".to_owned(), |points| points.to_string()),
                format!("{:.0} %", row.coverage * 100.0),
                money(&row.own_value),
                money(&row.contribution),
            ];
            table::Row::of(&row.name, &row.customer_id, &cells)
        })
        .collect();
    if rows.is_empty() {
        let waiting = words::waiting(list.waiting_count);
        return waiting.unwrap_or_else(|| "no customer is like that".to_owned()) + "\n";
    }
    let mut out = table::draw(&columns, &rows, terminal);
    let currency = list.scores.iter().find_map(|row| row.own_value.as_ref());
    let mut foot = vec![];
    foot.extend(currency.map(|money| format!("in {}", money.currency_code)));
    if !list.next_page_token.is_empty() {
        foot.push("there are more: see --limit and --all".to_owned());
    }
    foot.extend(words::waiting(list.waiting_count));
    out.push('\n');
    for line in terminal::wrap(&foot.join("; "), terminal.width) {
        let _ = writeln!(out, "{}", terminal.styled(Style::Faint, &line));
    }
    out
}

fn csv(list: &ListScoresResponse, sheet: SheetArgs) -> Result<String, Failure> {
    let header = [
        "customer_id",
        "name",
        "customer_class",
        "points",
        "coverage",
        "currency",
        "own_value",
        "contribution",
        "up_reason_codes",
        "down_reason_codes",
        "model_id",
        "model_version",
    ];
    let money = |money: &Option<Money>| {
        let exact = money.as_ref().map(amount::exact);
        sheet.number(&exact.unwrap_or_default())
    };
    let rows = list.scores.iter().map(|row| {
        let own = row.own_value.as_ref();
        vec![
            row.customer_id.clone(),
            words::harmless(&row.name),
            words::class_code(row.customer_class()),
            row.points
                .map(|points| points.to_string())
                .unwrap_or_default(),
            sheet.number(&row.coverage.to_string()),
            own.map(|money| money.currency_code.clone())
                .unwrap_or_default(),
            money(&row.own_value),
            money(&row.contribution),
            row.up_reason_codes.join(";"),
            row.down_reason_codes.join(";"),
            row.model_id.clone(),
            row.model_version.to_string(),
        ]
    });
    sheet.csv(&header, &rows.collect::<Vec<_>>())
}
